"""Teacher, answers, student: each stage once, the student judged on dev, the story in its card."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.data.labelled import LabelledData
from core.training.__main__ import main
from core.training.distillation import best
from core.training.recipe import TransformerRecipe
from tests.training.support import accuracy_on_dev

PARTS = ("teacher", "soft_labels", "seed-42", "seed-43")


@pytest.fixture
def texts(tmp_path: Path, data: LabelledData) -> Path:
    file = tmp_path / "texts.txt"
    file.write_text(f"a film with heart .\n\n{data.dev.sentences[0]}\nnothing works here .\n", "utf-8")
    return file


@pytest.fixture(autouse=True)
def tiny(recipe: TransformerRecipe, monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"model": recipe.model, "learning_rate": recipe.learning_rate, "batch_size": 4, "epochs": 1}
    monkeypatch.setattr(best, "HELD_OUT", 5)
    monkeypatch.setattr(best, "EXCHANGED", 3)
    for name in ("TEACHER", "STUDENT"):
        monkeypatch.setattr(best, name, replace(getattr(best, name), **small))


def test_the_recipe_ends_with_a_classifier_that_tells_who_taught_it(
    texts: Path, small_sst2: Path, data: LabelledData, tmp_path: Path, recipe: TransformerRecipe
) -> None:
    folder = tmp_path / "best"
    command = ["--recipe", "best", "--data", str(small_sst2), "-o", str(folder), "--texts", str(texts)]
    assert main(command) == 0
    card = json.loads((folder / "model_card.json").read_text("utf-8"))
    teacher = json.loads((folder / "teacher" / "model_card.json").read_text("utf-8"))
    assert teacher["data"]["dev_rows"] == 5
    assert card["data"]["dev_sha256"] == data.dev.fingerprint()
    assert card["taught_by"]["unlabelled"] == 2  # the dev sentence is left out
    (recorded,) = card["taught_by"]["teachers"]
    assert (recorded["sha256"], recorded["dev"]) == (teacher["sha256"], teacher["dev"])
    assert str(tmp_path) not in json.dumps(card)
    assert recipe.model not in json.dumps(card)
    assert card["command"] == best.COMMAND
    assert card["dev"]["accuracy"] == accuracy_on_dev(folder, data)


def test_finished_stages_are_not_done_again(
    texts: Path, data: LabelledData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = best.train_best(data, texts, tmp_path / "best")
    before = {part: sorted((tmp_path / "best" / part).iterdir()) for part in PARTS}
    stamps = {file: file.stat().st_mtime_ns for files in before.values() for file in files}
    monkeypatch.setattr(best, "teacher_probabilities", lambda *_: pytest.fail("asked again"))
    again = best.train_best(data, texts, tmp_path / "best")
    assert again == first
    assert {file: file.stat().st_mtime_ns for file in stamps} == stamps


def test_texts_are_asked_for(small_sst2: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--recipe", "best", "--data", str(small_sst2), "-o", str(tmp_path / "best")]) == 1
    assert "--texts" in capsys.readouterr().err
