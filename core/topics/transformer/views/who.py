"""See: attention against the true alignment, on held-out sentences whose alignment is known."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import pick_number, worded_buttons
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
    """The weights of one look with the true links on them, and every look's error rate."""
    from core.topics.transformer.figures import alignment_map, rate_map

    with waiting_for_torch(shared.HEIGHT, t, shared.MODELS["transformer"]):
        shared.model("transformer")
    row = controls("transformer_who")
    names = [" ".join(phrase.english) for phrase in phrases()]
    number = pick_number(
        t("transformer.sentence"),
        range(1, SENTENCES + 1),
        key="transformer_sentence",
        names=lambda place: names[place - 1],
        container=row,
    )
    look = _choose_look(t, row)
    phrase = phrases()[number - 1]
    weights, rates = looked(number)
    links = [
        (place, word, word in piece.sure)
        for place, piece in enumerate(phrase.chinese)
        for word in sorted(piece.possible)
    ]
    pieces = [piece.text for piece in phrase.chinese]
    figure("transformer.align", alignment_map, weights[look], [*phrase.english, "[END]"], pieces, links, t=t)
    st.markdown(f"{foreign(' '.join(phrase.english))} → **{foreign(phrase.translation)}**")
    figure("transformer.rates", rate_map, rates, look, t=t)
    st.caption(explained(t("transformer.align_note")))


def _choose_look(t: Translator, row: Any) -> str:
    """Bahdanau's attention, or a head of a layer of the Transformer: `3.1`."""
    from core.topics.transformer.concept import Shape

    with row:
        kind = worded_buttons("transformer.network", ("transformer", "bahdanau"), t, default="transformer")
    if kind == "bahdanau":
        return kind
    shape = Shape()
    layers, heads = range(1, shape.layers + 1), range(1, shape.heads + 1)
    layer = pick_number(
        t("transformer.layer"), layers, key="transformer_layer", default=layers[-1], container=row
    )
    head = pick_number(t("transformer.head"), heads, key="transformer_cell_head", container=row)
    return f"{layer}.{head}"


@st.cache_data(max_entries=64, show_spinner=False)
def looked(number: int) -> "tuple[dict[str, Any], dict[str, float]]":
    """The weights (T, S) of every look on the true pieces, and each one's error rate on the sentence."""
    from core.topics.transformer.looks import counts_of, looks_of

    phrase = phrases()[number - 1]
    networks = [shared.model(kind) for kind in ("transformer", "bahdanau")]
    weights = {name: one.numpy() for network in networks for name, one in looks_of(network, phrase).items()}
    rates = {name: counts.error_rate for name, counts in counts_of(phrase, *networks).items()}
    return weights, rates
