"""What a model folder's settings may say: other numbers would cost memory or time before any answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.catalog import INDEX, WEIGHTS

MOST_CLASSES = 1000
MOST_LEVELS = 20  # of settings within settings
COUNTS_OF_LAYERS = ("layers", "layer", "blocks", "groups", "group_num")  # how their names end
HEADER_BYTES = 8  # at the start of weights: how long the list of their tensors is
MOST_HEADER_BYTES = 100_000_000  # safetensors' own limit


def check_settings(folder: Path, config: dict[str, Any]) -> None:
    """Raise `model_bad_setting` where a config has more classes than anybody, or more layers than tensors.

    Raises `weights_unreadable` where the weights' list of tensors cannot be read.
    """
    tensors = _tensors(folder)
    if not tensors:
        raise SentiscopeError("weights_unreadable", folder=folder.name)
    for name, value in _numbers(config, MOST_LEVELS):
        is_layers = name.endswith(COUNTS_OF_LAYERS) and name != "n_group"
        if (is_layers and value > tensors) or (name == "num_labels" and value > MOST_CLASSES):
            raise SentiscopeError("model_bad_setting", folder=folder.name, name=name, value=f"{value:.4g}")
    padding, words = config.get("pad_token_id"), config.get("vocab_size")
    if isinstance(padding, int) and isinstance(words, int) and padding >= words:
        raise SentiscopeError("model_bad_setting", folder=folder.name, name="pad_token_id", value=padding)
    classes = config.get("id2label")
    if isinstance(classes, dict | list) and len(classes) > MOST_CLASSES:
        raise SentiscopeError("model_bad_setting", folder=folder.name, name="id2label", value=len(classes))


def check_length(folder: Path, tokenizer: Any) -> None:
    """Raise `tokenizer_bad_length` where a tokenizer's longest text has no room for a token of it."""
    length, special = tokenizer.model_max_length, tokenizer.num_special_tokens_to_add()
    is_whole = isinstance(length, int | float) and not isinstance(length, bool) and length == length // 1
    if not is_whole or length <= special:
        raise SentiscopeError("tokenizer_bad_length", folder=folder.name, length=str(length)[:20])


def check_words(folder: Path, tokenizer: Any, count: int | None) -> None:
    """Raise `tokenizer_other_model` where a tokenizer's own words go beyond the `count` with an embedding.

    Words that were added later are an error of the texts that hold them.
    """
    words = tokenizer.get_vocab()
    for word in tokenizer.get_added_vocab():
        words.pop(word, None)
    highest = max(words.values(), default=0)
    if count is not None and highest >= count:
        raise SentiscopeError("tokenizer_other_model", folder=folder.name, highest=highest, count=count)


def _numbers(config: dict[str, Any], levels: int) -> Iterator[tuple[str, float]]:
    """The names and values of all numbers, also of the settings within settings."""
    for name, value in config.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield name, value
        elif isinstance(value, dict) and levels:
            yield from _numbers(value, levels - 1)


def _tensors(folder: Path) -> int:
    """How many tensors a folder's weights hold, by their list; without one that can be read, none."""
    try:
        if (folder / WEIGHTS).is_file():
            with open(folder / WEIGHTS, "rb") as file:
                length = int.from_bytes(file.read(HEADER_BYTES), "little")
                return len(json.loads(file.read(min(length, MOST_HEADER_BYTES))))
        return len(json.loads((folder / INDEX).read_text(encoding="utf-8"))["weight_map"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return 0
