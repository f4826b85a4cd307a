"""Killed at any moment, a run loses nothing, scores nothing twice, and writes the same bytes."""

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.scoring import score_file as module
from core.scoring.parts import folder_of, only_writer
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.fakes import edit_json
from tests.scoring.support import FakeClassifier, read_csv, write_csv

ROWS = [[f"{i:03}", f"film {i}", ["positive", "negative", ""][i % 3]] for i in range(95)]
HEADER = ["id", "review", "label"]


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the code catches it, and `finally` is left by hand."""


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 10)


def request_of(folder: Path, name: str = "scored.csv", **options: Any) -> Request:
    source = folder / "reviews.csv"
    if not source.exists():
        write_csv(source, [HEADER, *ROWS])
    return Request(source, folder / name, text="review", label="label", **options)


def error_of(work: Callable[[], Any]) -> str:
    with pytest.raises(SentiscopeError) as caught:
        work()
    return caught.value.key


def stop_after(monkeypatch: pytest.MonkeyPatch, fake: Any, batches: int) -> None:
    """The classifier dies in this batch."""
    classify = fake.classify

    def dying(sentences: list[str]) -> Any:
        if len(fake.batches) >= batches:
            raise Killed
        return classify(sentences)

    monkeypatch.setattr(fake, "classify", dying)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("batches", [1, 4, 9])
def test_the_rest_is_scored_and_the_bytes_are_the_same(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, ending: str, batches: int
) -> None:
    whole = request_of(tmp_path, f"whole.{ending}")
    summary = score_file(whole)
    fake.batches.clear()
    request = request_of(tmp_path, f"scored.{ending}")
    with monkeypatch.context() as patch:
        stop_after(patch, fake, batches)
        with pytest.raises(Killed):
            score_file(request)
    assert not request.output.exists()
    again = score_file(request)
    assert request.output.read_bytes() == whole.output.read_bytes()
    scored = [text for batch in fake.batches for text in batch]
    assert sorted(scored) == sorted(row[1] for row in ROWS)  # none twice
    same = set(summary) - {"seconds", "output"}
    assert {name: again[name] for name in same} == {name: summary[name] for name in same}
    assert not folder_of(request.output).exists()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_rows_are_in_the_order_of_the_input_over_several_parts(
    tmp_path: Path, fake: FakeClassifier, ending: str
) -> None:
    request = request_of(tmp_path, f"scored.{ending}")
    score_file(request)
    if ending == "csv":
        found = [row["id"] for row in read_csv(request.output)]
    else:
        found = pyarrow.parquet.read_table(request.output)["id"].to_pylist()
    assert found == [row[0] for row in ROWS]


MOMENTS = ("write_part", "commit", "begin", "put_together", "name_durably", "write_summary", "remove")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_between_any_two_steps_is_survived(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, moment: str, after: bool
) -> None:
    whole = request_of(tmp_path, "whole.csv")
    score_file(whole)
    request = request_of(tmp_path)
    owner: Any = module
    if moment in ("write_part", "put_together"):
        owner = module.output_of(request.output, module.make_plan(request).table, False, False).__class__
    elif moment in ("commit", "begin", "remove"):
        owner = module.Parts
    with monkeypatch.context() as patch:
        original = getattr(owner, moment)

        def dying(*arguments: Any) -> Any:
            if after:
                original(*arguments)
            raise Killed

        patch.setattr(owner, moment, dying)
        with pytest.raises(Killed):
            score_file(request)
    score_file(request)
    assert request.output.read_bytes() == whole.output.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if ".parts" in path.name) == []


def test_half_a_part_is_scored_again(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, request = request_of(tmp_path, "whole.csv"), request_of(tmp_path)
    score_file(whole)
    with monkeypatch.context() as patch:
        stop_after(patch, fake, len(fake.batches) + 5)
        with pytest.raises(Killed):
            score_file(request)
    folder = folder_of(request.output)
    (folder / "part-000003.csv").write_bytes(b"half")
    (folder / "part-000009.csv.ab12cd34.part").write_bytes(b"of a killed write")
    score_file(request)
    assert request.output.read_bytes() == whole.output.read_bytes()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ("input", "scoring_other_input"),
        ("threshold", "scoring_other_settings"),
        ("label", "scoring_other_settings"),
        ("threads", "scoring_other_settings"),
        ("model", "scoring_other_model"),
    ],
)
def test_another_input_model_or_setting_is_refused(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, change: str, key: str
) -> None:
    request = request_of(tmp_path)
    with monkeypatch.context() as patch:
        stop_after(patch, fake, 3)
        with pytest.raises(Killed):
            score_file(request)
    other: dict[str, Any] = {"threshold": {"threshold": 0.9}, "threads": {"threads": 3}}.get(change, {})
    if change == "input":
        write_csv(request.input, [HEADER, *ROWS[:50], ["x", "other", ""], *ROWS[51:]])
    elif change == "label":
        other = {"header": 1}
    elif change == "model":
        monkeypatch.setattr("core.scoring.manifest.fingerprint_of", lambda folder: "other weights")
    assert error_of(lambda: score_file(request_of(tmp_path, **other))) == key
    score_file(request_of(tmp_path, fresh=True, **other))
    assert request.output.is_file()


def test_a_changed_file_of_the_model_changes_its_fingerprint(tiny_copy: Path) -> None:
    from core.scoring.backends.model_fingerprint import fingerprint_of

    before = fingerprint_of(tiny_copy)
    edit_json(tiny_copy / "config.json", id2label={"0": "positive", "1": "negative"})
    assert fingerprint_of(tiny_copy) != before
    before = fingerprint_of(tiny_copy)
    (tiny_copy / "model_card.json").write_text("{}")
    assert fingerprint_of(tiny_copy) == before


def test_two_jobs_to_one_output(tmp_path: Path, fake: FakeClassifier) -> None:
    request = request_of(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(request.output)], cwd=REPOSITORY, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert error_of(lambda: score_file(request)) == "scoring_output_busy"
        holder.kill()
    score_file(request)  # the system let go of the lock
    assert request.output.is_file()


HOLD = """
import sys, time
from pathlib import Path
from core.scoring.parts import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_an_output_that_cannot_be_locked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(SentiscopeError) as caught, only_writer(tmp_path / "scored.csv"):
        pass
    assert caught.value.key == "csv_cannot_write"
    assert caught.value.parameters == {"file": "scored.csv", "folder": tmp_path}


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ValueError), only_writer(tmp_path / "x.csv"):
            raise ValueError


