"""The bag-of-words baseline as it is trained."""

import json
import math
from pathlib import Path

import pytest

from core.data.labelled import LabelledData
from core.models.bag_of_words import ARRAYS, BagOfWordsClassifier
from core.training.baseline import fit_vocabulary, train_baseline
from tests.training.support import sha256


def test_writes_arrays_and_json_only(data: LabelledData, tmp_path: Path) -> None:
    train_baseline(data, tmp_path / "out", seed=42)
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        ARRAYS,
        "vocabulary.json",
        "model_card.json",
    }


def test_card_judges_what_was_written(data: LabelledData, tmp_path: Path) -> None:
    accuracy, f1 = train_baseline(data, tmp_path / "out", seed=42)
    card = json.loads((tmp_path / "out" / "model_card.json").read_text("utf-8"))
    assert card["sha256"] == sha256(tmp_path / "out" / ARRAYS)
    assert card["license"] == "Apache-2.0"
    assert (card["dev"]["accuracy"], card["dev"]["f1"]) == (accuracy, f1)
    predictions = BagOfWordsClassifier(tmp_path / "out", "out").classify(data.dev.sentences)
    predicted = [int(prediction.label == "positive") for prediction in predictions]
    right = sum(a == b for a, b in zip(predicted, data.dev.labels, strict=True))
    assert accuracy == right / 24
    assert accuracy > 0.7


def test_same_data_same_bytes(data: LabelledData, tmp_path: Path) -> None:
    for name in ("one", "two"):
        train_baseline(data, tmp_path / name, seed=42)
    assert sha256(tmp_path / "one" / ARRAYS) == sha256(tmp_path / "two" / ARRAYS)


def test_vocabulary_by_hand() -> None:
    vocabulary, idf = fit_vocabulary(["not bad", "not good", "so bad bad"])
    assert vocabulary == {"bad": 0, "not": 1}  # in two sentences each; "bad bad" in one
    assert idf.tolist() == pytest.approx([math.log(4 / 3) + 1] * 2)
