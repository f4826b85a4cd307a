"""Each part beside the library's, on the visitor's own text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.topics.transformer.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin

STEPS = 24  # that both searches write at most
WIDTH, PENALTY = 4, 1.0
FIELD = 260  # pixels of the field beside what a twin is chosen by


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The tensors of the text's translation; the text is asked for beside the choice of a twin."""
    shared.ask(t, width=FIELD, row=st)
    yield arguments(t)[twin.name]
    st.caption(t("transformer.twin_note"))


def arguments(t: Translator) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin, by its name."""
    import torch

    from core.topics.transformer.concept import part_of
    from core.training.small.vocabulary import START

    translation = shared.current(t, notes=False)
    translator, traced = shared.model("transformer"), shared.trace(translation.words, translation.ids)
    weights = translator.weights()
    source, target = torch.tensor([traced.source]), torch.tensor([list(translation.ids)])
    written = torch.tensor([traced.written])
    real = torch.ones_like(source, dtype=torch.bool)
    memory, x = (traced.steps[name][None] for name in ("encoder_3_norm", "decoder_embed"))
    layer = part_of(weights, "decoder.0.")
    cross = traced.steps["decoder_1_self_norm"][None], memory, real, part_of(layer, "cross_attention.")
    K = x.shape[-1] // translator.shape.heads
    maps = (cross[3][f"{part}.weight"][:K] for part in ("query", "key", "value"))
    logits = traced.probabilities.clamp(min=1e-30).log()  # (T, V): logits but for what softmax takes away
    return {
        "whole_transformer": (source, written, real, weights),
        "decoder_layer": (x, memory, real, layer),
        "cross_attention": cross,
        "cross_attention_head": (cross[0][0], memory[0], *maps),
        "shift_right": (target, START),
        "label_smoothing": (logits, target[0], 0.1),
        "noam": (128, 1000, 3000),
        "translator_greedy": (source, weights, STEPS),
        "translator_beam": (source, weights, WIDTH, STEPS, PENALTY),
    }
