"""Each norm beside torch's module, forward and backward, on the batch's own tokens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.reader import reader
from core.app.models.traced_model import opened
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.normalization.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """Batches of tokens, and the weights of the LayerNorm that is chosen."""
    from core.topics.normalization.batches import token_batches
    from core.topics.normalization.inputs import norm_weights
    from core.topics.normalization.twins import arguments

    norm, size = shared.chosen_norm_and_size(t, controls("normalization_code"))
    shown = shared.batch(shared.MOST_SENTENCES)
    weights = norm_weights(opened(reader()), norm)
    batches = token_batches(shown.inputs[norm], shown.real, max(size, 2))
    yield arguments(batches[0], weights.gain, weights.shift, weights.epsilon, batches)[twin.name]
    st.caption(explained(t("normalization.twin_note", count=len(batches[0]))))
