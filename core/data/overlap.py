"""No sentence that a model is evaluated on may be among those it learns from, however it is spelt."""

from collections.abc import Iterable
from dataclasses import replace

from core.data.labelled import LabelledData


def normal(text: str) -> str:
    """Letters and digits in lower case: equal for texts that differ in blanks and punctuation only."""
    return "".join(character for character in text.lower() if character.isalnum())


def without(texts: Iterable[str], excluded: Iterable[str]) -> list[int]:
    """The numbers of those texts that are none of the `excluded` ones as `normal` spells them, in order."""
    known = {normal(text) for text in excluded}
    return [number for number, text in enumerate(texts) if normal(text) not in known]


def clean(data: LabelledData) -> LabelledData:
    """The same data, its training phrases without those that are dev sentences."""
    return replace(data, train=data.train.rows(without(data.train.sentences, data.dev.sentences)))
