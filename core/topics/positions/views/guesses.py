"""What Positions' guesses come to."""

from core.app.models.reader import reader
from core.app.models.traced_model import trace_of
from core.topics.positions.views import shared
from core.topics.positions.views.vectors import MODEL, shuffled_predictions

ROUNDING = 1e-3  # what float32 leaves of vectors of some 400 numbers


def order_flips(text: str) -> int:
    """In how many of the sentence's random orders the model says the opposite."""
    own, *others = shuffled_predictions(reader(), text)[MODEL]
    return sum((probability >= 0.5) != (own >= 0.5) for probability in others)


def table_directions(text: str) -> int:
    """How many directions hold 90 % of what differs between the learned positions."""
    from core.topics.positions.codes import directions_for, spectrum_of
    from core.topics.positions.shuffles import position_table

    return directions_for(spectrum_of(position_table(trace_of(reader(), text))))


def changed_without_positions(text: str) -> str:
    """How many of the words get another vector when the sentence is shuffled and nothing tells positions."""
    moved = shared.moved(reader(), text, seed=0)
    changed = sum(token.without_positions > ROUNDING for token in moved)
    return "none" if not changed else "all" if changed == len(moved) else "moved"
