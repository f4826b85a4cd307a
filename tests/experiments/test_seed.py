"""Every experiment measured twice: the same seed, size and data give the same numbers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.data.documents import read_documents
from core.data.labelled import LabelledData
from core.experiments.record import Record
from core.experiments.registry import NAMES, find
from tests.experiments.support import QuietProgress


def without(names: tuple[str, ...], numbers: object) -> object:
    """The numbers without those that a clock gave."""
    if isinstance(numbers, dict):
        return {key: without(names, value) for key, value in numbers.items() if key not in names}
    return [without(names, value) for value in numbers] if isinstance(numbers, list) else numbers


@pytest.fixture
def measure(tiny_models: Path, data: LabelledData, small_texts: Path) -> Callable[[str], dict[str, Any]]:
    """Measures an experiment once more, and looks that every step that it announced was told."""

    def once_more(name: str) -> dict[str, Any]:
        experiment = find(name)
        begun: list[QuietProgress] = []

        def begin(total: int) -> QuietProgress:
            begun.append(QuietProgress(total))
            return begun[-1]

        read_texts = read_documents(small_texts) if experiment.needs_texts else None
        numbers = experiment.measure(begin, 42, "small", data if experiment.needs_sst2 else read_texts)
        assert [(p.done, p.closed) for p in begun] == [(begun[0].total, True)]
        return numbers

    return once_more


def test_the_same_seed_gives_the_same_numbers(
    records: dict[str, Record], measure: Callable[[str], dict[str, Any]], subtests: pytest.Subtests
) -> None:
    for name in NAMES:
        with subtests.test(name):
            numbers, timed = measure(name), find(name).timed
            assert json.loads(json.dumps(numbers)) == numbers
            assert without(timed, numbers) == without(timed, records[name].numbers) != {}
