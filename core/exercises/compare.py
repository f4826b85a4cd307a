"""A learner's result beside ours: what differs first, and by how much at most."""

import math
from typing import Any

import torch
from torch import Tensor

from core.exercises.feedback import Feedback

DIGITS = 6
LONGEST = 60  # characters of a value in a sentence
NUMBERS = (int, float)


def first_difference(
    theirs: Any, ours: Any, relative: float, absolute: float, place: str = "result"
) -> Feedback | None:
    """What is said of the first thing that differs; None where nothing does.

    `place` is how Python writes where it is: `result[0]["loss"]`.
    """
    if isinstance(ours, Tensor):
        return _tensor_difference(theirs, ours, relative, absolute, place)
    if isinstance(ours, list | tuple):
        return _sequence_difference(theirs, ours, relative, absolute, place)
    if isinstance(ours, dict):
        return _mapping_difference(theirs, ours, relative, absolute, place)
    if type(ours) in NUMBERS and type(theirs) in NUMBERS:
        return None if _close(theirs, ours, relative, absolute) else _cell(place, theirs, ours)
    if type(theirs) is not type(ours):
        return _other_type(theirs, ours, place)
    return None if theirs == ours else _cell(place, theirs, ours)


def same(theirs: Any, ours: Any, relative: float, absolute: float) -> bool:
    """Whether two results are equal within a tolerance, whatever their dtypes."""
    found = first_difference(theirs, ours, relative, absolute)
    if found and found.kind == "dtype" and isinstance(theirs, Tensor):
        return not first_difference(theirs.to(ours.dtype), ours, relative, absolute)
    return not found


def largest_difference(theirs: Any, ours: Any) -> float:
    """The largest absolute difference of two results of the same structure."""
    if isinstance(ours, Tensor):
        apart = (theirs.double() - ours.double()).abs()
        apart = apart.masked_fill((theirs == ours) | (theirs.isnan() & ours.isnan()), 0.0)
        return float(apart.max()) if apart.numel() else 0.0
    if isinstance(ours, dict):
        return max((largest_difference(theirs[key], one) for key, one in ours.items()), default=0.0)
    if isinstance(ours, list | tuple):
        pairs = zip(theirs, ours, strict=True)
        return max((largest_difference(one, other) for one, other in pairs), default=0.0)
    return 0.0 if type(ours) not in NUMBERS or _close(theirs, ours, 0, 0) else abs(theirs - ours)


def written(value: Any) -> str:
    """A value in a sentence, as Python writes it, not too long."""
    text = f"{value:.{DIGITS}g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _tensor_difference(
    theirs: Any, ours: Tensor, relative: float, absolute: float, place: str
) -> Feedback | None:
    if not isinstance(theirs, Tensor):
        return _other_type(theirs, ours, place)
    if theirs.shape != ours.shape:
        return Feedback("shape", "feedback.shape", _both(place, tuple(theirs.shape), tuple(ours.shape)))
    if theirs.dtype != ours.dtype:
        return Feedback("dtype", "feedback.dtype", _both(place, theirs.dtype, ours.dtype))
    exact = not ours.is_floating_point()
    equal = (
        theirs == ours
        if exact
        else torch.isclose(theirs.double(), ours.double(), relative, absolute, equal_nan=True)
    )
    if bool(equal.all()):
        return None
    index = tuple((~equal).nonzero()[0].tolist())
    where = f"{place}[{', '.join(map(str, index))}]" if index else place
    return _cell(where, theirs[index].item(), ours[index].item())


def _sequence_difference(
    theirs: Any, ours: Any, relative: float, absolute: float, place: str
) -> Feedback | None:
    if type(theirs) is not type(ours):
        return _other_type(theirs, ours, place)
    if len(theirs) != len(ours):
        return Feedback("shape", "feedback.length", _both(place, len(theirs), len(ours)))
    pairs = enumerate(zip(theirs, ours, strict=True))
    found = (first_difference(a, b, relative, absolute, f"{place}[{i}]") for i, (a, b) in pairs)
    return next((one for one in found if one), None)


def _mapping_difference(
    theirs: Any, ours: dict[Any, Any], relative: float, absolute: float, place: str
) -> Feedback | None:
    if not isinstance(theirs, dict):
        return _other_type(theirs, ours, place)
    if set(theirs) != set(ours):
        return Feedback("shape", "feedback.keys", _both(place, list(theirs), list(ours)))
    found = (
        first_difference(theirs[key], one, relative, absolute, f"{place}[{key!r}]")
        for key, one in ours.items()
    )
    return next((one for one in found if one), None)


def _close(theirs: float, ours: float, relative: float, absolute: float) -> bool:
    if math.isnan(theirs) or math.isnan(ours):
        return math.isnan(theirs) and math.isnan(ours)
    return theirs == ours or abs(theirs - ours) <= absolute + relative * abs(ours)


def _cell(place: str, theirs: Any, ours: Any) -> Feedback:
    if isinstance(theirs, float) and math.isnan(theirs):
        return Feedback("cell", "feedback.nan", {"place": place, "wanted": written(ours)})
    return Feedback("cell", "feedback.cell", _both(place, theirs, ours))


def _other_type(theirs: Any, ours: Any, place: str) -> Feedback:
    if theirs is None and place == "result":
        return Feedback("unfinished", "feedback.nothing")
    got, wanted = type(theirs).__name__, type(ours).__name__
    return Feedback("answer", "feedback.type", {"place": place, "got": got, "wanted": wanted})


def _both(place: str, theirs: Any, ours: Any) -> dict[str, str]:
    return {"place": place, "got": _plain(theirs), "wanted": _plain(ours)}


def _plain(value: Any) -> str:
    return str(value).removeprefix("torch.") if isinstance(value, torch.dtype) else written(value)
