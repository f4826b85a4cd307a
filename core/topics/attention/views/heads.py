"""The layer and head that the parts of Attention look at."""

from typing import TYPE_CHECKING, Any

from core.app.models.traced_model import pick_head, pick_layer
from core.app.state import Translator
from core.app.url_picks import number_in_url

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def layer_and_head(traced: "TracedForward") -> tuple[int, int]:
    """The chosen layer and head; both count from 1, as on screen."""
    shape = traced.opened.shape
    return number_in_url("attention_layer", shape.layers), number_in_url("attention_head", shape.heads)


def head_pickers(traced: "TracedForward", t: Translator, container: Any) -> tuple[int, int]:
    """Layer and head from two lists; both count from 1."""
    shape = traced.opened.shape
    layer = pick_layer(shape.layers, t, "attention", container)
    return layer, pick_head(shape.heads, t, "attention", container)
