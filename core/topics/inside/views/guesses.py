"""What Inside BERT's guesses come to."""

from typing import TYPE_CHECKING

from core.app.models.traced_model import chosen_model, trace_of

if TYPE_CHECKING:
    from core.topics.inside.cost import StepCost


def vocabulary_share(text: str) -> float:
    """What share of the model's parameters is the table of WordPieces, in per cent."""
    steps = _costs(text)
    table = sum(step.parameters for step in steps if step.step == "token")
    return table / sum(step.parameters for step in steps) * 100


def pairs_share(text: str) -> float:
    """What share of the arithmetic goes into scores and context, which grow with T², in per cent."""
    steps = _costs(text)
    pairs = sum(step.operations for step in steps if step.step in ("scores", "context"))
    return pairs / sum(step.operations for step in steps) * 100


def _costs(text: str) -> "tuple[StepCost, ...]":
    from core.topics.inside.cost import costs

    traced = trace_of(chosen_model(), text)
    return costs(traced.opened.weights, traced.opened.shape, len(traced.inputs.tokens))
