"""A view of Positions: RoPE as turning arrows, and in SmolLM2's own queries and keys."""

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.state import Translator, colours, sentence
from core.app.url_picks import number, pick
from core.app.widgets.panels import chart
from core.topics.positions.views import shared

BASES = ("100", "1000", "10000", "100000", "500000")
WIDTH = 32  # of one head in the classifier
POSITIONS = 128
PAIRS_DRAWN = 4
SHIFTS = (0, 1, 7, 100, 1000)


def rope_view(t: Translator) -> None:
    """Arrows, the map of angles, and the proof on real numbers that only the distance counts."""
    import torch

    from core.topics.positions.concept import angles
    from core.topics.positions.figures.positions import circles, code_map

    base = float(
        url_state.choose(
            t("positions.base"),
            BASES,
            key="positions_base",
            default="10000",
            names=lambda name: f"{int(name):,}",
        )
    )
    turned = angles(torch.arange(POSITIONS, dtype=torch.float64), WIDTH, base)  # (T, K/2)
    chosen = [round(number * (WIDTH // 2 - 1) / (PAIRS_DRAWN - 1)) for number in range(PAIRS_DRAWN)]
    names = [t("positions.pair_name", pair=i) for i in chosen]
    words = shared.words("circles", t, "title", "hover")
    chart(
        circles(turned[:, chosen].numpy(), names, words, colours()),
        key="positions_circles",
        alt=t("positions.circles_alt"),
    )
    words = shared.words("angles", t, "title", "x", "y", "hover")
    figure = code_map(turned.cos().numpy(), words, colours(), end=1.0, height=330)
    chart(figure, key="positions_angles", alt=t("positions.angles_alt"))
    st.caption(t("positions.angles_note"))
    st.markdown(f"#### {t('positions.smollm2')}")
    _smollm2(t)


def _smollm2(t: Translator) -> None:
    """The real model, or how to get it; it is converted once, which takes a while, so on request."""
    if url_state.remembered("positions_smollm2") != "open":
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
        with st.spinner(t("positions.smollm2_waiting")):
            rotary = shared.rotary()
        left, right, _ = st.columns([1, 1, 2])
        layer = shared.one_of("layer", rotary.layers, left, t, key="positions_lm_layer")
        head = shared.one_of("head", rotary.heads, right, t, key="positions_lm_head")
        _frequencies(rotary, t)
        _distance_only(rotary, layer, head, t)


def _frequencies(rotary, t: Translator) -> None:
    """How fast each pair turns, with the base that this model was trained with."""
    from core.topics.positions.concept import frequencies
    from core.topics.positions.figures.positions import lines

    own = rotary.frequencies
    ours = frequencies(2 * len(own), rotary.base)
    rows = {t("positions.base_own", base=f"{rotary.base:,.0f}"): own.numpy()}
    rows[t("positions.base_first")] = frequencies(2 * len(own)).numpy()
    words = shared.words("frequencies", t, "title", "x", "y", "hover")
    figure = lines(range(len(own)), rows, words, colours())
    figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    chart(figure, key="positions_frequencies", alt=t("positions.frequencies_alt"))
    gap = (own - ours).abs().max().item()
    turn = 2 * 3.141592653589793 / own[-1].item()
    st.caption(
        t("positions.frequencies_note", gap=f"{gap:.0e}", turn=f"{turn:,.0f}", window=f"{rotary.window:,}")
    )


def _distance_only(rotary, layer: int, head: int, t: Translator) -> None:
    """q · k of two real tokens at every distance, and the same with both moved along together."""
    import torch

    from core.topics.positions.concept import angles, rope
    from core.topics.positions.figures.positions import lines

    caught = shared.unrotated(sentence(), layer, head)
    T, K = caught.queries.shape
    names = [f"{number} · {token}" for number, token in enumerate(caught.tokens)]
    left, right = st.columns(2)
    ends = []
    for name, vectors, column in (("query", caught.queries, left), ("key", caught.keys, right)):
        key = f"positions_lm_{name}"
        token = number(key, T - 1, 0)
        pick(
            t(f"positions.lm_{name}"),
            range(T),
            key=key,
            chosen=token,
            names=names.__getitem__,
            place=column,
        )
        ends.append(vectors[token].double())
    query, key_vector = ends
    places = torch.arange(POSITIONS, dtype=torch.float64)

    def products(shift: int):
        """The query at `POSITIONS` + shift, the key 0 … 127 places before it."""
        at = torch.full((1,), float(POSITIONS + shift), dtype=torch.float64)
        turned_query = rope(query[None], angles(at, K, rotary.base))  # (1, K)
        turned_keys = rope(key_vector.expand(POSITIONS, K), angles(at - places, K, rotary.base))
        return (turned_keys @ turned_query[0]) / K**0.5

    found = {shift: products(shift) for shift in SHIFTS}
    rows = {t("positions.moved_by", shift=shift): found[shift].numpy() for shift in (0, SHIFTS[-1])}
    words = shared.words("distance", t, "title", "x", "y", "hover")
    figure = lines(places.tolist(), rows, words, colours())
    chart(figure, key="positions_distance", alt=t("positions.distance_alt"))
    gap = max((values - found[0]).abs().max().item() for values in found.values())
    shifts = ", ".join(map(str, SHIFTS[1:]))
    st.markdown(t("positions.distance_note", gap=f"{gap:.1e}", shifts=shifts))
