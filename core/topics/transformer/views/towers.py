"""Our component for a translation: what is written, where it looks, and every block of both towers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator, language
from core.app.widgets.component import component, packed
from core.topics.transformer.views.shared import Translation, source_names, written_names

if TYPE_CHECKING:
    from core.topics.transformer.trace import Place, Traced

KEY = "transformer_towers"
WORDS = (
    *("writes", "cross", "self", "encoder", "heads", "mean", "layer", "masked", "write", "pause", "walk"),
    *("previous", "next", "towers", "encoder_reads", "decoder_reads"),
)
# What there is of blocks: a tower and a step of `places`, as their texts are called.
KINDS = (
    *("encoder_embed", "encoder_self", "encoder_self_norm", "encoder_norm"),
    *("decoder_embed", "decoder_self", "decoder_self_norm", "decoder_cross", "decoder_cross_norm"),
    *("decoder_norm", "decoder_output"),
)

_towers = component("towers", "transformer")


def towers(
    translation: Translation,
    traced: "Traced",
    place: dict[str, Any],
    go: Callable[[dict[str, Any]], None],
    vocabulary: tuple[str, ...],
    t: Translator,
) -> None:
    """Draw it; `go` is called with step, piece and head when others are chosen."""
    from core.topics.transformer.concept import Shape
    from core.topics.transformer.trace import places

    shape = Shape()
    header = {
        "key": f"{' '.join(translation.words)} {language()}",
        "words": source_names(translation.words),
        "read": written_names(translation),
        "pieces": list(translation.pieces),
        "vocabulary": list(vocabulary),
        "steps": [_step(one, traced, t) for one in places(shape)],
        "layers": shape.layers,
        "heads": shape.heads,
        "place": place,
        "texts": {word: t(f"transformer.towers_{word}") for word in WORDS},
    }
    arrays = {name: tensor.float().contiguous().numpy() for name, tensor in traced.steps.items()}

    def chosen() -> None:
        go(st.session_state[KEY].go)

    _towers(data=packed(header, arrays), key=KEY, on_go_change=chosen)


def _step(place: "Place", traced: "Traced", t: Translator) -> dict[str, Any]:
    """A block: its name, its shape in letters and numbers, and what it does."""
    tensor = traced.steps[place.name]
    kind = f"{place.tower}_{place.step}"
    label = t(f"transformer.block_{kind}")
    letters = _letters(place, tensor.ndim)
    return {
        "name": place.name,
        "tower": place.tower,
        "step": place.step,
        "layer": None if place.layer is None else place.layer + 1,
        "label": label,
        "title": t("transformer.block_in", block=label, layer=place.layer + 1)
        if place.layer is not None
        else label,
        "shape": f"{letters} = {' × '.join(str(size) for size in tensor.shape)}",
        "about": t(f"transformer.about_{kind}"),
        "rows": "words" if place.tower == "encoder" else "read",
        "columns": "read" if kind == "decoder_self" else "words",
    }


def _letters(place: "Place", axes: int) -> str:
    rows = "S" if place.tower == "encoder" else "T"
    if place.step == "output":
        return "T V"
    if axes == 2:
        return f"{rows} D"
    return f"H {rows} {'T' if place.tower == 'decoder' and place.step == 'self' else 'S'}"
