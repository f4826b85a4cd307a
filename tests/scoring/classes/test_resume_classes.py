"""Files by a model of three classes: killed at any moment, gone on with byte for byte; texts read once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.scoring import score_file as module
from core.scoring.parts import folder_of
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.classes.support import CLASSES, FakeClasses, probabilities_of
from tests.scoring.support import read_csv, write_csv
from tests.scoring.test_resume import SMALL, Killed, stop_after

ROWS = [[f"{i:03}", f"item {i % 40}" if i % 9 else "", [*CLASSES, "toys"][i % 4]] for i in range(95)]
ROWS[60][1], ROWS[94][1] = "long " * 200, "lost"  # the last window alone is asked for again row by row


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeClasses:
    """Scoring by a model of classes loads this one; its windows are small."""
    classifier = FakeClasses()
    monkeypatch.setattr(module, "load_classes", lambda name: classifier)
    monkeypatch.setattr(module, "WINDOW", 10)
    return classifier


def request_of(folder: Path, model: str, name: str = "scored.csv", **options: Any) -> Request:
    source = folder / "items.csv"
    if not source.exists():
        write_csv(source, [["id", "review", "category"], *ROWS])
    return Request(source, folder / name, text="review", label="category", model=model, **options)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("batches", [1, 4, 9])
def test_the_rest_is_scored_and_the_bytes_are_the_same(
    tmp_path: Path,
    model: str,
    fake: FakeClasses,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    batches: int,
) -> None:
    whole, request = (request_of(tmp_path, model, f"{name}.{ending}") for name in ("whole", "scored"))
    summary = score_file(whole)
    texts = sorted(text for batch in fake.batches for text in batch)
    fake.batches.clear()
    with monkeypatch.context() as patch:
        stop_after(patch, fake, batches)
        with pytest.raises(Killed):
            score_file(request)
    assert not request.output.exists()
    again = score_file(request)
    assert request.output.read_bytes() == whole.output.read_bytes()
    assert sorted(text for batch in fake.batches for text in batch) == texts  # none once more
    same = set(summary) - {"seconds", "output"}
    assert {name: again[name] for name in same} == {name: summary[name] for name in same}
    assert not folder_of(request.output).exists()


def test_the_counts_are_those_of_the_file(tmp_path: Path, model: str, fake: FakeClasses) -> None:
    request = request_of(tmp_path, model, threshold=0.6)
    summary = score_file(request)
    rows = read_csv(request.output)
    for (_, text, _), row in zip(ROWS, rows, strict=True):
        numbers = probabilities_of(text)
        if not text or text == "lost":
            assert (row["prediction"], row["problem"]) == ("", "no_answer" if text else "empty_text")
            continue
        assert row["prediction"] == CLASSES[numbers.index(max(numbers))]
        assert [row[f"probability_{name}"] for name in CLASSES] == [f"{number:.6f}" for number in numbers]
        assert row["needs_review"] == ("yes" if max(numbers) < 0.6 or row["problem"] else "no")
    said = [(row["prediction"], row["category"]) for row in rows if row["prediction"]]
    judged = [(one, label) for one, label in said if label in CLASSES]
    assert {name: summary[name] for name in ("rows", "scored", "cut")} == {
        "rows": 95,
        "scored": len(said),
        "cut": 1,
    }
    assert summary["verdicts"] == {name: sum(one == name for one, _ in said) for name in CLASSES}
    assert summary["needs_review"] == sum(row["needs_review"] == "yes" for row in rows)
    assert summary["labels"] == {
        "labelled": len(judged),
        "accuracy": sum(one == label for one, label in judged) / len(judged),
    }
    assert summary["problems"] == {"empty_text": 11, "no_answer": 1, "text_cut": 1}


def test_equal_texts_of_a_window_are_read_once(tmp_path: Path, model: str, fake: FakeClasses) -> None:
    write_csv(tmp_path / "items.csv", [["id", "review", "category"], *[["1", "the same", ""]] * 10])
    score_file(request_of(tmp_path, model))
    assert fake.batches == [["the same"]]


def test_another_threshold_does_not_go_on(
    tmp_path: Path, model: str, fake: FakeClasses, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        stop_after(patch, fake, 3)
        with pytest.raises(Killed):
            score_file(request_of(tmp_path, model))
    with pytest.raises(SentiscopeError) as caught:
        score_file(request_of(tmp_path, model, threshold=0.4))
    assert caught.value.key == "scoring_other_settings"
    assert score_file(request_of(tmp_path, model, threshold=0.4, fresh=True))["threshold"] == 0.4


def test_a_model_that_answers_nothing_is_told(tmp_path: Path, model: str, fake: FakeClasses) -> None:
    write_csv(tmp_path / "items.csv", [["id", "review", "category"], *[["1", "lost", ""]] * 3])
    with pytest.raises(SentiscopeError) as caught:
        score_file(request_of(tmp_path, model))
    assert caught.value.key == "scoring_not_a_number"


@pytest.mark.whole
def test_sigkill_mid_part(tmp_path: Path, model: str) -> None:
    """The real thing: a process, a network of three classes, and SIGKILL."""
    rows = [[f"film {i} is a fine one, {i % 7} of ten"] for i in range(2_500)]
    source, output, whole = (
        write_csv(tmp_path / "a.csv", [["review"], *rows]),
        *(tmp_path / name for name in ("scored.csv", "whole.csv")),
    )

    def command(target: Path) -> list[str]:
        arguments = [str(source), "-o", str(target), "--model", model, "--text", "review", "--threads", "1"]
        return [sys.executable, "-c", SMALL, *arguments]

    kills = 0
    for committed in (1, 3):
        child = subprocess.Popen(command(output), cwd=REPOSITORY, stderr=subprocess.DEVNULL)
        while child.poll() is None:
            if len(list(folder_of(output).glob("part-*.json"))) >= committed:
                os.kill(child.pid, signal.SIGKILL)
                break
            time.sleep(0.005)
        kills += child.wait() == -signal.SIGKILL
    assert kills == 2
    assert not output.exists()
    for target in (output, whole):
        done = subprocess.run(command(target), cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr
    assert output.read_bytes() == whole.read_bytes()
