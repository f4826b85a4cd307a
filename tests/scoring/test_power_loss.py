"""Whatever a loss of power leaves of a scoring run, the same command ends with the same bytes."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import SentiscopeError
from core.scoring import score_file as module
from core.scoring.places import summary_path
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, write_csv
from tests.support.power_loss import (
    Recording,
    Synced,
    names_before_contents,
    names_left_unsafe,
    recorded,
    woken,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the path behind a number: Linux alone")
ROWS = [[f"{i}", f"film {i % 17}", ["positive", "negative"][i % 2]] for i in range(25)]
READ_OF_PARTS = (10, 10, 5)


class Killed(BaseException):
    """Nothing in the code catches it."""


@pytest.fixture(autouse=True)
def three_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 10)


def request_of(tmp_path: Path, folder: str, ending: str = "csv", **options: Any) -> Request:
    source = tmp_path / "reviews.csv"
    if not source.exists():
        write_csv(source, [["id", "review", "label"], *ROWS])
    (tmp_path / folder).mkdir(exist_ok=True)
    return Request(source, tmp_path / folder / f"scored.{ending}", text="review", label="label", **options)


def results(request: Request) -> tuple[bytes, dict[str, Any]]:
    summary = json.loads(summary_path(request.output).read_text(encoding="utf-8"))
    return request.output.read_bytes(), {**summary, "seconds": 0}


def of_a_run(tmp_path: Path, ending: str) -> tuple[Recording, Request]:
    whole = request_of(tmp_path, "disk", ending)
    with recorded(whole.output.parent) as recording:
        score_file(whole)
    return recording, whole


@pytest.mark.whole
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_state_that_a_loss_of_power_may_leave_ends_with_the_same_bytes(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    recording, whole = of_a_run(tmp_path, ending)
    request = request_of(tmp_path, "woken", ending)
    expected, found = results(whole), 0
    monkeypatch.setattr(os, "fsync", lambda number: None)  # a second loss of power is not played
    for moment in woken(recording, request.output.parent):
        there, summed_up = request.output.exists(), summary_path(request.output).exists()
        if there:
            assert request.output.read_bytes() == expected[0], f"a wrong output after event {moment}"
        fake.batches.clear()
        score_file(request)
        assert results(request) == expected, f"other bytes after event {moment}"
        assert {path.name for path in request.output.parent.iterdir()} == {
            request.output.name,
            summary_path(request.output).name,
        }, f"something was left after event {moment}"
        if not summed_up:  # else all was done, and the command began anew
            rows = sum(map(len, fake.batches))
            assert rows <= sum(READ_OF_PARTS[committed(recording, moment) :]), f"again after event {moment}"
        found += 1
    assert found > 60


def committed(recording: Recording, moment: int) -> int:
    """How many parts count for good after so many events: their note's name is on the disk."""
    named = [
        number
        for number, (call, path) in enumerate(recording.calls)
        if call == "names" and path.endswith(".json") and "/part-" in path
    ]
    places = [recording.events[number].place for number in named]
    return sum(
        Synced(place) in recording.events[number:moment] for number, place in zip(named, places, strict=True)
    )


@pytest.mark.whole
def test_a_fresh_start_never_takes_parts_of_the_run_before(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--fresh` with another threshold, over the parts of a run that was cut off."""
    whole = request_of(tmp_path, "whole", threshold=0.6)
    score_file(whole)
    first = request_of(tmp_path, "disk", threshold=0.9)
    again = request_of(tmp_path, "disk", threshold=0.6, fresh=True)
    with recorded(first.output.parent) as recording:
        with monkeypatch.context() as patch:
            patch.setattr(module._Run, "_close", _die)
            with pytest.raises(Killed):
                score_file(first)
        begun = len(recording.events)
        score_file(again)
    request = request_of(tmp_path, "woken", threshold=0.6)
    again = replace(request, fresh=True)
    first_part = next(
        n
        for n, (call, path) in enumerate(recording.calls)
        if n > begun and "part-000000.json" in path and call == "names"
    )
    monkeypatch.setattr(os, "fsync", lambda number: None)
    for moment in woken(recording, request.output.parent, range(begun, first_part + 3)):
        if outcome_of(request) == "scoring_other_settings":  # the manifest of the run before is still there
            score_file(again)
        assert results(request) == results(whole), f"other bytes after event {moment}"


def outcome_of(request: Request) -> str:
    """The key of the error that scoring ended with; empty for none."""
    try:
        score_file(request)
    except SentiscopeError as error:
        return error.key
    return ""


def _die(*_: Any) -> None:
    raise Killed


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_file_is_on_the_disk_before_its_name_and_every_name_for_good(
    tmp_path: Path, fake: FakeClassifier, ending: str
) -> None:
    recording, _ = of_a_run(tmp_path, ending)
    named = {path.rpartition("/")[2] for call, path in recording.calls if call == "names"}
    assert {f"part-00000{n}.{kind}" for n in range(3) for kind in (ending, "json")} < named
    assert {f"whole.{ending}", f"scored.{ending}", f"scored.{ending}.summary.json", "manifest.json"} < named
    assert names_before_contents(recording) == []
    assert names_left_unsafe(recording) == []
