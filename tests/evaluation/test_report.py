"""The whole report: against scikit-learn, in both languages, as JSON, and of files that tell little."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from core.base.i18n import LANGUAGES
from core.evaluation.__main__ import Evaluate
from core.evaluation.as_json import as_json
from core.evaluation.report import report
from core.evaluation.scored import Scored
from core.evaluation.told import told
from core.jobs import cli
from tests.evaluation.support import calibrated, scored, write


def some_rows(rows: int = 400) -> Scored:
    generator = np.random.default_rng(0)
    labels, probability = calibrated(rows, generator)
    second = np.where(generator.random(rows) < 0.9, probability, 1 - probability)
    texts = [f"review {row} of a pan" + (" not" if row % 4 == 0 else "") for row in range(rows)]
    return scored(labels.tolist(), probability.tolist(), second.tolist(), texts=texts)


def test_counts_are_sklearns() -> None:
    rows = some_rows()
    found = report(rows)
    for model, verdicts in zip(found.models, rows.verdicts, strict=True):
        truth, said = rows.labels == 1, verdicts.positive
        assert model.confusion == confusion_matrix(truth, said).tolist()
        assert model.f1 == pytest.approx(f1_score(truth, said))
        assert model.accuracy is not None
        assert model.accuracy.value == accuracy_score(truth, said)


def test_json_has_the_numbers_of_the_report() -> None:
    rows = some_rows()
    found = report(rows)
    written = json.loads(json.dumps(as_json(found), allow_nan=False))
    assert written["labelled"] == 400
    assert written["comparison"]["models"] == ["model-0", "model-1"]
    assert found.comparison is not None
    assert written["comparison"]["p_mid"] == found.comparison.p_mid
    assert len(written["comparison"]["rows_apart"]) == found.comparison.discordant
    curve = written["models"][0]["thresholds"]["curve"]
    best = curve["threshold"].index(written["models"][0]["thresholds"]["best"])
    assert curve["cost"][best] == min(curve["cost"])
    assert curve["accuracy"][-1] is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "rows",
    [
        some_rows(),
        scored([1, 0, 1, 0, 1], [0.9] * 5, [0.9] * 5),
        scored([1] * 60, [0.1] * 60),
        scored([-1] * 60, [0.1] * 60),
        scored([1], [float("nan")]),
    ],
    ids=["two models", "five rows", "one class, always wrong", "no label", "no verdict"],
)
def test_every_file_gets_sentences_with_nothing_left_open(rows: Scored, language: str) -> None:
    lines = told(report(rows), language)
    assert all(lines)
    assert not any(mark in line for line in lines for mark in "{}")


def test_notes_say_what_is_missing() -> None:
    def keys(rows: Scored) -> list[str]:
        return [note.key for note in report(rows).notes]

    assert keys(some_rows()) == []
    assert keys(scored([1] * 60, [0.1] * 60)) == ["evaluation_one_class"]
    assert keys(scored([1, 0], [0.1, 0.2])) == ["evaluation_few_rows"]
    assert keys(scored([-1], [0.1])) == ["evaluation_no_labels"]


def test_the_command_tells_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"text number {row},{row % 2},{0.9 if row % 5 else 0.2}" for row in range(60)]
    path = write(tmp_path / "a.csv", "review,label,probability", *rows)
    others = [row.replace("0.2", "0.8") for row in rows]
    other = write(tmp_path / "b.csv", "review,label,probability", *others)
    output = tmp_path / "out.json"
    arguments = [str(path), "--against", str(other), "-o", str(output), "--review", "0"]
    assert cli.main(Evaluate, arguments, "evaluate") == 0
    written = json.loads(output.read_text(encoding="utf-8"))
    assert written["comparison"]["only_second"] == 6  # the odd rows of every tenth
    assert written["costs"] == {"false_positive": 5, "false_negative": 5, "review": 0}
    assert str(output) in capsys.readouterr().out


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.csv", "review,label", "text,1")
    assert cli.main(Evaluate, [str(path)], "evaluate") == 1
    assert "a.csv" in capsys.readouterr().err
    assert cli.main(Evaluate, [str(path), "--scored", "b.csv"], "evaluate") == 1
    with pytest.raises(SystemExit):
        cli.main(Evaluate, [str(path), "--review", "-1"], "evaluate")


@pytest.mark.whole
def test_a_file_without_verdicts_is_scored_by_two_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"what a {word} film number {row},{label}" for row in range(6) for word, label in WORDS]
    path = write(tmp_path / "a.csv", "review,label", *lines)
    kept, output = tmp_path / "kept.csv", tmp_path / "out.json"
    models = ["--model", "bag-of-words", "--model", "sst2-minilm"]
    assert cli.main(Evaluate, [str(path), *models, "--scored", str(kept), "-o", str(output)], "x") == 0
    written = json.loads(output.read_text(encoding="utf-8"))
    assert [model["name"] for model in written["models"]] == ["bag-of-words", "sst2-minilm"]
    assert written["models"][1]["unlabelled"]["reference"] == "sst2"
    assert kept.read_text(encoding="utf-8").count("\n") == 25


WORDS = (("wonderful", 1), ("terrible", 0), ("charming", 1), ("dull", 0))
