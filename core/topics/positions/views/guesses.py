"""What Positions' guesses come to."""

from core.app.models.traced_model import trace_of
from core.models.catalog import MAIN_MODEL
from core.topics.positions.views import shared
from core.topics.positions.views.vectors import shuffled_predictions

ROUNDING = 1e-3  # what float32 leaves of vectors of some 400 numbers


def order_flips(text: str) -> int:
    """In how many of the sentence's random orders the main model says the opposite."""
    own, *others = shuffled_predictions(text)[MAIN_MODEL]
    return sum((probability >= 0.5) != (own >= 0.5) for probability in others)


def table_directions(text: str) -> int:
    """How many directions hold 90 % of what differs between the learned positions."""
    from core.topics.positions.codes import directions_for, spectrum_of
    from core.topics.positions.shuffles import position_table

    return directions_for(spectrum_of(position_table(trace_of(MAIN_MODEL, text))))


def changed_without_positions(text: str) -> str:
    """How many of the words get another vector when the sentence is shuffled and nothing tells positions."""
    moved = shared.moved(text, seed=0)
    changed = sum(token.without_positions > ROUNDING for token in moved)
    return "none" if not changed else "all" if changed == len(moved) else "moved"
