"""One normalised number worked out on the page: its group, the formula with its numbers, and the toy case."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.widgets.latex import latex_number, latex_plain
from core.models.reading.pieces import text_read
from core.topics.normalization.views import shared

if TYPE_CHECKING:
    from core.topics.normalization.cell import NormCell
    from core.topics.normalization.inputs import Normed

AXES = ("sentence", "token", "dimension")
TABLE_HEIGHT = 320


def compute(t: Translator) -> None:
    """Any number of the block, from all the numbers of its group; and an example of four numbers."""
    from core.topics.normalization.cell import work_out

    choices, worked = st.columns([1, 3], gap="medium")
    with choices:
        kind = shared.choose_kind(t)
        shown = shared.normed(kind, *shared.chosen_norm_and_size(t, st.container()))
        cell = _choose_cell(shown, t)
    with worked:
        _show(work_out(shown, kind, cell), kind, t)
    _toy(t)


def _choose_cell(shown: "Normed", t: Translator) -> tuple[int, int, int]:
    """Sentence, token and dimension from three lists, shared with the picture."""
    cell = shared.chosen_cell(tuple(shown.x.shape))
    rows = [text_read(row)[:48] for row in shown.tokens]
    names = (rows, list(shown.pieces[cell[0]]), None)
    for axis in range(len(AXES)):
        key = f"normalization_{AXES[axis]}_list"
        st.session_state[key] = cell[axis]
        st.selectbox(
            t(f"normalization.axis_{AXES[axis]}"),
            range(shown.x.shape[axis]),
            key=key,
            format_func=_named(names[axis]),
            on_change=_keep,
            args=(cell, axis, key),
        )
    return cell


def _named(names: list[str] | None) -> Any:
    return str if names is None else lambda number: f"{number} · {names[number]}"


def _keep(cell: tuple[int, int, int], axis: int, key: str) -> None:
    shared.choose_number([st.session_state[key] if axis == own else at for own, at in enumerate(cell)])


def _show(cell: "NormCell", kind: str, t: Translator) -> None:
    """Mean, variance and result as formulas; the difference from the block; the whole group as a table."""
    N = len(cell.group)
    x, mean, variance, epsilon = map(latex_number, (cell.x, cell.mean, cell.variance, cell.epsilon))
    if kind != "rms":
        total, count = r"\frac{1}{N} \sum_{i=1}^{N} x_i", f"{N:,}".replace(",", "{,}")
        st.latex(rf"\mu = {total} = {latex_plain(cell.mean)} \qquad N = {count}")
    square = "x_i^2" if kind == "rms" else r"(x_i - \mu)^2"
    st.latex(rf"\sigma^2 = \frac{{1}}{{N}} \sum_{{i=1}}^{{N}} {square} = {variance}")
    top = x if kind == "rms" else f"{x} - {mean}"
    gain, shift, value = latex_number(cell.gain), latex_number(cell.shift), latex_plain(cell.value)
    added = "" if kind == "rms" else f" + {shift}"
    spread = rf"\sqrt{{{variance} + {epsilon}}}"
    st.latex(rf"\vphantom{{\Bigg|}} y = \frac{{{top}}}{{{spread}}} \cdot {gain}{added} = {value}")
    gap = abs(cell.value - cell.traced)
    st.markdown(
        t(
            "normalization.equal",
            worked=numeral(cell.value, ".6f"),
            traced=numeral(cell.traced, ".6f"),
            gap=numeral(gap, ".1e"),
        )
    )
    st.caption(t(f"normalization.group_{kind}", count=f"{N:,}"))
    table(_group(cell, t), most=TABLE_HEIGHT)


def _group(cell: "NormCell", t: Translator) -> Any:
    """Every number of the group with its indices and what it adds to the variance."""
    import pandas as pd

    indices, away = cell.indices.numpy(), (cell.group - cell.mean).numpy()
    columns = {t(f"normalization.axis_{axis}"): indices[:, number] for number, axis in enumerate(AXES)}
    numbers = {"x": cell.group.numpy(), "x − μ": away, "(x − μ)²": away**2}
    return pd.DataFrame({**columns, **numbers})


def _toy(t: Translator) -> None:
    """An example to check by hand: [[1, 2], [2, 3]], worked out by the functions of the Code part."""
    import torch

    from core.nn.layers import layer_norm
    from core.topics.normalization.concept import batch_norm

    x, gain, shift = torch.tensor([[1.0, 2.0], [2.0, 3.0]]), torch.ones(2), torch.zeros(2)
    st.markdown(f"#### {t('normalization.toy')}")
    parts = (
        ("x", x),
        (r"\text{LayerNorm}(x)", layer_norm(x, gain, shift, 0.0)),
        (r"\text{BatchNorm}(x)", batch_norm(x, gain, shift, 0.0)),
        (r"\text{BatchNorm}(x_{0})", batch_norm(x[:1], gain, shift, 1e-5)),
    )
    columns = [column for _ in range(2) for column in st.columns(2)]
    for (name, matrix), column in zip(parts, columns, strict=True):
        rows = r" \\ ".join(" & ".join(f"{number:g}" for number in row) for row in matrix.tolist())
        column.latex(rf"{name} = \begin{{bmatrix}} {rows} \end{{bmatrix}}")
    st.caption(t("normalization.toy_note"))
