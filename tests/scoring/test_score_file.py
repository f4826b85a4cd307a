"""Whole files through a classifier that needs no network."""

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import accuracy_score, f1_score

from core.base.errors import SentiscopeError
from core.base.settings import ASSETS
from core.jobs import progress
from core.scoring import score_file as module
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, probability_of, read_csv, write_csv

HEADER = ["id", "review", "label"]
OUTPUT = "scored.csv"


def score(tmp_path: Path, rows: list[list[str]], **options: Any) -> list[dict[str, str]]:
    source = write_csv(tmp_path / "reviews.csv", rows)
    score_file(Request(source, tmp_path / OUTPUT, **options))
    return read_csv(tmp_path / OUTPUT)


def test_rows_keep_place_order_and_cells(tmp_path: Path, fake: FakeClassifier, monkeypatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 7)
    texts = [f"film {i % 13} " + "very " * (i * 7 % 11) + "good" for i in range(60)]
    texts[8] = texts[30] = ""
    rows = [[f" {i:03d}", text, ' x, "y"\nz\t'] for i, text in enumerate(texts)]
    found = score(tmp_path, [["id", "review", "note"], *rows])
    assert [[row[name] for name in ("id", "review", "note")] for row in found] == rows
    for row, text in zip(found, texts, strict=True):
        expected = (f"{probability_of(text):.6f}", "") if text else ("", "empty_text")
        assert (row["probability"], row["problem"]) == expected
    assert list(found[0])[3:] == ["prediction", "probability", "needs_review", "problem"]


def test_duplicates_in_a_window_are_read_once(tmp_path: Path, fake: FakeClassifier) -> None:
    found = score(tmp_path, [HEADER, *[[str(i), ["good", "bad"][i % 2], "1"] for i in range(50)]])
    assert sorted(text for batch in fake.batches for text in batch) == ["bad", "good"]
    assert len({(row["review"], row["probability"]) for row in found}) == 2


