"""What the guesses of Why come to."""

from core.app.models.reader import reader
from core.topics.why.views.shared import attribution_of, main_reading, shares_of

HALF = 0.5  # below it the verdict is the other one


def strongest_share(text: str) -> float:
    """The share of the one word that matters most to the model when it is hidden, in percent."""
    return max(shares_of(attribution_of(reader(), None, text, "occlusion", None).values)) * 100


def words_until(text: str) -> int:
    """How many words go, by occlusion those first that carry its verdict, until it turns.

    All of them where it never does.
    """
    from core.nn.attribution.grading import deletion_curve, order_of

    reading = main_reading(text)
    order = order_of(attribution_of(reader(), None, text, "occlusion", None).values, reading.difference)
    turned = (deletion_curve(reading.game, order).probabilities < HALF).nonzero()
    return int(turned[0]) if len(turned) else len(order)
