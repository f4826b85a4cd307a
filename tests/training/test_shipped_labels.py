"""Shipped answers: only probabilities, for exactly the texts they were made for."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from core.data.labelled import LabelledData, Split
from core.training import best
from core.training.shipped_labels import ARRAYS, FOLDER, STORY, main, ship, shipped
from core.training.soft_labels import digest
from tests.training.test_soft_labels import small


def test_written_and_read_back(data: LabelledData, tmp_path: Path) -> None:
    labels = small(data.train)
    ship(labels, tmp_path)
    again = shipped(data.train, labels.more_sentences, tmp_path)
    assert again is not None
    torch.testing.assert_close(again.train[:, 1], labels.train[:, 1], rtol=0, atol=5e-4)  # float16
    torch.testing.assert_close(again.more, labels.more, rtol=0, atol=5e-4)
    assert again.teachers == labels.teachers
    assert again.more_sentences == labels.more_sentences


def test_other_phrases_or_sentences_have_none(data: LabelledData, tmp_path: Path) -> None:
    labels = small(data.train)
    ship(labels, tmp_path)
    assert shipped(data.dev, labels.more_sentences, tmp_path) is None
    assert shipped(data.train, labels.more_sentences[::-1], tmp_path) is None
    assert shipped(data.train, labels.more_sentences, tmp_path / "none") is None


def test_the_command_ships_no_text(data: LabelledData, small_sst2: Path, tmp_path: Path) -> None:
    small(data.train).save(tmp_path / "soft")
    out = tmp_path / "out"
    assert main([str(tmp_path / "soft"), "--data", str(small_sst2), "-o", str(out)]) == 0
    assert shipped(data.train, small(data.train).more_sentences, out) is not None
    told = (out / STORY).read_text("utf-8")
    assert not [sentence for sentence in data.train.sentences if sentence in told]
    assert main([str(tmp_path / "none"), "--data", str(small_sst2), "-o", str(out)]) == 1


def test_those_of_the_project_fit_their_story() -> None:
    story, arrays = json.loads((FOLDER / STORY).read_text("utf-8")), load_file(FOLDER / ARRAYS)
    assert (len(arrays["train"]), len(arrays["more"])) == (story["phrases"], story["further"])
    assert story["further"] == best.UNLABELLED
    for values in arrays.values():
        assert values.dtype == torch.float16
        assert ((values >= 0) & (values <= 1)).all()
    (teacher,) = story["teachers"]
    assert teacher["dev"]["sentences"] == best.HELD_OUT
    assert teacher["dev"]["accuracy"] > 0.92
    assert shipped(Split(["other"], [1]), []) is None
    assert len(digest([])) == 64