def test_ragged_rows_are_scored_and_flagged(tmp_path: Path, fake: FakeClassifier) -> None:
    source = tmp_path / "reviews.csv"
    source.write_text(
        'id,review,stars\n1,p=0.9,5\n2,p=0.9\n3,p=0.9,5,more\n4\n5,"p=0.9,5\n', encoding="utf-8"
    )
    score_file(Request(source, tmp_path / OUTPUT, text="review"))
    found = read_csv(tmp_path / OUTPUT)
    assert [(row["probability"], row["needs_review"], row["problem"]) for row in found] == [
        ("0.900000", "no", ""),
        ("0.900000", "yes", "too_few_cells"),
        ("0.900000", "yes", "too_many_cells"),
        ("", "yes", "too_few_cells"),
        (found[4]["probability"], "yes", "broken_quotes"),
    ]
    assert found[2][None] == ["more"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_chinese_files_in_other_encodings(
    tmp_path: Path, fake: FakeClassifier, encoding: str, delimiter: str
) -> None:
    rows = [["编号", "评论", "标签"], ["01", "很好看，推荐", "好评"], ["02", "剧情无聊", "差评"]]
    source = write_csv(tmp_path / "评论.csv", rows, encoding, delimiter)
    summary = score_file(Request(source, tmp_path / OUTPUT, label="标签"))
    found = read_csv(tmp_path / OUTPUT, delimiter=delimiter)
    assert [[row[name] for name in rows[0]] for row in found] == rows[1:]
    assert found[0]["probability"] == f"{probability_of('很好看，推荐'):.6f}"
    assert summary["columns"]["text"] == {"name": "评论", "index": 1}
    assert summary["labels"]["labelled"] == 2


def test_label_metrics_over_the_sample(tmp_path: Path, fake: FakeClassifier) -> None:
    source = ASSETS / "samples" / "reviews.csv"
    summary = score_file(Request(source, tmp_path / OUTPUT, label="sentiment"))
    rows = [row for row in read_csv(tmp_path / OUTPUT) if row["prediction"]]
    labels = [row["sentiment"] == "positive" for row in rows]
    predictions = [row["prediction"] == "positive" for row in rows]
    assert summary["labels"]["accuracy"] == pytest.approx(accuracy_score(labels, predictions))
    assert summary["labels"]["f1"] == pytest.approx(f1_score(labels, predictions))
    assert summary["labels"]["labelled"] == summary["scored"] == summary["rows"] - 1 > 100


def test_summary_says_how_and_what(tmp_path: Path, fake: FakeClassifier) -> None:
    rows = [HEADER, ["1", "p=0.9", "1"], ["2", "p=0.7", "0"], ["3", "", "1"], ["4", "p=0.1", ""]]
    score(tmp_path, rows, text="review", label="label", threshold=0.75)
    summary = json.loads((tmp_path / f"{OUTPUT}.summary.json").read_text(encoding="utf-8"))
    seconds = summary.pop("seconds")
    assert 0 <= seconds < 60
    assert summary.pop("labels") | {"f1": 0} == {
        "accuracy": 0.5, "f1": 0, "labelled": 2, "unknown": 0,
        "true_positive": 1, "false_positive": 1, "false_negative": 0, "true_negative": 0,
    }  # fmt: skip
    assert summary == {
        "input": "reviews.csv",
        "output": OUTPUT,
        "model": {"name": "fake", "sha256": "0123"},
        "engine": {"backend": "plain", "threads": 1, "measured": None},
        "threshold": 0.75,
        "delimiter": ",",
        "input_encoding": "utf-8",
        "lines_above": 0,
        "has_header": True,
        "zero_is_neutral": False,
        "columns": {
            "text": {"name": "review", "index": 1},
            "label": {"name": "label", "index": 2},
            "prediction": {"name": "prediction", "index": 3},
            "probability": {"name": "probability", "index": 4},
            "needs_review": {"name": "needs_review", "index": 5},
            "problem": {"name": "problem", "index": 6},
        },
        "rows": 4,
        "scored": 3,
        "positive": 2,
        "needs_review": 2,
        "cut": 0,
        "in_windows": 0,
        "problems": {"empty_text": 1},
    }


def test_columns_step_aside_for_those_of_the_file(tmp_path: Path, fake: FakeClassifier) -> None:
    found = score(tmp_path, [["review", "prediction"], ["p=0.9", "mine"]])
    assert (found[0]["prediction"], found[0]["prediction_2"]) == ("mine", "positive")
    summary = json.loads((tmp_path / f"{OUTPUT}.summary.json").read_text(encoding="utf-8"))
    assert summary["columns"]["prediction"] == {"name": "prediction_2", "index": 2}


def test_spreadsheet_safe_disarms_and_marks(tmp_path: Path, fake: FakeClassifier) -> None:
    rows = [["id", "review"], ["-5", '=HYPERLINK("x")'], ["2", "fine film"]]
    score(tmp_path, rows, text="review", spreadsheet_safe=True)
    assert (tmp_path / OUTPUT).read_bytes().startswith(b"\xef\xbb\xbf")
    row = read_csv(tmp_path / OUTPUT, "utf-8-sig")[0]
    assert (row["id"], row["review"]) == ("-5", '\'=HYPERLINK("x")')
    assert row["probability"] == f"{probability_of(rows[1][1]):.6f}"  # the model read the text itself


def test_progress_counts_rows_and_ends_with_the_metrics(
    tmp_path: Path, fake: FakeClassifier, monkeypatch, capsys
) -> None:
    monkeypatch.setenv(progress.VARIABLE, progress.LINES)
    monkeypatch.setattr(module, "WINDOW", 10)
    rows = [[str(i), f"film {i % 9}" if i % 4 else " ", "1"] for i in range(35)]
    score(tmp_path, [HEADER, *rows], text="review", label="label")
    reports = [progress.decode(line) for line in capsys.readouterr().out.splitlines()]
    assert (reports[0].done, reports[0].total) == (0, 35)
    assert (reports[-1].done, reports[-1].total) == (35, 35)
    assert all(not report.metrics for report in reports[:-1])
    metrics = reports[-1].metrics
    assert (metrics["rows"], metrics["scored"], metrics["problems"]) == (35, 26, 9)
    assert metrics.keys() >= {"accuracy", "f1", "true_positive", "true_negative", "needs_review", "seconds"}


def files_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (OSError(28, os.strerror(28)), "scoring_file_failed"),
        (SentiscopeError("weights_missing"), "weights_missing"),
    ],
)
def test_a_failure_on_the_way_leaves_the_old_output(
    tmp_path: Path, fake: FakeClassifier, monkeypatch, failure: Exception, raised: str
) -> None:
    (tmp_path / OUTPUT).write_text("old")

    def fail(sentences: list[str]) -> None:
        raise failure

    monkeypatch.setattr(fake, "classify", fail)
    with pytest.raises(SentiscopeError) as caught:
        score(tmp_path, [HEADER, ["1", "good", "1"]])
    assert caught.value.key == raised
    assert (tmp_path / OUTPUT).read_text() == "old"
    assert files_of(tmp_path) == ["reviews.csv", OUTPUT]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path, fake: FakeClassifier, monkeypatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 256)
    monkeypatch.setattr(fake, "batches", FrozenList())
    pad = "x" * 300  # so that the encoding's sample is full in both
    peaks = []
    for count in (900, 2_700):
        source = write_csv(
            tmp_path / "many.csv", [HEADER, *[[str(i), f"film {i} {pad}", "1"] for i in range(count)]]
        )
        tracemalloc.start()
        score_file(Request(source, tmp_path / OUTPUT, label="label"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


class FrozenList(list):
    """Forgets what is appended."""

    def append(self, item: object) -> None:
        pass
