"""Every head of the model on the sentence: all maps, and what [CLS] takes from each token."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.models.traced_model import BY_TRACE
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import worded_buttons
from core.app.widgets.controls import controls
from core.topics.attention.views.heads import layer_and_head
from core.topics.attention.views.map_grid import (
    all_maps_requested,
    attention_maps,
    drawn_together,
    keep_together,
)

if TYPE_CHECKING:
    from core.topics.attention.tiles import Tiles
    from core.trace.trace import TracedForward


@st.cache_resource(max_entries=6, scope="session", show_spinner=False, hash_funcs=BY_TRACE)
def model_tiles(traced: "TracedForward", measure: str) -> "Tiles":
    """All maps of the traced sentence as bytes: a layer's are sent when it is shown."""
    from core.topics.attention.tiles import tiles_of

    return tiles_of(traced, measure)


def model_view(traced: "TracedForward", t: Translator) -> None:
    """Every head of the model, as attention, as contribution, or rolled out over the layers."""
    from core.topics.attention.tiles import MEASURES

    with controls("attention_model"):
        measure = worded_buttons("attention.measure", MEASURES, t, default="attention")
    _model(traced, measure, t)
    st.caption(explained(t(f"attention.about_{measure}")))
    from_cls(traced, t)


@st.fragment
def _model(traced: "TracedForward", measure: str, t: Translator) -> None:
    """Another layer or head is shown without the rest of the page, from the trace that is kept."""
    from core.topics.attention.tiles import only_row

    layer, head = layer_and_head(traced)
    tiles = model_tiles(traced, measure)
    layers = [str(number + 1) for number in range(traced.opened.shape.layers)]
    heads = [str(number + 1) for number in range(traced.opened.shape.heads)]
    others = drawn_together("attention_more", [*map(int, heads)])

    def moved(tile: int, more: list[int]) -> None:
        url_state.remember("attention_layer", str(tile // tiles.columns + 1))
        url_state.remember("attention_head", str(tile % tiles.columns + 1))
        keep_together("attention_more", [str(other % tiles.columns + 1) for other in more])

    def rolled(tile: int, more: list[int]) -> None:
        url_state.remember("attention_layer", str(tile + 1))
        keep_together("attention_layers", [str(other + 1) for other in more])

    if measure == "rollout":
        together = drawn_together("attention_layers", [*map(int, layers)])
        chosen = layer - 1, [other - 1 for other in together if other != layer]
        attention_maps(traced, tiles, ([""], layers), chosen, rolled, t, grid="rollout")
        return
    start = (layer - 1) * tiles.columns - 1
    chosen = start + head, [start + other for other in others if other != head]
    sent = tiles if all_maps_requested() else only_row(tiles, layer - 1)
    attention_maps(traced, sent, (layers, heads), chosen, moved, t, grid="heads")


def from_cls(traced: "TracedForward", t: Translator) -> None:
    """What the first token, which the classifier reads, takes from each token, by each measure."""
    from core.topics.attention.figures import weights_by_layer
    from core.topics.attention.maps import from_first
    from core.topics.attention.tiles import MEASURES

    tokens = [token.text for token in traced.inputs.tokens]
    st.markdown(f"#### {t('attention.cls', first=foreign(tokens[0]))}")
    st.caption(explained(t("attention.cls_note", first=foreign(tokens[0]))))
    layers = [str(number + 1) for number in range(traced.opened.shape.layers)]
    for measure, column in zip(MEASURES, st.columns(len(MEASURES), gap="small"), strict=True):
        title = t(f"attention.measure_{measure}")
        rows = from_first(traced, measure).numpy()
        names: dict[str, Any] = {"measure": title, "first": tokens[0], "more": {"title": title}}
        with column:
            key = f"attention_cls_{measure}"
            figure("attention.cls", weights_by_layer, rows, layers, tokens, t=t, key=key, **names)
