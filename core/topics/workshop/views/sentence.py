"""The shared sentence in training: a forward and a backward pass, one for all parts of the page."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.models.cached_models import classifier
from core.app.state import Translator

if TYPE_CHECKING:
    from core.topics.workshop.training_step import Backward

MOST_TOKENS = 128
LABELS = ("0", "1")


@st.cache_resource(max_entries=2, show_spinner=False)
def backward_of(name: str, sentence: str, label: int) -> "Backward":
    """All gradients of a shipped Transformer's loss on a sentence (90 or 130 MB).

    Raises SentiscopeError `text_empty`.
    """
    from core.models.text_checks import readable
    from core.topics.workshop.training_step import backward

    model: Any = classifier(name)
    read = model.tokenizer(
        [readable(sentence)],
        truncation=True,
        max_length=min(MOST_TOKENS, model.max_tokens),
        return_tensors="pt",
    )
    return backward(model.network, dict(read), label)


def label_name(label: str, t: Translator) -> str:
    """A label as a number and as a word."""
    return f"{label} · {t('verdict.positive' if label == '1' else 'verdict.negative')}"
