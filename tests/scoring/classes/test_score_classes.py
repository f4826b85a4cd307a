"""A file scored by a model of three classes: against the model itself, as CSV and Parquet, and evaluated."""

import csv
import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet
import pytest
from sklearn.metrics import accuracy_score, f1_score

from core.base.errors import SentiscopeError
from core.evaluation.__main__ import main as evaluate
from core.evaluation.class_files.reading import read_classes
from core.models.classes.classifier import load_classes
from core.models.classes.known import threshold_of
from core.scoring.__main__ import main as score
from core.scoring.backends.backend import INT8
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from core.scoring.summary import read_summary
from tests.scoring.classes.support import CLASSES

TEXTS = ["the film is good .", "a slow and dull story", "witty", "", "the film is good .", "gorgeous movie"]
LABELS = ["books", "DVD", "kitchen", "dvd", "kitchen", "toys"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("review", "category"), *zip(TEXTS, LABELS, strict=True)])
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return [*csv.DictReader(opened)]


def test_every_class_has_a_column(model: str, file: Path, tmp_path: Path) -> None:
    output = tmp_path / "scored.csv"
    summary = score_file(Request(file, output, label="category", model=model))
    rows = read(output)
    expected = {one.sentence: one for one in load_classes(model).classify([text for text in TEXTS if text])}
    for text, row in zip(TEXTS, rows, strict=True):
        numbers = [row[f"probability_{name}"] for name in CLASSES]
        if not text:
            assert (row["prediction"], row["problem"], numbers) == ("", "empty_text", [""] * 3)
            continue
        assert row["prediction"] == expected[text].word
        assert [*map(float, numbers)] == pytest.approx(expected[text].probabilities, abs=1e-5)
        assert row["needs_review"] == ("yes" if max(expected[text].probabilities) < threshold_of(3) else "no")
    assert (summary["rows"], summary["scored"]) == (6, 5)
    assert Counter(row["prediction"] for row in rows if row["prediction"]) == summary["verdicts"]
    assert {name: read_summary(output)[name] for name in ("classes", "threshold")} == {
        "classes": [*CLASSES],
        "threshold": 0.67,
    }
    assert [summary["columns"][f"probability_{name}"]["index"] for name in CLASSES] == [5, 6, 7]
    assert not list(tmp_path.glob("*.parts"))


def test_parquet_has_numbers(model: str, file: Path, tmp_path: Path) -> None:
    output = tmp_path / "scored.parquet"
    score_file(Request(file, output, model=model))
    table = pyarrow.parquet.read_table(output)
    assert str(table.schema.field("probability_dvd").type) == "double"
    assert table.column("probability_dvd")[3].as_py() is None
    sums = [sum(table.column(f"probability_{name}")[0].as_py() for name in CLASSES)]
    assert sums == pytest.approx([1], abs=1e-5)


def test_the_shell_scores_and_evaluates(
    model: str,
    file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    output, report = tmp_path / "scored.csv", tmp_path / "report.json"
    assert score([str(file), "-o", str(output), "--model", model, "--label", "category"]) == 0
    assert "Against 4 labels" in capsys.readouterr().out  # one text is blank, one label is no class
    assert evaluate([str(output), "--label", "category", "-o", str(report)]) == 0
    told = capsys.readouterr().out
    both = [(row["category"].lower(), row["prediction"]) for row in read(output)]
    given, said = zip(*[pair for pair in both if pair[0] in CLASSES and pair[1]], strict=True)
    stored = json.loads(report.read_text("utf-8"))
    assert stored["judged"]["accuracy"]["value"] == accuracy_score(given, said)
    assert stored["judged"]["macro_f1"] == pytest.approx(f1_score(given, said, average="macro"))
    assert (stored["rows"], stored["unknown"], stored["unlabelled"]) == (6, 1, 0)
    assert "6 rows: 4 with a verdict" in told


def test_a_file_without_verdicts_is_scored_first(
    model: str,
    file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    output, report = tmp_path / "scored.csv", tmp_path / "report.json"
    asked = ["--label", "category", "-o", str(report)]
    assert evaluate([str(file), "--model", model, "--scored", str(output), *asked]) == 0
    at_once = json.loads(report.read_text("utf-8"))
    assert evaluate([str(output), *asked]) == 0
    assert json.loads(report.read_text("utf-8")) == at_once
    capsys.readouterr()
    for more in (["--model", model], ["--against", str(output)], ["--copies-of", str(file)]):
        assert evaluate([str(file), "--model", model, *more]) == 1
        assert more[0] in capsys.readouterr().err
    assert evaluate([str(output), "--against", str(output)]) == 1
    assert "scored.csv has other classes" in capsys.readouterr().err


def test_labels_are_read_alike_by_scoring_and_evaluation(model: str, tmp_path: Path) -> None:
    """Full-width letters and blanks make no difference: ``ｄｖｄ`` is the class dvd."""
    path, output = tmp_path / "wide.csv", tmp_path / "scored.csv"
    path.write_text("review,category\nwitty story,ｄｖｄ\nslow film, DVD \ngood film,books\n", "utf-8")
    summary = score_file(Request(path, output, label="category", model=model))
    found = read_classes(output, "category")
    assert summary["labels"]["labelled"] == found.judged.rows == 3
    assert summary["labels"]["accuracy"] == found.judged.accuracy.value


@pytest.mark.parametrize(("option", "asked"), [("why", True), ("fast", True), ("backend", INT8)])
def test_what_needs_two_classes_says_so(
    model: str, file: Path, tmp_path: Path, option: str, asked: object
) -> None:
    with pytest.raises(SentiscopeError) as raised:
        score_file(Request(file, tmp_path / "a.csv", model=model, **{option: asked}))
    assert (raised.value.key, raised.value.parameters["option"]) == ("classes_option", option)


def test_other_files_are_not_of_classes(file: Path) -> None:
    with pytest.raises(SentiscopeError) as raised:
        read_classes(file, "category")
    assert raised.value.key == "evaluation_not_classes"
