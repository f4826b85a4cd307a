"""Looking up a row, and the cosine of two words, with all their numbers."""

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.app.foreign import foreign_code
from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.url_picks import pick_number
from core.app.widgets.controls import controls
from core.topics.embeddings.views import shared

if TYPE_CHECKING:
    from core.topics.embeddings.worked_cosine import WorkedCosine


def compute(t: Translator) -> None:
    """Two words from lists; the first one's row, and their cosine."""
    from core.topics.embeddings.worked_cosine import work_out

    with st.skeleton(shared.HEIGHT):
        found = shared.known_words(t)
    first, second = _pick_words(found.words, t)
    table_of, row = found.vectors.vectors, found.rows[first]
    worked = work_out(table_of[row], table_of[found.rows[second]])
    with st.container(border=True):
        _lookup(found.words[first], row, worked, table_of.shape, t)
    with st.container(border=True):
        _cosine(worked, t)


def _pick_words(words: list[str], t: Translator) -> tuple[int, int]:
    """The numbers of both words."""
    numbers = range(len(words))
    look: dict[str, Any] = {"names": words.__getitem__, "container": controls("embeddings_compute")}
    first = pick_number(t("embeddings.first"), numbers, key="embeddings_first", **look)
    second = pick_number(t("embeddings.second"), numbers, key="embeddings_second", default=1, **look)
    return first, second


def _lookup(word: str, row: int, worked: "WorkedCosine", shape: tuple[int, ...], t: Translator) -> None:
    """A one-hot vector times the table is a row of the table."""
    V, D = shape
    st.markdown(t("embeddings.lookup", word=foreign_code(word), row=f"{row:,}", V=f"{V:,}", D=D))
    start = ",\\; ".join(f"{number:.3f}" for number in worked.columns["a"][:4])
    st.latex(rf"x = \mathbf{{1}}_{{{row}}}^\top E = E_{{{row}}} = ({start},\; \ldots)")


def _cosine(worked: "WorkedCosine", t: Translator) -> None:
    """The formula with its numbers, and every term of its sums."""
    st.markdown(t("embeddings.cosine_steps"))
    a, b = worked.lengths
    st.latex(
        rf"\cos(a, b) = \frac{{\sum_d a_d b_d}}{{\lVert a \rVert\,\lVert b \rVert}}"
        rf" = \frac{{{worked.product:.4f}}}{{{a:.4f} \cdot {b:.4f}}} = {worked.cosine:.4f}"
    )
    D = len(worked.columns["a"])
    st.caption(t("embeddings.terms", count=D))
    table(pd.DataFrame({"d": range(D), **worked.columns}), most=360)
    a, b = worked.squares
    st.caption(
        t("embeddings.sums", product=numeral(worked.product, ".4f"), a=numeral(a, ".4f"), b=numeral(b, ".4f"))
    )
