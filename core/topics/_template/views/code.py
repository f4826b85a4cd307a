"""Code: what both sides of a twin run on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.app.state import Translator
from core.topics._template.views.sentence import chosen_token

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The vectors of the sentence, and the chosen token's."""
    _, vectors, position = chosen_token(t)
    yield vectors, vectors[position]
