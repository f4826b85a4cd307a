"""Labels to look at again: those that a model contradicts with confidence, and how many are really wrong."""

import streamlit as st

from core.app.state import Translator
from core.evaluation.label_issues import LabelIssues
from core.models.prediction import LABELS
from core.topics.evaluate.views.look import Source, choose_model, say
from core.topics.evaluate.views.rows import open_row

ROWS_SHOWN = 300
REPLIES = ("wrong", "right", "unsure")
ICONS = {"wrong": ":material/close:", "right": ":material/check:", "unsure": ":material/question_mark:"}


def labels_view(source: Source, t: Translator) -> None:
    """Which labels are flagged, questions about a random draw of them, and all of them in a table."""
    from core.evaluation.label_issues import label_issues

    st.markdown(t("evaluate.labels_about"), width=760)
    model = choose_model(source, t, "evaluate_model")
    found = label_issues(source.scored, model)
    if found is None:
        st.info(t("evaluate.no_label_issues"), icon=":material/label_off:")
        return
    labelled = int(source.scored.labelled.sum())
    st.markdown(t("evaluate.flagged", flagged=len(found.rows), rows=labelled))
    if not len(found.rows):
        return
    if source.has_texts:
        _ask(source, model, found, t)
    rows = found.rows[:ROWS_SHOWN].tolist()
    columns = {source.names(t)[model]: 100 * source.scored.verdicts[model].probability[rows]}
    open_row(source, rows, columns, t, key="evaluate_labels_rows", model=model)


def _ask(source: Source, model: int, found: LabelIssues, t: Translator) -> None:
    """One flagged row after another, in a random order, and what the answers so far say of all of them."""
    from core.evaluation.label_issues import draw

    asked = draw(found)
    key = f"evaluate.labels/{source.key}/{model}"
    answers: list[str] = st.session_state.setdefault(key, [])
    with st.container(border=True, width=760):
        if len(answers) < len(asked):
            row = asked[len(answers)]
            st.caption(t("evaluate.question", number=len(answers) + 1, count=len(asked)))
            say(source.scored.texts[row])
            given = t(f"verdict.{LABELS[int(source.scored.labels[row])]}")
            st.markdown(t("evaluate.given", label=given))
            with st.container(horizontal=True):
                for reply in REPLIES:
                    st.button(
                        t(f"evaluate.label_{reply}"),
                        icon=ICONS[reply],
                        key=f"evaluate_label_{reply}",
                        on_click=answers.append,
                        args=(reply,),
                    )
        _told(answers, len(found.rows), t)


def _told(answers: list[str], flagged: int, t: Translator) -> None:
    """How many of all flagged labels are really wrong, by the answers that were sure."""
    from core.evaluation.label_issues import really_wrong

    sure = [answer for answer in answers if answer != "unsure"]
    if sure:
        share = really_wrong(sure.count("wrong"), len(sure))
        st.markdown(t("evaluate.really_wrong", share=share, answers=len(sure), flagged=flagged))
