"""What a Chinese recurrent network begins with, and a whole training on a handful of texts."""

import json
from pathlib import Path

import numpy as np

from core.data.vocabulary import SPECIAL
from core.models.catalog import CHINESE_MODEL, WEIGHTS
from core.models.classifiers import load_classifier
from core.training.__main__ import main
from core.training.chinese import words
from core.training.chinese.words import learn_pieces, piece_vectors


def test_what_stands_often_enough_is_a_word_and_every_common_character() -> None:
    learned = learn_pieces(["房间很干净", "房间很大", "房间不错", "Film", "film"])
    assert learned.words[:2] == SPECIAL
    assert {"房间", "房", "间", "很"} <= set(learned.words)
    assert not {"干净", "大", "film", "▁"} & set(learned.words)
    assert learned.split("房间很大") == ["房间", "很", "大"]


def test_the_vectors_keep_most_of_how_near_words_are() -> None:
    vectors = piece_vectors()
    assert vectors.vectors.shape == (len(vectors.words), words.WIDTH)
    assert np.isclose(vectors.vectors.std(), words.SPREAD, rtol=0.01)
    near = [found.word for found in vectors.nearest(vectors.vectors[vectors.rows["酒店"]], 4)]
    assert near[0] == "酒店"
    assert "hotel" in near[1:]  # one table for two languages


def test_a_directions_order_is_that_of_what_they_hold() -> None:
    random = np.random.default_rng(0)
    table = random.normal(size=(500, words.WIDTH)) * np.linspace(1, 5, words.WIDTH)
    found = words._on_main_directions(table.astype(np.float32))
    spread = found.std(axis=0)
    assert (np.diff(spread) <= 1e-3).all()
    gaps = [np.linalg.norm(rows[:50, None] - rows[None, :50], axis=-1) for rows in (table, found)]
    np.testing.assert_allclose(gaps[1] / gaps[1].max(), gaps[0] / gaps[0].max(), atol=1e-3)  # only turned


def test_a_chinese_network_is_trained_and_read_back(small_chnsenticorp: Path, tmp_path: Path) -> None:
    out = tmp_path / "gru"
    command = ["--dataset", "chnsenticorp", "--data", str(small_chnsenticorp), "-o", str(out)]
    assert main([*command, "--model", "gru", "--epochs", "1", "--width", "6", "--evaluations", "1"]) == 0
    card = json.loads((out / "model_card.json").read_text(encoding="utf-8"))
    assert card["base"] == {"name": CHINESE_MODEL, "origin": "shipped"}
    assert card["license"] == "Apache-2.0 AND MIT"
    assert (out / WEIGHTS).is_file()
    (answer, foreign) = load_classifier(str(out)).classify(["房间很干净，服务也好。", "a fine film"])
    assert "".join(token.text for token in answer.tokens) == "房间很干净,服务也好。"
    assert foreign.notes == ("note_not_chinese",)
