"""Views of Positions that act on the scores: Shaw's relative indices, T5's buckets, ALiBi's slopes."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import worded_buttons
from core.app.widgets.controls import controls
from core.topics.positions.views import shared

if TYPE_CHECKING:
    from core.topics.positions.schemes import Passes
    from core.trace.trace import TracedForward

DISTANCES = 160  # drawn for T5's buckets, past the last of which nothing changes


def shaw_view(t: Translator) -> None:
    """Which row of the table each pair of words takes, and what it adds to keys and values."""
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.relative_positions import clipped_index
    from core.topics.positions.schemes import token_distances

    traced, passes = shared.current(t)
    tokens = shared.sentence_tokens(traced)
    with controls("positions_shaw"):
        k = shared.whole("clip", 1, 16, 4, t)
    index = clipped_index(token_distances(len(tokens)), k)
    draw = partial(pairs, scale="index", end=2.0 * k, height=460, written="d")
    left, right = st.columns([2, 1], gap="medium", vertical_alignment="center")
    with left:
        figure("positions.index", draw, index.numpy(), tokens, t=t)
    right.markdown(t("positions.index_note", k=k, rows=2 * k + 1))
    _shaw_at_work(traced, passes, tokens, t)


def _shaw_at_work(traced: "TracedForward", passes: "Passes", tokens: list[str], t: Translator) -> None:
    """The learned vectors of our small model, on the sentence's own queries and attention."""
    import math

    from core.topics.positions import schemes as schemes
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.figures.positions import token_map
    from core.topics.positions.relative_positions import attention_by_index, clipped_index, pick

    tables = shared.tables()
    if tables is None:
        st.info(t("positions.no_tables"), icon=":material/science:")
        return
    st.markdown(f"#### {t('positions.shaw_work')}")
    layer, head = shared.pick_layer_and_head(traced, t)
    queries, _ = schemes.queries_and_keys(passes, layer, head)
    index = clipped_index(schemes.backward(schemes.token_distances(len(tokens))), tables.clip)
    added = pick(queries @ tables.shaw_keys.T, index) / math.sqrt(queries.shape[1])  # (T, T)
    attention = schemes.scores(passes, "shaw", layer, head, traced.opened.shape.heads, tables).softmax(-1)
    by_index = attention_by_index(attention, index, tables.clip + 1)  # (T, k + 1): mirrored, so half the rows
    left, right = st.columns(2, gap="medium")
    with left:
        figure("positions.shaw_keys", pairs, added.numpy(), tokens, t=t)
    with right:
        carried = by_index @ tables.shaw_values[: tables.clip + 1]  # (T, K)
        figure("positions.shaw_values", token_map, carried.numpy(), tokens, t=t)
    st.caption(t("positions.shaw_toy", k=tables.clip))


def t5_view(t: Translator) -> None:
    """The bucket of every distance, each head's bias, and the scores before and after."""
    import torch

    from core.topics.positions.figures.positions import bias_lines, lines
    from core.topics.positions.relative_positions import t5_bucket, t5_last_bucket_from

    away = torch.arange(-DISTANCES, DISTANCES + 1)
    rows = {
        t(f"positions.t5_{name}"): t5_bucket(away[None], both)[0].numpy()
        for name, both in (("bidirectional", True), ("causal", False))
    }
    figure("positions.buckets", partial(lines, steps=True), away.tolist(), rows, t=t)
    ends = {"encoder": t5_last_bucket_from(True), "decoder": t5_last_bucket_from(False)}
    st.caption(t("positions.buckets_note", **ends))
    tables = shared.tables()
    if tables is None:
        st.info(t("positions.no_tables"), icon=":material/science:")
        return
    back = torch.arange(DISTANCES + 1)
    biases = tables.t5[t5_bucket(-back[None], False, len(tables.t5))[0]]  # (distance, H)
    rows = {t("positions.head_number", head=h + 1): biases[:, h].numpy() for h in range(biases.shape[1])}
    figure("positions.biases", bias_lines, back.tolist(), rows, t=t)
    st.caption(t("positions.biases_note"))
    traced, passes = shared.current(t)
    _before_and_after("t5", traced, passes, shared.pick_layer_and_head(traced, t), t)


def alibi_view(t: Translator) -> None:
    """Each head's slope, its triangle of penalties, and what they do to the softmax."""
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.figures.positions import bars
    from core.topics.positions.relative_positions import alibi_bias, alibi_slopes
    from core.topics.positions.schemes import token_distances

    traced, passes = shared.current(t)
    layer, head = shared.pick_layer_and_head(traced, t)
    slopes = alibi_slopes(traced.opened.shape.heads)
    names = [str(number + 1) for number in range(len(slopes))]
    tokens = shared.sentence_tokens(traced)
    left, right = st.columns(2, gap="medium")
    with left:
        figure("positions.slopes", partial(bars, chosen=head), names, slopes.numpy(), t=t)
        st.caption(t("positions.slopes_note", head=head + 1, slope=numeral(slopes[head].item(), ".4g")))
    with right:
        bias = alibi_bias(token_distances(len(tokens)), slopes)[head]
        figure("positions.triangle", partial(pairs, height=380), bias.numpy(), tokens, t=t)
    _before_and_after("alibi", traced, passes, (layer, head), t)


def _before_and_after(
    scheme: str, traced: "TracedForward", passes: "Passes", layer_and_head: tuple[int, int], t: Translator
) -> None:
    """One head's scores, or its weights after the softmax, without any positions and with the scheme."""
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.schemes import scores

    with controls(f"positions_{scheme}_stage"):
        stage = choose_stage(t)
    tokens, heads = shared.sentence_tokens(traced), traced.opened.shape.heads
    maps = {name: scores(passes, name, *layer_and_head, heads, shared.tables()) for name in ("none", scheme)}
    if stage == "softmax":
        maps = {name: values.softmax(-1) for name, values in maps.items()}
    end = max(values.abs().max().item() for values in maps.values())
    for (name, values), column in zip(maps.items(), st.columns(2, gap="medium"), strict=True):
        with column:
            scheme_map(pairs, values, tokens, name, f"{scheme}_{name}", stage, end, t)


def scheme_map(
    draw: Callable[..., Any],
    values: Any,
    tokens: list[str],
    scheme: str,
    name: str,
    stage: str,
    end: float,
    t: Translator,
) -> None:
    """One head's scores, or weights, under a scheme; `end` is the largest of the maps beside it."""
    title = t(f"positions.scheme_{scheme}")
    scaled = partial(draw, scale="shares" if stage == "softmax" else "signed", end=end)
    texts = {"title": title, "hover": t(f"positions.{stage}_hover")}
    key = f"positions_{name}"
    figure("positions.pairs", scaled, values.numpy(), tokens, t=t, key=key, more=texts, scheme=title)


def choose_stage(t: Translator) -> str:
    """Scores as they are, or as weights after the softmax; in the URL."""
    return worded_buttons(
        "positions.stage", ("softmax", "scores"), t, default="softmax", label_visibility="collapsed"
    )
