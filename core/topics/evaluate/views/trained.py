"""What came of a training on one's own file: who is how right, the learning curve, and where to go on."""

from typing import Any

import streamlit as st

from core import jobs
from core.app.foreign import foreign
from core.app.models.trained_here import MODEL, OPENED
from core.app.panels import figure
from core.app.state import Translator, language
from core.app.widgets.links import go_to
from core.evaluation.own_file.report import OwnReport
from core.models.classes.classifier import has_other_classes
from core.topics.evaluate.views.look import model_name, say

ICONS = {
    "predict": ":material/sentiment_satisfied:",
    "why": ":material/contrast:",
    "attention": ":material/visibility:",
    "inside": ":material/account_tree:",
    "batch": ":material/table_rows:",
}


def trained_view(job: jobs.Job, t: Translator) -> None:
    """Comparison, confusion matrix and curve, what was cleaned, and the pages that open the model."""
    from core.evaluation.own_file.report import read_report
    from core.evaluation.own_file.told import (
        aside_told,
        cleaned_told,
        curve_told,
        models_told,
        review_told,
    )
    from core.topics.evaluate.figures_training import confusion_table, learning_curve

    report = read_report(job.folder / MODEL)
    say(aside_told(report, language()))
    for sentence in models_told(report, language(), lambda name: model_name(name, t)):
        say(sentence)
    _compared(report, t)
    for sentence in review_told(report, language()):
        say(sentence)
    left, right = st.columns(2, gap="large")
    with left:
        judged = report.models[-1]
        figure("evaluate.confusion", confusion_table, judged.confusion, report.classes, t=t)
    with right:
        figure("evaluate.learning", learning_curve, report.curve.points, t=t)
        say(curve_told(report.curve, language()))
    for sentence in cleaned_told(report.cleaned, language()):
        st.caption(foreign(sentence))
    _open(job, t)


def _compared(report: OwnReport, t: Translator) -> None:
    """Each pair of models on the same rows set aside."""
    from core.evaluation.own_file.told import compared_told

    for one in report.comparisons:
        for sentence in compared_told(one, language(), lambda name: model_name(name, t)):
            say(sentence)


def _open(job: jobs.Job, t: Translator) -> None:
    """Buttons to the pages on which the model now stands; of other classes, only those that read any."""
    st.markdown(f"**{t('evaluate.train_open')}**")
    is_other = has_other_classes(job.folder / MODEL, MODEL)
    settings: dict[str, dict[str, Any]] = {"predict": {"predict_models": job.id}}
    if not is_other:
        settings |= {"why": {"why_model": job.id}}
        settings |= {page: {OPENED: job.id} for page in ("attention", "inside")} | {"batch": {}}
    with st.container(horizontal=True):
        for page, chosen in settings.items():
            if st.button(t(f"pages.{page}.menu"), icon=ICONS[page], key=f"evaluate_open_{page}"):
                go_to(page, chosen)
    if is_other:
        st.caption(t("evaluate.train_other_classes"))
    st.code(
        f"python -m core.scoring FILE -o OUTPUT --model {job.folder / MODEL}",
        language="shell",
        wrap_lines=True,
    )
