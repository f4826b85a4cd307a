"""What all parts of the page are about: the tokens of the shared sentence, as the model's own vectors."""

from typing import TYPE_CHECKING

from core.app.models.traced_model import main_trace
from core.app.state import Translator
from core.app.url_picks import pick_text

if TYPE_CHECKING:
    from torch import Tensor

TABLE = "bert.embeddings.word_embeddings.weight"  # (V, D)


def chosen_token(t: Translator) -> "tuple[list[str], Tensor, int]":
    """Pieces, their rows of the embedding table (T, D), and the position chosen from a list."""
    traced = main_trace()
    pieces = [token.text for token in traced.inputs.tokens]
    position = pick_text(t("_template.token"), pieces, key="_template_token")
    return pieces, traced.opened.weights[TABLE][traced.inputs.ids[0]], position
