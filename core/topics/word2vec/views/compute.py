"""One example of the last batch, from two vectors to the loss and back."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.word2vec.views import shared

if TYPE_CHECKING:
    from core.topics.word2vec.worked_example import WorkedExample

LOSSES = {
    "sampling": r"\ell = -\log \sigma(u_o \cdot h) - \sum_{k=1}^{K} \log \sigma(-u_k \cdot h)",
    "softmax": r"\ell = -\log \frac{e^{u_o \cdot h}}{\sum_v e^{u_v \cdot h}}",
}
GRADIENTS = (
    r"\frac{\partial \ell}{\partial u} = (p - y)\,h"
    r"\qquad \frac{\partial \ell}{\partial h} = \sum_u (p - y)\,u"
)


def compute(t: Translator) -> None:
    """Choose an example; see its loss worked out."""
    from core.topics.word2vec.worked_example import work_out

    with st.skeleton(shared.HEIGHT):
        run = shared.current().run
    row = controls("word2vec_example")
    worked = work_out(run, shared.pick_example(run, t, row))
    row.caption(t("word2vec.example_about"))
    st.latex(f"{LOSSES[run.settings.loss]} = {worked.loss:.4f}")
    st.markdown(t(f"word2vec.compute_{run.settings.loss}"))
    _rows(worked, run.vocabulary.words, t)
    st.markdown(t("word2vec.compute_back", rate=numeral(run.settings.rate, "g")))
    st.latex(GRADIENTS)


def _rows(worked: "WorkedExample", words: list[str], t: Translator) -> None:
    """Score, probability, truth and error of each word that the loss looks at."""
    columns = {
        t("embeddings.column_word"): [words[row] for row in worked.rows],
        "u×h": worked.scores.numpy().round(4),
        t("word2vec.column_said"): worked.probabilities.numpy().round(4),
        t("word2vec.column_truth"): worked.truth.numpy(),
        t("word2vec.column_error"): (worked.probabilities - worked.truth).numpy().round(4),
    }
    table(columns, most=420)
