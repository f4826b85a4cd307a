"""Views of Positions: no sense of order, sinusoids, the learned table."""

import streamlit as st

from core.app.models import traced_model
from core.app.models.cached_models import classifier
from core.app.state import Translator, colours, sentence
from core.app.widgets.panels import chart
from core.models.catalog import MAIN_MODEL
from core.topics.positions.views import shared

BAG = "bag-of-words"
PAIRS_DRAWN = 4
MOST_NAMED = 40  # tokens along an axis


@st.cache_resource(max_entries=16, show_spinner=False)
def shuffled_verdicts(text: str) -> dict[str, list[float]]:
    """Probability of positive of a sentence (first) and of its shuffles, by model."""
    from core.models.bag_of_words import without_pairs
    from core.topics.positions.shuffles import shuffles

    orders = [text, *shuffles(text)]
    models = {MAIN_MODEL: classifier(MAIN_MODEL), BAG: classifier(BAG)}
    models["single-words"] = without_pairs(models[BAG])
    return {name: [v.probability for v in model.classify(orders)] for name, model in models.items()}


def order_view(t: Translator) -> None:
    """The same words in another order: vectors that only move, and verdicts that change or cannot."""
    import numpy as np

    from core.topics.positions.figures.positions import lines

    with st.skeleton(shared.HEIGHT):
        moved = shared.moved(sentence())
        predictions = shuffled_verdicts(sentence())
    if len(sentence().split()) < 2:
        st.info(t("positions.one_word"), icon=":material/info:")
    st.markdown(t("positions.order_about"))
    left, right = st.columns(2)
    for kind, place in (("without_positions", left), ("with_positions", right)):
        gap = max(getattr(token, kind) for token in moved)
        place.metric(t(f"positions.order_{kind}"), f"{gap:.2g}", border=True)
    names = [f"{token.text} · {token.before} → {token.after}" for token in moved]
    rows = {
        t(f"positions.order_{kind}"): np.array([max(getattr(token, kind), 1e-9) for token in moved])
        for kind in ("without_positions", "with_positions")
    }
    figure = lines(range(len(names)), rows, shared.words("order", t, "title", "x", "y", "hover"), colours())
    figure.update_traces(mode="lines+markers", customdata=names)
    figure.update_yaxes(type="log", exponentformat="power", dtick=2)
    if len(names) <= MOST_NAMED:
        figure.update_xaxes(tickvals=list(range(len(names))), ticktext=[token.text for token in moved])
    chart(figure, key="positions_order", alt=t("positions.order_alt"))
    _verdicts(predictions, t)


def _verdicts(predictions: dict[str, list[float]], t: Translator) -> None:
    """What each model says to twenty other orders, as dots and as a table."""
    import pandas as pd

    from core.topics.positions.figures.positions import dots
    from core.topics.positions.shuffles import shuffles

    rows = {t(f"positions.model_{name}"): found[1:] for name, found in predictions.items()}
    own = [found[0] for found in predictions.values()]
    texts = shared.words("shuffled", t, "title", "x", "hover", "own")
    chart(dots(rows, own, texts, colours()), key="positions_shuffled", alt=t("positions.shuffled_alt"))
    flipped = sum((p >= 0.5) != (own[0] >= 0.5) for p in predictions[MAIN_MODEL][1:])
    spread = max(abs(p - own[2]) for p in predictions["single-words"])
    st.markdown(
        t("positions.shuffled_note", flipped=flipped, count=len(rows[next(iter(rows))]), gap=f"{spread:.0e}")
    )
    with st.expander(t("positions.shuffled_table")):
        orders = [sentence(), *shuffles(sentence())]
        table = pd.DataFrame({t("positions.shuffled_sentence"): orders} | _columns(predictions, t))
        st.dataframe(table, hide_index=True)


def _columns(predictions: dict[str, list[float]], t: Translator) -> dict[str, list[str]]:
    return {t(f"positions.model_{name}"): [f"{p:.1%}" for p in found] for name, found in predictions.items()}


