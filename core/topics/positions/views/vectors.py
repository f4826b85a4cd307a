"""Views of Positions: no sense of order, sinusoids, the learned table."""

from functools import partial
from typing import Any

import streamlit as st

from core.app.examples import offer_example
from core.app.foreign import foreign_code
from core.app.glossary import explained
from core.app.models.cached_models import classifier
from core.app.models.reader import reader
from core.app.models.traced_model import opened
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.widgets.controls import controls
from core.base.shortened import shortened
from core.data.example_sentences import SHOWS_ORDER
from core.data.language import is_chinese
from core.models.selection import compared_for
from core.topics.positions.views import shared

# The Transformer that reads the sentence, the bag of words and pairs, and the bag without its pairs.
MODEL, BAG, SINGLE = "model", "bag", "single"
PAIRS_DRAWN = 4
SHOWN = 32  # rows and columns of a matrix
MOST_DOTTED = 128  # positions of a wave; the dots of more would touch
FINER = 8  # points of a wave from one position to the next: joined by straight lines, whole ones make zigzags
MOST_CHARACTERS = 1000  # of a sentence in the table of orders, which holds twenty-one


@st.cache_resource(max_entries=16, show_spinner=False)
def shuffled_predictions(name: str, text: str) -> dict[str, list[float]]:
    """Probability of positive of a sentence (first) and its shuffles by model; the bag is of its language."""
    from core.models.bag_of_words import without_pairs

    bag = classifier(compared_for([text])[1])
    models = {MODEL: classifier(name), BAG: bag, SINGLE: without_pairs(bag)}
    orders = [text, *other_orders(name, text)]
    return {kind: [v.probability for v in model.classify(orders)] for kind, model in models.items()}


def other_orders(name: str, text: str) -> list[str]:
    """The shuffles of a sentence; without blanks its words are those that the model's pieces make."""
    from core.topics.positions.shuffles import has_blanks, shuffles, typed_words

    return shuffles(text, None if has_blanks(text) else [w.text for w in typed_words(opened(name), text)])


def order_view(t: Translator) -> None:
    """The same words in another order: vectors that only move, and predictions that change or cannot."""
    import numpy as np

    from core.topics.positions.figures.positions import moved_tokens_lines
    from core.topics.positions.shuffles import typed_words

    with st.skeleton(shared.HEIGHT):
        moved = shared.moved(reader(), sentence())
        predictions = shuffled_predictions(reader(), sentence())
    if len(typed_words(opened(reader()), sentence())) < 2:
        st.info(t("positions.one_word"), icon=":material/info:")
    picture, gaps = st.columns([3, 1], gap="medium")
    for kind in ("without_positions", "with_positions"):
        gap = max(getattr(token, kind) for token in moved)
        gaps.metric(t(f"positions.order_{kind}"), numeral(gap, ".2g"), border=True)
    hints = [f"{token.text} · {token.before} → {token.after}" for token in moved]
    rows = {
        t(f"positions.order_{kind}"): np.array([max(getattr(token, kind), 1e-9) for token in moved])
        for kind in ("without_positions", "with_positions")
    }
    tokens = [token.text for token in moved]
    with picture:
        figure("positions.order", moved_tokens_lines, tokens, hints, rows, t=t)
    about = t("positions.order_about", first=foreign_code(tokens[0]), last=foreign_code(tokens[-1]))
    st.markdown(explained(about))
    _predictions(predictions, t)


def _predictions(predictions: dict[str, list[float]], t: Translator) -> None:
    """What each model says to twenty other orders, as dots and as a table."""
    import pandas as pd

    from core.topics.positions.figures.positions import dots

    names = {MODEL: t(f"models.{reader()}")} | {kind: t(f"positions.model_{kind}") for kind in (BAG, SINGLE)}
    rows = {names[kind]: probabilities[1:] for kind, probabilities in predictions.items()}
    own = [probabilities[0] for probabilities in predictions.values()]
    figure("positions.shuffled", dots, rows, own, t=t)
    flipped = sum((p >= 0.5) != (own[0] >= 0.5) for p in predictions[MODEL][1:])
    if not flipped and not is_chinese(sentence()):
        offer_example(SHOWS_ORDER, t)
    spread = max(abs(p - own[2]) for p in predictions[SINGLE])
    st.markdown(
        t(
            "positions.shuffled_note",
            model=t(f"models.{reader()}"),
            flipped=flipped,
            count=len(rows[next(iter(rows))]),
            gap=numeral(spread, ".0e"),
        )
    )
    with st.expander(t("positions.shuffled_table")):
        orders = [shortened(order, MOST_CHARACTERS) for order in _all_orders()]
        columns = {names[kind]: [numeral(p, ".1%") for p in values] for kind, values in predictions.items()}
        st.dataframe(pd.DataFrame({t("positions.shuffled_sentence"): orders} | columns), hide_index=True)


