"""A view of Positions: RoPE as turning arrows, and in a language model's own queries and keys."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.models.traced_model import pick_head, pick_layer
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.url_picks import option_in_url, pick_text
from core.app.waiting import waiting
from core.app.widgets.controls import controls
from core.models.byte_tokens import has_bytes
from core.models.catalog import WRITER
from core.models.selection import writer_for
from core.topics.positions.views import shared

if TYPE_CHECKING:
    from core.topics.positions.rotary import Rotary

BASES = ("100", "1000", "10000", "100000", "500000")
WIDTH = 32  # of one head in the classifier
POSITIONS = 128
PAIRS_DRAWN = 4
SHIFTS = (0, 1, 7, 100, 1000)


def rope_view(t: Translator) -> None:
    """Arrows, the map of angles, and the proof on real numbers that only the distance counts."""
    import torch

    from core.topics.positions.codes import spread_over
    from core.topics.positions.concept import angles
    from core.topics.positions.figures.positions import circles, code_map

    with controls("positions_rope"):
        base = float(
            url_state.option_buttons(
                t("positions.base"),
                BASES,
                key="positions_base",
                default="10000",
                names=lambda name: f"{int(name):,}",
            )
        )
    turned = angles(torch.arange(POSITIONS, dtype=torch.float64), WIDTH, base)  # (T, K/2)
    chosen = spread_over(WIDTH // 2, PAIRS_DRAWN)
    names = [t("positions.pair_name", pair=i) for i in chosen]
    figure("positions.circles", circles, turned[:, chosen].numpy(), names, t=t)
    figure("positions.angles", partial(code_map, end=1.0, height=330), turned.cos().numpy(), t=t)
    st.caption(t("positions.angles_note"))
    name = writer_for(sentence())
    st.markdown(f"#### {t('positions.writer', model=t(f'positions.writer_{name}'))}")
    _writer(name, t)


def _writer(name: str, t: Translator) -> None:
    """The real model, or how to get it; SmolLM2 is converted once, which takes a while, so on request."""
    if name != WRITER:
        st.markdown(t("positions.chinese_writer"))
    elif not option_in_url("positions_smollm2", ("open",), ""):
        st.markdown(t("positions.smollm2_about"))
        st.button(
            t("positions.smollm2_open"),
            icon=":material/model_training:",
            key="positions_smollm2_button",
            on_click=url_state.remember,
            args=("positions_smollm2", "open"),
        )
        return
    with friendly():
        with waiting(t(f"positions.waiting_{name}"), shared.HEIGHT):
            rotary = shared.rotary(name)
        left, right, _ = st.columns([1, 1, 2])
        layer = pick_layer(rotary.layers, t, "positions_lm", left) - 1
        head = pick_head(rotary.heads, t, "positions_lm", right) - 1
        _frequencies(name, rotary, t)
        _distance_only(name, rotary, layer, head, t)


def _frequencies(name: str, rotary: "Rotary", t: Translator) -> None:
    """How fast each pair turns, with the base that this model was trained with."""
    from core.topics.positions.concept import frequencies
    from core.topics.positions.distance import positions_a_turn
    from core.topics.positions.figures.positions import log_lines

    own = rotary.frequencies
    ours = frequencies(2 * len(own), rotary.base)
    model = t(f"positions.writer_{name}")
    rows = {t("positions.base_own", model=model, base=numeral(rotary.base, ",.0f")): own.numpy()}
    rows[t("positions.base_first")] = frequencies(2 * len(own)).numpy()
    figure("positions.frequencies", log_lines, range(len(own)), rows, t=t)
    gap = (own - ours).abs().max().item()
    turn = numeral(positions_a_turn(own[-1].item()), ",.0f")
    st.caption(
        t("positions.frequencies_note", gap=numeral(gap, ".0e"), turn=turn, window=f"{rotary.window:,}")
    )


def _distance_only(name: str, rotary: "Rotary", layer: int, head: int, t: Translator) -> None:
    """q · k of two real tokens at every distance, and the same with both moved along together."""
    from core.topics.positions.distance import products_by_distance
    from core.topics.positions.figures.positions import lines

    caught = shared.unrotated(name, sentence(), layer, head)
    left, right = st.columns(2)
    query = pick_text(t("positions.lm_query"), caught.tokens, key="positions_lm_query", container=left)
    key = pick_text(t("positions.lm_key"), caught.tokens, key="positions_lm_key", container=right)
    ends = caught.queries[query].double(), caught.keys[key].double()  # (K,) each
    by_shift = {
        shift: products_by_distance(*ends, rotary.base, POSITIONS + shift, POSITIONS) for shift in SHIFTS
    }
    rows = {t("positions.moved_by", shift=shift): by_shift[shift].numpy() for shift in (0, SHIFTS[-1])}
    figure("positions.distance", lines, range(POSITIONS), rows, t=t)
    if any(map(has_bytes, caught.tokens)):
        st.caption(t("positions.lm_bytes"))
    gap = max((values - by_shift[0]).abs().max().item() for values in by_shift.values())
    shifts = ", ".join(map(str, SHIFTS[1:]))
    st.markdown(t("positions.distance_note", gap=numeral(gap, ".1e"), shifts=shifts))