def sinusoidal_view(t: Translator) -> None:
    """Codes as a map and as waves, their products, and the one turn that moves them all."""
    import torch

    from core.topics.positions.concept import frequencies, sinusoidal
    from core.topics.positions.figures.positions import code_map, lines

    left, middle, right = st.columns(3)
    with left:
        T = shared.whole("length", 16, 512, 64, t, step=16)
    with middle:
        D = shared.whole("width", 8, 384, 64, t, step=8)
    with right:
        pair = shared.whole("pair", 0, D // 2 - 1, min(4, D // 2 - 1), t)
    codes = sinusoidal(torch.arange(T, dtype=torch.float64), D)  # (T, D)
    words = shared.words("codes", t, "title", "x", "y", "hover")
    chart(
        code_map(codes.numpy(), words, colours(), end=1.0),
        key="positions_codes",
        alt=t("positions.codes_alt"),
    )
    waves = sorted({0, pair, D // 4, D // 2 - 1})
    rows = {t("positions.wave", pair=i, dimension=2 * i): codes[:, 2 * i].numpy() for i in waves}
    words = shared.words("waves", t, "title", "x", "y", "hover")
    chart(lines(range(T), rows, words, colours()), key="positions_waves", alt=t("positions.waves_alt"))
    speed = frequencies(D)[pair].item()
    st.caption(
        t("positions.waves_note", pair=pair, speed=f"{speed:.5g}", turn=f"{2 * torch.pi / speed:,.1f}")
    )
    rows = {t("positions.from", position=p): (codes @ codes[p]).numpy() for p in (0, T // 4, T // 2, T - 1)}
    words = shared.words("products", t, "title", "x", "y", "hover")
    chart(lines(range(T), rows, words, colours()), key="positions_products", alt=t("positions.products_alt"))
    _shift(codes, T, D, t)


def _shift(codes, T: int, D: int, t: Translator) -> None:
    """The rotation that moves every code by δ, checked on all of them."""
    import torch

    from core.topics.positions.concept import angles, shift_rotation
    from core.topics.positions.figures.positions import circles, code_map

    delta = shared.whole("shift", 1, T - 1, min(5, T - 1), t)
    turn = shift_rotation(torch.tensor(float(delta), dtype=torch.float64), D)  # (D, D)
    gap = (codes[: T - delta] @ turn.T - codes[delta:]).abs().max().item()
    shown = min(D, 32)
    words = shared.words("shift", t, "title", "x", "y", "hover")
    left, right = st.columns([1, 1], gap="medium")
    left.markdown(t("positions.shift_note", delta=delta, count=T - delta, gap=f"{gap:.1e}"))
    with right:
        figure = code_map(turn[:shown, :shown].numpy(), words, colours(), end=1.0, height=360)
        figure.update_yaxes(scaleanchor="x", constrain="domain")
        figure.update_xaxes(constrain="domain")
        chart(figure, key="positions_shift_matrix", alt=t("positions.shift_alt"))
    chosen = [round(number * (D // 2 - 1) / (PAIRS_DRAWN - 1)) for number in range(PAIRS_DRAWN)]
    turned = angles(torch.arange(12, dtype=torch.float64), D)[:, chosen]
    names = [t("positions.pair_name", pair=i) for i in chosen]
    words = shared.words("circles", t, "title", "hover")
    figure = circles(turned.numpy(), names, words, colours())
    chart(figure, key="positions_code_circles", alt=t("positions.circles_alt"))


def learned_view(t: Translator) -> None:
    """The classifier's own table: all of it, what is alike in it, how much it holds, where it ends."""
    import torch

    from core.app.figures.chart import similarity_map
    from core.topics.positions.figures.positions import code_map, spectrum
    from core.topics.positions.shuffles import position_table
    from core.trace.embedding_parts import position_similarity

    with st.skeleton(shared.HEIGHT):
        shown = traced_model.current_trace()
    table = position_table(shown)  # (P, D)
    words = shared.words("table", t, "title", "x", "y", "hover")
    chart(
        code_map(table.numpy(), words, colours(), height=440),
        key="positions_table",
        alt=t("positions.table_alt"),
    )
    left, right = st.columns(2, gap="medium")
    with left:
        words = {key: t(f"inside.similarity_{key}") for key in ("title", "x", "hover")}
        figure = similarity_map(position_similarity(shown, 4).numpy(), 4, words, colours())
        chart(figure, key="positions_similarity", alt=t("inside.similarity_alt"))
    with right:
        values = torch.linalg.svdvals(table - table.mean(dim=0))
        names = ("title", "x", "value", "held", "hover", "also")
        figure = spectrum(values.numpy(), shared.words("spectrum", t, *names), colours())
        chart(figure, key="positions_spectrum", alt=t("positions.spectrum_alt"))
    shares = (values**2).cumsum(0) / (values**2).sum()
    st.markdown(t("positions.spectrum_note", count=int((shares < 0.9).sum()) + 1, width=table.shape[1]))
    _past_the_end(table, t)


def _past_the_end(table, t: Translator) -> None:
    """Ask the library for the row after the last, and show what it answers."""
    import torch

    rows = len(table)
    st.markdown(f"#### {t('positions.end_title', position=rows + 1)}")
    try:
        torch.nn.functional.embedding(torch.tensor([rows]), table)
    except IndexError as error:
        st.code(f"nn.Embedding.from_pretrained(table)(torch.tensor([{rows}]))\nIndexError: {error}")
    st.markdown(t("positions.end_note", rows=rows, last=rows - 1))