def _all_orders() -> list[str]:
    return [sentence(), *other_orders(reader(), sentence())]


def sinusoidal_view(t: Translator) -> None:
    """Codes as a map and as waves, their products, and the one turn that moves them all."""
    import torch

    from core.topics.positions.concept import frequencies, sinusoidal
    from core.topics.positions.distance import positions_a_turn
    from core.topics.positions.figures.positions import code_map, lines

    with controls("positions_sinusoidal"):
        T = shared.whole("length", 16, 512, 64, t, step=16)
        D = shared.whole("width", 8, 384, 64, t, step=8)
        pair = shared.whole("pair", 0, D // 2 - 1, min(4, D // 2 - 1), t)
    codes = sinusoidal(torch.arange(T, dtype=torch.float64), D)  # (T, D)
    figure("positions.codes", partial(code_map, end=1.0), codes.numpy(), t=t)
    waves = sorted({0, pair, D // 4, D // 2 - 1})
    between = torch.arange((T - 1) * FINER + 1, dtype=torch.float64) / FINER  # positions and between them
    smooth = sinusoidal(between, D)
    rows = {t("positions.wave", pair=i, dimension=2 * i): smooth[:, 2 * i].numpy() for i in waves}
    draw = partial(lines, dots=FINER if T <= MOST_DOTTED else 0)
    figure("positions.waves", draw, between.tolist(), rows, t=t)
    speed = frequencies(D)[pair].item()
    turn = numeral(positions_a_turn(speed), ",.1f")
    st.caption(t("positions.waves_note", pair=pair, speed=numeral(speed, ".5g"), turn=turn))
    rows = {t("positions.from", position=p): (codes @ codes[p]).numpy() for p in (0, T // 4, T // 2, T - 1)}
    figure("positions.products", lines, range(T), rows, t=t)
    _shift(codes, t)


def _shift(codes: Any, t: Translator) -> None:
    """The rotation that moves every code by δ, checked on all of them."""
    import torch

    from core.topics.positions.codes import shift_gap, spread_over
    from core.topics.positions.concept import angles
    from core.topics.positions.figures.positions import circles, square_map

    T, D = codes.shape
    delta = shared.whole("shift", 1, T - 1, min(5, T - 1), t)
    turn, gap = shift_gap(codes, delta)
    left, right = st.columns([1, 1], gap="medium")
    left.markdown(t("positions.shift_note", delta=delta, count=T - delta, gap=numeral(gap, ".1e")))
    with right:
        figure("positions.shift", square_map, turn[:SHOWN, :SHOWN].numpy(), t=t, key="positions_shift_matrix")
    chosen = spread_over(D // 2, PAIRS_DRAWN)
    turned = angles(torch.arange(12, dtype=torch.float64), D)[:, chosen]
    names = [t("positions.pair_name", pair=i) for i in chosen]
    figure("positions.circles", circles, turned.numpy(), names, t=t, key="positions_code_circles")


def learned_view(t: Translator) -> None:
    """The classifier's own table: all of it, what is alike in it, how much it holds, where it ends."""
    from core.app.figures.chart import similarity_map
    from core.topics.positions.codes import directions_for, spectrum_of
    from core.topics.positions.figures.positions import code_map, spectrum
    from core.topics.positions.shuffles import position_table
    from core.trace.embedding_parts import position_similarity

    traced = shared.current_trace(t)
    table = position_table(traced)  # (P, D)
    figure("positions.table", partial(code_map, height=440), table.numpy(), t=t)
    left, right = st.columns(2, gap="medium")
    with left:
        similarity = position_similarity(traced, 4).numpy()
        figure("inside.similarity", similarity_map, similarity, 4, t=t, key="positions_similarity")
    values = spectrum_of(table)
    with right:
        figure("positions.spectrum", spectrum, values.numpy(), t=t)
    st.markdown(t("positions.spectrum_note", count=directions_for(values), width=table.shape[1]))
    _past_the_end(table, t)


def _past_the_end(table: Any, t: Translator) -> None:
    """Ask the library for the row after the last, and show what it answers."""
    import torch

    rows = len(table)
    st.markdown(f"#### {t('positions.end_title', position=rows + 1)}")
    try:
        torch.nn.functional.embedding(torch.tensor([rows]), table)
    except IndexError as error:
        st.code(f"nn.Embedding.from_pretrained(table)(torch.tensor([{rows}]))\nIndexError: {error}")
    st.markdown(t("positions.end_note", rows=rows, last=rows - 1))
