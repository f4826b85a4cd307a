"""What the workshop's guesses come to."""

from core.app.models.cached_models import card
from core.experiments import record
from core.models.catalog import MAIN_MODEL
from core.topics.workshop.views.seeds import EXPERIMENT

PADDING = "padding_cost"


def rank_of_42(text: str) -> int:
    """Where seed 42 falls among the GRU's ten, the best first; from the shipped measurement."""
    from core.experiments.registry import find

    _, numbers = record.outcome_of(find(EXPERIMENT), record.read(record.shipped(EXPERIMENT), EXPERIMENT))
    return int(numbers["gru_rank"])


def tokens_a_row(text: str) -> float:
    """How many tokens a row of SST-2's training file has on average, of those the padding was measured on."""
    numbers = record.read(record.shipped(PADDING), PADDING).numbers
    return float(numbers["tokens"] / numbers["phrases"])


def interval_width(text: str) -> float:
    """How wide the 95 % interval of the main model's accuracy on dev is, in percentage points."""
    low, high = card(MAIN_MODEL)["dev"]["accuracy_interval_95"]
    return float(high - low) * 100