# ---- the real thing: a process, and SIGKILL


SMALL = """
import sys
from core.scoring import score_file
score_file.WINDOW = 100
from core.scoring.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def command(source: Path, output: Path) -> list[str]:
    """The command with small windows; the bag of words is the quickest to load."""
    arguments = [str(source), "-o", str(output), "--model", "bag-of-words", "--text", "review"]
    return [sys.executable, "-c", SMALL, *arguments]


@pytest.mark.whole
def test_sigkill_mid_part(tmp_path: Path) -> None:
    rows = [["review"], *[[f"film {i} is a fine one, {i % 7} of ten"] for i in range(2_500)]]
    source = write_csv(tmp_path / "reviews.csv", rows)
    packed = tmp_path / "reviews.csv.gz"
    packed.write_bytes(gzip.compress(source.read_bytes()))
    output = tmp_path / "scored.csv"
    kills = 0
    for committed in (1, 3):
        child = subprocess.Popen(command(packed, output), cwd=REPOSITORY, stderr=subprocess.DEVNULL)
        while child.poll() is None:
            if len(list(folder_of(output).glob("part-*.json"))) >= committed:
                time.sleep(0.01)  # somewhere inside the next window
                os.kill(child.pid, signal.SIGKILL)
                break
            time.sleep(0.01)
        kills += child.wait() == -signal.SIGKILL
        assert not output.exists() or child.returncode == 0
    assert kills == 2
    assert len(list(folder_of(output).glob("part-*.json"))) >= 3
    done = subprocess.run(command(packed, output), cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr
    whole = tmp_path / "whole.csv"
    subprocess.run(command(source, whole), cwd=REPOSITORY, check=True, stderr=subprocess.DEVNULL)
    assert output.read_bytes() == whole.read_bytes()
