"""The classes of a model that has others than negative and positive, and from when on it is sure enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.models.card import read_card, review_threshold_of
from core.models.classes.classifier import is_of_classes
from core.models.locate import locate
from core.models.reading.class_order import classes_in

ODDS = 4  # of the likeliest class, as many times those of a guess, make a verdict sure: 0.8 of two classes
LEAST = 0.5  # and likelier than all others together


@dataclass(frozen=True)
class Classes:
    """The classes by their words, and the probability below which a verdict needs review, 0 … 1."""

    names: tuple[str, ...]
    threshold: float


def classes_of(model: str | None, positive: str | None = None) -> Classes | None:
    """What a model's folder says of its classes; None where they are negative and positive.

    Also None for a model that cannot be found here: loading it says what is wrong. Error: `card_unreadable`.
    """
    if model is None or not is_of_classes(model, positive):
        return None
    folder = locate(model).folder
    named = classes_in(folder)
    names = tuple(named[number] for number in sorted(named))
    return Classes(names, _threshold(read_card(folder), len(names)))


def _threshold(card: Mapping[str, Any], classes: int) -> float:
    own = review_threshold_of(card)
    return threshold_of(classes) if own is None else own


def threshold_of(classes: int) -> float:
    """The review threshold of a model of so many classes where none was chosen: 0.8 for two.

    A guess among C classes is right with odds 1 : (C - 1); from ODDS times that on a verdict counts as sure,
    if the class is also likelier than all others together.
    """
    return round(max(LEAST, ODDS / (ODDS + classes - 1)), 2)
