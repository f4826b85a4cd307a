"""Numbers in articles that were measured or belong to a model: read from where they are kept, never typed.

`{record:word_order.numbers.sentences:,}` is a number of an experiment's shipped record,
`{card:sst2-minilm.dev.sentences:,}` one of a shipped model's card, `{config:sst2-minilm.vocab_size:,}` one of
its config.json.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from core.base.numbers import number_text
from core.base.settings import ASSETS, TOPICS

REFERENCE = re.compile(r"\{(record|card|config):([\w-]+)\.([\w.-]+):([^{}\s]+)\}")


def filled(text: str, language: str) -> str:
    """The text with each reference replaced by its number, written as its form says.

    Raises KeyError, IndexError or OSError for a reference that leads nowhere, ValueError for a wrong form.
    """

    def number(match: re.Match[str]) -> str:
        kind, name, path, form = match.groups()
        return number_text(_at(_content(kind, name), path), form, language)

    return REFERENCE.sub(number, text)


@cache
def _content(kind: str, name: str) -> Any:
    return json.loads(_file(kind, name).read_text(encoding="utf-8"))


def _file(kind: str, name: str) -> Path:
    if kind == "record":
        return next(TOPICS.glob(f"[!_]*/experiments/{name}.json"), TOPICS / f"{name}.json")
    return ASSETS / "models" / name / {"card": "model_card.json", "config": "config.json"}[kind]


def _at(content: Any, path: str) -> float:
    """The number at `a.b.0`: places in lists, and keys of objects; the last key may have points itself."""
    rest = path
    while rest:
        whole = isinstance(content, dict) and rest in content
        step, _, rest = (rest, "", "") if whole else rest.partition(".")
        content = content[int(step)] if isinstance(content, list) else content[step]
    if isinstance(content, bool) or not isinstance(content, int | float):
        raise KeyError(path)
    return content
