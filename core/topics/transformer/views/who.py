"""See: cross-attention against the true alignment, on held-out sentences whose alignment is known."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import pick_number
from core.app.waiting import waiting_for_torch
from core.app.widgets.controls import controls
from core.topics.transformer.views import shared

if TYPE_CHECKING:
    from core.topics.transformer.phrases.pieces import Phrase

SENTENCES, SEED = 40, "shown"  # held-out sentences to choose from


@st.cache_data(show_spinner=False)
def phrases() -> "list[Phrase]":
    """Held-out sentences with their alignment, longer ones first among equals drawn."""
    from core.topics.transformer.phrases.sentences import draw

    return draw(SEED, SENTENCES, held_out=True, words=(8, 20))


def who_view(t: Translator) -> None:
    """One head's weights with the true links on them, and every head's error rate."""
    from core.topics.transformer.figures import alignment_map, rate_map

    with waiting_for_torch(shared.HEIGHT, t, shared.MODELS["transformer"]):
        translator = shared.model("transformer")
    shape = translator.shape
    row = controls("transformer_who")
    names = [" ".join(phrase.english) for phrase in phrases()]
    number = pick_number(
        t("transformer.sentence"),
        range(1, SENTENCES + 1),
        key="transformer_sentence",
        names=lambda place: names[place - 1],
        container=row,
    )
    layers, heads = range(1, shape.layers + 1), range(1, shape.heads + 1)
    layer = pick_number(
        t("transformer.layer"), layers, key="transformer_layer", default=layers[-1], container=row
    )
    head = pick_number(t("transformer.head"), heads, key="transformer_cell_head", container=row)
    phrase = phrases()[number - 1]
    weights, rates = looked(number)
    shown = weights[layer - 1][head - 1]
    links = [
        (place, word, word in piece.sure)
        for place, piece in enumerate(phrase.chinese)
        for word in sorted(piece.possible)
    ]
    pieces = [piece.text for piece in phrase.chinese]
    st.markdown(f"{foreign(' '.join(phrase.english))} → **{foreign(phrase.translation)}**")
    figure("transformer.align", alignment_map, shown, [*phrase.english, "[END]"], pieces, links, t=t)
    figure("transformer.rates", rate_map, rates, t=t)
    st.caption(explained(t("transformer.align_note")))


def looked(number: int) -> "tuple[list[Any], list[list[float]]]":
    """The weights (H, T, S) of every layer on the true pieces, and each head's error rate on the sentence."""
    from core.topics.transformer.alignment import count, links_of

    phrase = phrases()[number - 1]
    translator = shared.model("transformer")
    ids = tuple(translator.pieces.numbers(piece.text for piece in phrase.chinese))
    traced = shared.trace(phrase.english, (*ids, 0))
    T = len(phrase.chinese)
    weights = [traced.attention("decoder", "cross", layer)[:, :T] for layer in range(translator.shape.layers)]
    rates = [[count(phrase, links_of(head, T)).error_rate for head in layer] for layer in weights]
    return [layer.numpy() for layer in weights], rates
