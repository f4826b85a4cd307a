"""Records: what is written comes back, and what is missing or damaged is said in one sentence."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, error_text
from core.base.settings import TOPICS
from core.experiments.record import Record, read, shipped

RECORD = Record(
    name="pretrained",
    size="small",
    seed=42,
    command="python -m core.experiments pretrained",
    versions={"python": "3.11"},
    machine={"kind": "x86_64", "cores": 2},
    data={},
    models={},
    seconds=1.5,
    numbers={"steps": 3},
)


def refusal(file: Path) -> SentiscopeError:
    with pytest.raises(SentiscopeError) as caught:
        read(file, "pretrained")
    assert all("{" not in error_text(caught.value, language) for language in LANGUAGES)
    return caught.value


def test_round_trip(tmp_path: Path) -> None:
    file = tmp_path / "pretrained.json"
    file.write_text(RECORD.to_json(), encoding="utf-8")
    assert read(file, "pretrained") == RECORD


def test_a_number_that_json_does_not_know_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        replace(RECORD, numbers={"loss": math.nan}).to_json()


def test_the_apps_own_record_lies_beside_its_experiment() -> None:
    assert shipped("pretrained") == TOPICS / "inside" / "experiments" / "pretrained.json"


def test_a_missing_record_says_how_to_make_it(tmp_path: Path) -> None:
    error = refusal(tmp_path / "pretrained.json")
    assert error.key == "experiment_missing"
    assert "python -m core.experiments pretrained" in error_text(error, "en")


def test_what_is_no_record_is_damaged(tmp_path: Path) -> None:
    for content in (b"", b"{", b"[]", b"null", b"3", b'{"name": "pretrained"}', b"\xff"):
        (tmp_path / "pretrained.json").write_bytes(content)
        assert refusal(tmp_path / "pretrained.json").key == "experiment_damaged", content


OTHERS: tuple[dict[str, Any], ...] = (
    {"name": "ingredients"},
    {"size": "huge"},
    {"size": ["small"]},
    {"seed": "42"},
    {"seed": True},
    {"seconds": "long"},
    {"machine": {}},
    {"machine": []},
    {"versions": None},
    {"numbers": {}},
    {"numbers": [1]},
    {"more": 1},
)


def test_a_record_of_another_shape_is_damaged(tmp_path: Path) -> None:
    whole = asdict(RECORD)
    lacking = [{key: value for key, value in whole.items() if key != left_out} for left_out in whole]
    for content in (*lacking, *(whole | other for other in OTHERS)):
        (tmp_path / "pretrained.json").write_text(json.dumps(content), encoding="utf-8")
        assert refusal(tmp_path / "pretrained.json").key == "experiment_damaged", content


def test_a_cut_off_record_is_damaged(records: dict[str, Record], tmp_path: Path) -> None:
    file = tmp_path / "pretrained.json"
    file.write_text(records["pretrained"].to_json()[:-20], encoding="utf-8")
    assert refusal(file).key == "experiment_damaged"
