"""One gate of one unit at one word, worked out: every product that goes into it."""

from typing import Any

import streamlit as st

from core.app import panels
from core.app.foreign import foreign_code
from core.app.numbers import numeral
from core.app.state import Translator, sentence
from core.app.url_picks import pick
from core.app.widgets.controls import controls
from core.app.widgets.latex import latex_number, latex_plain
from core.topics.recurrent.views import shared

TABLE_HEIGHT = 320
MOST_ROWS = 24  # the largest products of each kind; the rest is one line


def compute(t: Translator) -> None:
    """Choose cell, word, unit and gate; its sum, its function, and the products behind the sum."""
    from core.topics.recurrent.concept import BLOCKS
    from core.topics.recurrent.trace import by_movement, terms

    if not shared.can_read(t):
        return
    choices = controls("recurrent_compute")
    with choices:
        kind = shared.choose_kind(t)
    shown = shared.current_trace(kind, t)
    blocks = BLOCKS[kind]  # type: ignore[index]
    words = [f"{number} · {word}" for number, word in enumerate(shown.words, start=1)]
    token = shared.chosen_token(shown)
    with choices:
        key = f"{shared.TOKEN}_number"
        st.session_state[key] = token
        st.selectbox(
            t("recurrent.cell_tokens"),
            range(len(words)),
            key=key,
            format_func=lambda position: words[position],
            on_change=_keep_token,
        )
    order = by_movement(shown.steps["hidden"])
    unit = pick(
        t("recurrent.cell_unit"),
        order,
        key=shared.UNIT,
        chosen=shared.chosen_unit(shown),
        container=choices,
    )
    chosen = shared.chosen_part(kind)
    block = pick(
        t("recurrent.part"),
        blocks,
        key=shared.PART,
        chosen=chosen if chosen in blocks else blocks[0],
        names=lambda part: t(f"recurrent.part_{part}"),
        container=choices,
    )
    operands = terms(shared.model(kind, sentence()), shown, block, unit, token)
    formulas(kind, shown, block, unit, token, t)
    st.markdown(
        t(
            "recurrent.products",
            word=foreign_code(shown.words[token]),
            E=len(operands.word),
            D=len(operands.state),
        )
    )
    left, right = st.columns(2, gap="large")
    with left:
        table(operands.word, operands.bias_x, "x", t)
    with right:
        table(operands.state, operands.bias_h, "h", t)


def _keep_token() -> None:
    from core.app import url_state

    url_state.remember(shared.TOKEN, str(st.session_state[f"{shared.TOKEN}_number"] + 1))


def formulas(kind: str, shown: Any, block: str, unit: int, token: int, t: Translator) -> None:
    """The chosen block's own formula, then how the cell's new state comes out of all of them."""
    from core.topics.recurrent.trace import before

    word, state = (parts[block][token, unit].item() for parts in (shown.from_word, shown.from_state))
    numbers = {name: values[token, unit].item() for name, values in shown.steps.items()}
    earlier = {
        name: before(shown.steps[name])[token, unit].item()
        for name in ("hidden", "cell")
        if name in shown.steps
    }
    recalls = kind == "gru" and block == "candidate"
    total = word + (numbers["reset"] * state if recalls else state)
    added = (
        rf"{latex_plain(numbers['reset'])} \cdot {latex_number(state)}" if recalls else latex_number(state)
    )
    first = r"W_h h_{t-1} + b_h"
    middle = rf"r_t \odot ({first})" if recalls else first
    st.latex(rf"a = W_x x_t + b_x + {middle} = {latex_plain(word)} + {added} = {latex_plain(total)}")
    symbol = {"input": "i", "forget": "f", "output": "o", "update": "z", "reset": "r"}.get(block)
    if symbol:
        bottom = rf"1 + e^{{-({latex_plain(total)})}}"
        value = latex_plain(numbers[block])
        st.latex(rf"{symbol}_t = \sigma(a) = \frac{{1}}{{{bottom}}} = {value}")
    else:
        name = {"lstm": "g", "gru": "n", "rnn": "h"}[kind]
        st.latex(rf"{name}_t = \tanh({latex_plain(total)}) = {latex_plain(numbers[block])}")
    n, old = (
        {name: latex_number(value) for name, value in numbers.items()},
        {name: latex_number(value) for name, value in earlier.items()},
    )
    if kind == "lstm":
        belt = rf"{n['forget']} \cdot {old['cell']} + {n['input']} \cdot {n['candidate']}"
        st.latex(rf"c_t = f_t c_{{t-1}} + i_t g_t = {belt} = {latex_plain(numbers['cell'])}")
        st.latex(
            rf"h_t = o_t \tanh(c_t) = {n['output']} \cdot \tanh({latex_plain(numbers['cell'])})"
            rf" = {latex_plain(numbers['hidden'])}"
        )
    if kind == "gru":
        rest = latex_plain(1 - numbers["update"])
        mixed = rf"{n['update']} \cdot {old['hidden']} + {rest} \cdot {n['candidate']}"
        st.latex(rf"h_t = z_t h_{{t-1}} + (1 - z_t) n_t = {mixed} = {latex_plain(numbers['hidden'])}")


def table(pairs: Any, bias: float, symbol: str, t: Translator) -> None:
    """Weight times number for the largest products, the sum of the others, and the bias."""
    import pandas as pd

    products = pairs.prod(-1)  # (N,)
    order = products.abs().argsort(descending=True).tolist()
    largest, others = order[:MOST_ROWS], order[MOST_ROWS:]
    rows: list[tuple[str, float | None, float | None, float]] = [
        (f"{symbol}[{index}]", pairs[index, 0].item(), pairs[index, 1].item(), products[index].item())
        for index in largest
    ]
    if others:
        rest = products[others].sum().item()
        rows.append((t("recurrent.products_rest", count=len(others)), None, None, rest))
    rows.append((f"b_{symbol}", None, None, bias))
    heads = [t(f"recurrent.products_{part}") for part in ("number", "weight", "value", "product")]
    panels.table(pd.DataFrame(rows, columns=heads), most=TABLE_HEIGHT)
    total = products.sum().item() + bias
    st.caption(t(f"recurrent.products_sum_{symbol}", total=numeral(total, "+.4f")))
