"""What was judged of exits is told as it stands in the record, float32's first, else nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.scoring.backends.backend import BF16, FP32, INT8
from core.scoring.backends.exits.told import judged
from core.scoring.backends.model_fingerprint import fingerprint_of
from tests.fakes import write_tiny_classifier, write_tiny_exits


def told(same: float, leaving: list[float]) -> dict[str, Any]:
    kept = {"same_labels": same, "leaving": leaving}
    return {"short": kept, "long": kept, "dev": {**kept, "accuracy": 0.9}}


def agreement(**backends: Any) -> dict[str, Any]:
    return {"dev_accuracy": 0.9, "short": 200, "long": 20, "dev": 50, "backends": backends}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny_classifier(tmp_path / "tiny")


def test_float32_is_told_first_then_what_keeps_the_bounds(folder: Path) -> None:
    assert judged(folder, "dev") is None  # no exits
    write_tiny_exits(folder)
    assert judged(folder, "dev") is None  # nobody judged them
    others = {INT8: told(0.9, [0.9, 0.1]), BF16: told(0.999, [0.25, 0.75])}
    write_tiny_exits(folder, agreement=agreement(**others))
    found = judged(folder, "dev")
    assert found is not None
    assert (found.backend, found.texts, found.after, found.leaving) == (BF16, 50, (1, 2), (0.25, 0.75))
    assert (found.same_labels, found.computed) == (0.999, (0.25 * 1 + 0.75 * 2) / 2)
    write_tiny_exits(folder, agreement=agreement(**others, **{FP32: told(0.998, [0.5, 0.5])}))
    found = judged(folder, "short")
    assert found is not None
    assert (found.backend, found.texts, found.computed) == (FP32, 200, 0.75)


def test_a_damaged_record_tells_nothing(folder: Path) -> None:
    whole = told(0.999, [0.25, 0.75])
    for broken in (
        {**whole, "dev": {"same_labels": 1.0, "accuracy": 0.9}},
        {**whole, "dev": {**whole["dev"], "leaving": [1.0]}},
    ):
        write_tiny_exits(folder, agreement=agreement(**{BF16: broken}))
        assert judged(folder, "dev") is None
    (folder / "exits.json").write_text(json.dumps([]), encoding="utf-8")
    assert judged(folder, "dev") is None
    assert fingerprint_of(folder)
