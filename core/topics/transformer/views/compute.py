"""Compute: one weight of cross-attention, one place's smoothed loss, one step's learning rate."""

import math
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.numbers import numeral
from core.app.panels import table
from core.app.state import Translator
from core.app.url_picks import pick_number, pick_text, worded_buttons
from core.app.widgets.controls import controls
from core.app.widgets.latex import latex_number, latex_plain
from core.topics.transformer.views import shared

CELLS = ("cross", "smoothing", "rate")
WIDTH, MOST_STEP, MOST_WARMUP = 128, 20_000, 4000
FIELD = 330  # pixels of the field beside the choice of a number


def compute(t: Translator) -> None:
    """One of three numbers, worked out."""
    row = controls("transformer_text")
    with row:
        cell = worded_buttons("transformer.cell", CELLS, t, default="cross", label_visibility="collapsed")
    {"cross": _cross, "smoothing": _smoothing, "rate": _rate}[cell](row, t)


def _cross(above: Any, t: Translator) -> None:
    """Score and softmax of one piece and one word; `above` has room for the text."""
    from core.topics.transformer.cells import cross_cell
    from core.topics.transformer.concept import Shape, part_of

    shared.ask(t, width=FIELD, row=above)
    translation = shared.current(t)
    words, pieces = shared.source_names(translation.words), list(translation.pieces)
    row = controls("transformer_cross")
    layer = pick_number(
        t("transformer.layer"), range(1, 4), key="transformer_layer", default=3, container=row
    )
    heads = range(1, Shape().heads + 1)
    head = pick_number(t("transformer.head"), heads, key="transformer_cell_head", container=row)
    piece = pick_text(t("transformer.piece"), pieces, key="transformer_cell_piece", container=row)
    traced = shared.trace(translation.words, translation.ids)
    looks = traced.attention("decoder", "cross", layer - 1)[head - 1, piece]  # (S,)
    most = int(looks.argmax())
    word = pick_text(t("transformer.word"), words, key="transformer_cell_word", default=most, container=row)
    weights = part_of(shared.model("transformer").weights(), f"decoder.{layer - 1}.cross_attention.")
    x, memory = traced.steps[f"decoder_{layer}_self_norm"], traced.steps["encoder_3_norm"]
    cell = cross_cell(x, memory, weights, Shape().heads, head - 1, (piece, word))
    st.markdown(t("transformer.cross_cell", piece=foreign(pieces[piece]), word=foreign(words[word])))
    score, weight = cell.scores[word], cell.weights[word]
    K = len(cell.query)
    st.latex(
        rf"z = \frac{{q \cdot k}}{{\sqrt{{K}}}} = \frac{{{latex_plain(cell.product)}}}{{\sqrt{{{K}}}}}"
        rf" = {latex_plain(score)}"
    )
    st.latex(
        r"A = \frac{e^{z - \max z}}{\sum_s e^{z_s - \max z}} = "
        rf"\frac{{e^{{{latex_plain(score)} - {latex_number(cell.largest)}}}}}{{{latex_plain(cell.total)}}}"
        rf" = {latex_plain(weight)}"
    )
    shown = numeral(looks[word].item(), ".6f")
    st.markdown(t("transformer.cell_equal", worked=numeral(weight, ".6f"), shown=shown))
    table(
        {
            t("transformer.word"): [f"{number} · {name}" for number, name in enumerate(words)],
            t("transformer.score"): cell.scores,
            t("transformer.weight"): cell.weights,
        }
    )


def _smoothing(above: Any, t: Translator) -> None:
    """The loss of one place of the translation with smoothed labels."""
    from core.topics.transformer.cells import smoothed_cell

    shared.ask(t, width=FIELD, row=above)
    translation = shared.current(t)
    row = controls("transformer_smoothing")
    piece = pick_text(t("transformer.piece"), translation.pieces, key="transformer_cell_piece", container=row)
    epsilon = shared.pick_epsilon(t, row)
    probabilities = shared.trace(translation.words, translation.ids).probabilities[piece]
    cell = smoothed_cell(probabilities, translation.ids[piece], epsilon)
    V = len(probabilities)
    st.markdown(t("transformer.smoothing_cell", piece=foreign(translation.pieces[piece]), count=V))
    st.latex(
        r"\begin{aligned} &(1 - \varepsilon)\,(-\ln p_{y}) + \frac{\varepsilon}{V} \sum_v -\ln p_v \\ &= "
        rf"{numeral(1 - epsilon, '.2f')} \cdot {latex_number(cell.hard)} + {numeral(epsilon, '.2f')} \cdot"
        rf" {latex_number(cell.mean)} = {latex_plain(cell.loss)} \end{{aligned}}"
    )
    floor = _entropy(epsilon, V)
    st.markdown(t("transformer.smoothing_floor", floor=numeral(floor, ".3f"), true=numeral(cell.true, ".4f")))


def _entropy(epsilon: float, V: int) -> float:
    """The smoothed target's own entropy: no loss can be less."""
    high, low = 1 - epsilon + epsilon / V, epsilon / V
    return -high * math.log(high) - ((V - 1) * low * math.log(low) if low else 0.0)


def _rate(row: Any, t: Translator) -> None:
    """Noam's rate of one step."""
    from core.topics.transformer.concept import noam_rate

    step = int(
        url_state.slider(
            t("transformer.step"),
            low=1,
            high=MOST_STEP,
            step=1,
            key="transformer_rate_step",
            default=500,
            container=row,
        )
    )
    warmup = int(
        url_state.slider(
            t("transformer.warmup"),
            low=1,
            high=MOST_WARMUP,
            step=1,
            key="transformer_warmup",
            default=1000,
            container=row,
        )
    )
    falling, rising = step**-0.5, step * warmup**-1.5
    st.latex(
        r"\begin{aligned} &D^{-\frac12} \cdot \min(n^{-\frac12},\; n \cdot w^{-\frac32}) \\ &= "
        rf"{WIDTH}^{{-\frac12}} \cdot \min({latex_plain(falling)},\; {latex_plain(rising)})"
        rf" \\ &= {latex_plain(noam_rate(step, WIDTH, warmup))} \end{{aligned}}"
    )
    st.markdown(t("transformer.rate_rising" if rising < falling else "transformer.rate_falling"))
