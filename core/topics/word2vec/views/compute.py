"""One example of the last batch, from two vectors to the loss and back."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.url_picks import pick_number
from core.app.widgets.controls import controls
from core.topics.word2vec.views import shared

if TYPE_CHECKING:
    from core.topics.word2vec.run import Word2VecRun
    from core.topics.word2vec.worked_example import WorkedExample

MOST_EXAMPLES = 20  # in the list
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
    worked = work_out(run, _pick_example(run, t))
    st.latex(f"{LOSSES[run.settings.loss]} = {worked.loss:.4f}")
    st.markdown(t(f"word2vec.compute_{run.settings.loss}"))
    _rows(worked, run.vocabulary.words, t)
    st.markdown(t("word2vec.compute_back", rate=numeral(run.settings.rate, "g")))
    st.latex(GRADIENTS)


def _pick_example(run: "Word2VecRun", t: Translator) -> int:
    """An example of the batch from a list, as `input → target`."""
    words = run.vocabulary.words

    def named(example: int) -> str:
        position = run.batch[example]
        inputs = [words[row] for row in run.inputs[position].tolist() if row >= 0]
        return f"{' '.join(inputs)} → {words[run.targets[position]]}"

    examples = range(min(len(run.batch), MOST_EXAMPLES))
    row = controls("word2vec_example")
    look = {"key": "word2vec_example", "names": named, "container": row}
    example = pick_number(t("word2vec.example"), examples, **look)
    row.caption(t("word2vec.example_about"))
    return example


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
