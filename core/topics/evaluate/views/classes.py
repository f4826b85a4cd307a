"""A file that a model of any classes scored: how often it is right, and what it takes for what."""

from pathlib import Path

import streamlit as st

from core.app.panels import figure
from core.app.state import Translator, language
from core.evaluation.reading import Choice
from core.topics.evaluate.views.look import say


def are_classes(path: Path, choice: Choice, t: Translator) -> bool:
    """Whether a file is of that kind, which is then shown; the other views need negative and positive."""
    from core.data.files.tables import open_any
    from core.evaluation.class_files.reading import classes_in_table, read_classes
    from core.evaluation.class_files.told import classes_told
    from core.topics.evaluate.figures_training import confusion_table

    if not classes_in_table(open_any(path)):
        return False
    if choice.label is None:
        st.info(t("evaluate.classes_no_label"), icon=":material/label_off:")
        return True
    found = read_classes(path, choice.label)
    for sentence in classes_told(found, language()):
        say(sentence)
    figure("evaluate.taken", confusion_table, found.judged.confusion, found.classes, t=t)
    st.caption(t("evaluate.classes_only"))
    return True
