"""Shipped answers: only probabilities, for exactly the texts they were made for."""

import functools
import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from core.base.settings import ASSETS
from core.data.labelled import LabelledData, Split
from core.models.card import read_card
from core.models.catalog import MAIN_MODEL
from core.training.distillation import best, shipped_labels
from core.training.distillation.shipped_labels import FOLDER, main, ship, shipped
from core.training.soft_label_files import SoftLabels
from tests.training.distillation.test_soft_labels import small


def test_written_and_read_back(data: LabelledData, tmp_path: Path) -> None:
    labels = small(data.train)
    ship(labels, "one", tmp_path)
    again = shipped(data.train, labels.more_sentences, tmp_path)
    assert again is not None
    torch.testing.assert_close(again.train[:, 1], labels.train[:, 1], rtol=0, atol=5e-4)  # float16
    torch.testing.assert_close(again.more, labels.more, rtol=0, atol=5e-4)
    assert again.teachers == labels.teachers
    assert again.more_sentences == labels.more_sentences


def test_other_phrases_or_sentences_have_none(data: LabelledData, tmp_path: Path) -> None:
    labels = small(data.train)
    ship(labels, "one", tmp_path)
    assert shipped(data.dev, labels.more_sentences, tmp_path) is None
    assert shipped(data.train, labels.more_sentences[::-1], tmp_path) is None
    assert shipped(data.train, labels.more_sentences, tmp_path / "none") is None


def test_each_set_is_found_by_what_it_was_made_for(data: LabelledData, tmp_path: Path) -> None:
    for name, more in (("one", 1), ("three", 3)):
        ship(small(data.train, more), name, tmp_path)
    for more in (1, 3):
        found = shipped(data.train, small(data.train, more).more_sentences, tmp_path)
        assert found is not None
        assert len(found.more) == more
    assert shipped(data.train, small(data.train, 2).more_sentences, tmp_path) is None


def test_the_command_ships_no_text(data: LabelledData, small_sst2: Path, tmp_path: Path) -> None:
    small(data.train).save(tmp_path / "soft")
    out = tmp_path / "out"
    command = ["--data", str(small_sst2), "-o", str(out), "--name", "set", "--ship"]
    assert main([*command, str(tmp_path / "soft")]) == 0
    assert shipped(data.train, small(data.train).more_sentences, out) is not None
    content = (out / "set.json").read_text("utf-8")
    assert not [sentence for sentence in data.train.sentences if sentence in content]
    assert main([*command, str(tmp_path / "none")]) == 1


def test_the_command_puts_answers_and_texts_together(
    data: LabelledData, small_sst2: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = small(data.train)
    ship(labels, "set", tmp_path / "shipped")
    read = functools.partial(shipped, folder=tmp_path / "shipped")
    monkeypatch.setattr(shipped_labels, "shipped", read)
    texts = tmp_path / "texts.txt"
    texts.write_text("\n".join(labels.more_sentences), "utf-8")
    command = ["--data", str(small_sst2), "-o", str(tmp_path / "soft"), "--texts", str(texts)]
    assert main(command) == 0
    again = SoftLabels.load(tmp_path / "soft", data.train)
    assert again.more_sentences == labels.more_sentences
    torch.testing.assert_close(again.more, labels.more, rtol=0, atol=5e-4)
    assert main([*command, "--most", "1"]) == 1


SETS = [file.stem for file in sorted(FOLDER.glob("*.json"))]


@pytest.mark.parametrize("name", SETS)
def test_those_of_the_project_fit_their_story(name: str) -> None:
    story = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    arrays = load_file(FOLDER / f"{name}.safetensors")
    assert (len(arrays["train"]), len(arrays["more"])) == (story["phrases"], story["further"])
    for values in arrays.values():
        assert values.dtype == torch.float16
        assert ((values >= 0) & (values <= 1)).all()
    for teacher in story["teachers"]:
        assert teacher["dev"]["sentences"] == best.HELD_OUT
        assert teacher["dev"]["accuracy"] > 0.92
    assert shipped(Split(["other"], [1]), []) is None


def test_the_best_recipe_finds_its_answers() -> None:
    """More than its exchanged sentences alone; that they are for the same texts only the data can show."""
    story = json.loads((FOLDER / "sst2_more.json").read_text("utf-8"))
    assert story["further"] > best.EXCHANGED
    card = read_card(ASSETS / "models" / MAIN_MODEL)
    assert card["taught_by"]["unlabelled_sha256"] == story["further_sha256"]
    assert card["taught_by"]["teachers"] == story["teachers"]
