"""The shape of a measurement's numbers: which keys, and where numbers, words and lists stand."""

from typing import Any


def has_shape_of(value: Any, model: Any) -> bool:
    """True if `value` has the keys of `model` and the same kinds of values (text, number, …).

    A list may have any length, and each item the shape of any item of the model's, or null where these
    are numbers: a loss that is none. An empty or null part of the model allows any value.
    """
    if isinstance(model, dict) and model:
        return isinstance(value, dict) and value.keys() == model.keys() and _items(value, model)
    if isinstance(model, list) and model:
        return isinstance(value, list) and all(_has_any_shape(item, model) for item in value)
    return model in (None, {}, []) or _kind(value) == _kind(model)


def _items(value: dict[str, Any], model: dict[str, Any]) -> bool:
    return all(has_shape_of(value[key], model[key]) for key in model)


def _has_any_shape(item: Any, models: list[Any]) -> bool:
    is_gap = item is None and any(_kind(model) is float for model in models)
    return is_gap or any(has_shape_of(item, model) for model in models)


def _kind(value: Any) -> type:
    """A whole number may stand where a fraction does."""
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)
