"""Views of Positions told to the scores: Shaw's relative indices, T5's buckets, ALiBi's slopes."""

import streamlit as st

from core.app import url_state
from core.app.state import Translator, colours
from core.app.widgets.panels import chart
from core.topics.positions.views import shared

DISTANCES = 160  # drawn for T5's buckets, past the last of which nothing changes


def shaw_view(t: Translator) -> None:
    """Which row of the table each pair of words takes, and what it adds to keys and values."""
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.relative_positions import clipped_index
    from core.topics.positions.schemes import token_distances

    with st.skeleton(shared.HEIGHT):
        shown, _ = shared.current()
    tokens = shared.sentence_tokens(shown)
    k = shared.whole("clip", 1, 16, 4, t)
    index = clipped_index(token_distances(len(tokens)), k)
    words = shared.words("index", t, "title", "hover")
    figure = pairs(
        index.numpy(), tokens, words, colours(), scale="index", end=2.0 * k, height=520, written="d"
    )
    left, right = st.columns([2, 1], gap="medium", vertical_alignment="center")
    with left:
        chart(figure, key="positions_index", alt=t("positions.index_alt"))
    right.markdown(t("positions.index_note", k=k, rows=2 * k + 1))
    _shaw_at_work(shown, tokens, t)


def _shaw_at_work(shown, tokens: list[str], t: Translator) -> None:
    """The learned vectors of our small model, on the sentence's own queries and attention."""
    import math

    from core.topics.positions import schemes as schemes
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.figures.positions import code_map
    from core.topics.positions.relative_positions import clipped_index, pick, share_by_index

    tables = shared.tables()
    if tables is None:
        st.info(t("positions.no_tables"), icon=":material/science:")
        return
    st.markdown(f"#### {t('positions.shaw_work')}")
    layer, head = shared.layer_and_head(shown, t)
    _, found = shared.current()
    queries, _ = schemes.queries_and_keys(found, layer, head)
    index = clipped_index(schemes.backward(schemes.token_distances(len(tokens))), tables.clip)
    added = pick(queries @ tables.shaw_keys.T, index) / math.sqrt(queries.shape[1])  # (T, T)
    attention = schemes.scores(found, "shaw", layer, head, shown.opened.shape.heads, tables).softmax(-1)
    shares = share_by_index(attention, index, tables.clip + 1)  # (T, k + 1): mirrored, so half the rows
    left, right = st.columns(2, gap="medium")
    with left:
        words = shared.words("shaw_keys", t, "title", "hover")
        chart(
            pairs(added.numpy(), tokens, words, colours()),
            key="positions_shaw_keys",
            alt=t("positions.shaw_keys_alt"),
        )
    with right:
        words = shared.words("shaw_values", t, "title", "x", "y", "hover")
        carried = shares @ tables.shaw_values[: tables.clip + 1]  # (T, K)
        figure = code_map(carried.numpy(), words, colours(), height=420)
        figure.update_yaxes(
            tickvals=list(range(len(tokens))), ticktext=tokens, automargin=True, title_text=""
        )
        chart(figure, key="positions_shaw_values", alt=t("positions.shaw_values_alt"))
    st.caption(t("positions.shaw_toy", k=tables.clip))


def t5_view(t: Translator) -> None:
    """The bucket of every distance, each head's bias, and the scores before and after."""
    import torch

    from core.topics.positions.figures.positions import lines
    from core.topics.positions.relative_positions import t5_bucket

    places = torch.arange(-DISTANCES, DISTANCES + 1)
    rows = {
        t(f"positions.t5_{name}"): t5_bucket(places[None], both)[0].numpy()
        for name, both in (("bidirectional", True), ("causal", False))
    }
    words = shared.words("buckets", t, "title", "x", "y", "hover")
    chart(
        lines(places.tolist(), rows, words, colours(), steps=True),
        key="positions_buckets",
        alt=t("positions.buckets_alt"),
    )
    st.caption(t("positions.buckets_note"))
    tables = shared.tables()
    if tables is None:
        st.info(t("positions.no_tables"), icon=":material/science:")
        return
    back = torch.arange(DISTANCES + 1)
    biases = tables.t5[t5_bucket(-back[None], False, len(tables.t5))[0]]  # (distance, H)
    rows = {t("positions.head_number", head=h + 1): biases[:, h].numpy() for h in range(biases.shape[1])}
    words = shared.words("biases", t, "title", "x", "y", "hover")
    figure = lines(back.tolist(), rows, words, colours(), steps=True)
    figure.update_xaxes(type="linear")
    chart(figure, key="positions_biases", alt=t("positions.biases_alt"))
    st.caption(t("positions.biases_note"))
    _before_and_after("t5", t)


def alibi_view(t: Translator) -> None:
    """Each head's slope, its triangle of penalties, and what they do to the softmax."""
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.figures.positions import bars
    from core.topics.positions.relative_positions import alibi_bias, alibi_slopes
    from core.topics.positions.schemes import token_distances

    with st.skeleton(shared.HEIGHT):
        shown, _ = shared.current()
    layer, head = shared.layer_and_head(shown, t)
    slopes = alibi_slopes(shown.opened.shape.heads)
    names = [str(number + 1) for number in range(len(slopes))]
    words = shared.words("slopes", t, "title", "x", "y", "hover")
    tokens = shared.sentence_tokens(shown)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(
            bars(names, slopes.numpy(), words, colours(), head),
            key="positions_slopes",
            alt=t("positions.slopes_alt"),
        )
        st.caption(t("positions.slopes_note", head=head + 1, slope=f"{slopes[head]:.4g}"))
    with right:
        bias = alibi_bias(token_distances(len(tokens)), slopes)[head]
        words = shared.words("triangle", t, "title", "hover")
        figure = pairs(bias.numpy(), tokens, words, colours(), height=380)
        chart(figure, key="positions_triangle", alt=t("positions.triangle_alt"))
    _before_and_after("alibi", t, place=(layer, head))


def _before_and_after(scheme: str, t: Translator, place: tuple[int, int] | None = None) -> None:
    """One head's scores, or its shares after the softmax, without any positions and with the scheme."""
    from core.topics.positions.figures.pairs import pairs
    from core.topics.positions.schemes import scores

    with st.skeleton(shared.HEIGHT):
        shown, found = shared.current()
    layer, head = place or shared.layer_and_head(shown, t)
    stage = choose_stage(t)
    tokens, heads = shared.sentence_tokens(shown), shown.opened.shape.heads
    both = [scores(found, name, layer, head, heads, shared.tables()) for name in ("none", scheme)]
    both = [one.softmax(-1) for one in both] if stage == "softmax" else both
    end = max(one.abs().max().item() for one in both)
    scale = "shares" if stage == "softmax" else "signed"
    for name, values, column in zip(("none", scheme), both, st.columns(2, gap="medium"), strict=True):
        words = {"title": t(f"positions.scheme_{name}"), "hover": t(f"positions.{stage}_hover")}
        with column:
            figure = pairs(values.numpy(), tokens, words, colours(), scale=scale, end=end)
            chart(
                figure, key=f"positions_{scheme}_{name}", alt=t("positions.pairs_alt", scheme=words["title"])
            )


def choose_stage(t: Translator) -> str:
    """Scores as they are, or as shares after the softmax; in the URL."""
    return url_state.choose(
        t("positions.stage"),
        ("softmax", "scores"),
        key="positions_stage",
        default="softmax",
        names=lambda name: t(f"positions.stage_{name}"),
        label_visibility="collapsed",
    )
