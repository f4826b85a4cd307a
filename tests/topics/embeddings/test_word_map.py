"""Maps: what is written is read again, honesty is measured, and a file without words is refused."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.base.errors import SentiscopeError
from core.models import word_vectors
from core.models.locate import Located
from core.models.word_vectors import WordVectors, load_glove
from core.topics.embeddings import word_map
from core.topics.embeddings.distance_concentration import gaps
from core.topics.embeddings.projection import honesty, project, unit
from core.topics.embeddings.word_map import SHIPPED, build, known_words, main, read


@pytest.fixture
def glove(monkeypatch: pytest.MonkeyPatch, tiny_glove_folder: Path) -> WordVectors:
    monkeypatch.setattr(word_vectors, "locate", lambda name: Located(name, tiny_glove_folder, "package"))
    return load_glove()


def test_the_command_maps_the_words_of_a_file(glove: WordVectors, tmp_path: Path, capsys) -> None:
    text = tmp_path / "mine.csv"
    text.write_text("review,label\n" + ",".join(glove.words[4:40]) + ",unknown\n" + glove.words[4], "utf-8")
    output = tmp_path / "out" / "map.safetensors"
    assert main([f"--words={text}", f"--output={output}", "--methods=pca"]) == 0
    made = read(output)
    assert made.words == [",", *glove.words[4:40]]
    assert list(made.points) == ["pca"]
    assert made.points["pca"].shape == (37, 2)
    assert made.points["pca"].dtype == np.float32
    assert ((made.positive >= 0) & (made.positive <= 1)).all()
    assert 0 < made.card["honesty"]["pca"]["trustworthiness"] <= 1
    assert "--words FILE" in made.card["command"]
    assert "37" in capsys.readouterr().out


def test_too_few_words_are_told(glove: WordVectors, tmp_path: Path) -> None:
    file = tmp_path / "few.txt"
    file.write_text("good film 电影 " * 1000, "utf-8")
    with pytest.raises(SentiscopeError) as caught:
        known_words(file, glove)
    assert (caught.value.key, caught.value.parameters["known"]) == ("map_too_few_words", 2)


def test_a_damaged_map_is_told(tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes(b"nonsense")
    for name in ("m.safetensors", "none.safetensors"):
        with pytest.raises(SentiscopeError, match="map_unreadable"):
            read(tmp_path / name)


def test_the_same_seed_makes_the_same_map(glove: WordVectors, monkeypatch) -> None:
    monkeypatch.setattr(word_map, "_probabilities", lambda words, progress: iter([0.5] * len(words)))
    first, second = (build(glove.words, glove, ("pca",), 3) for _ in range(2))
    assert np.array_equal(first.points["pca"], second.points["pca"])
    assert first.card == second.card


def test_tsne_keeps_two_heaps_apart() -> None:
    heaps = np.random.default_rng(0).standard_normal((60, 8)).astype(np.float32) / 10
    heaps[:30, 0] += 1
    heaps[30:, 1] += 1
    points = project(unit(heaps), "tsne", 0)
    assert honesty(unit(heaps), points, 0)["judged"] == 60
    spread = np.linalg.norm(points[:30] - points[:30].mean(0), axis=1).mean()
    assert np.linalg.norm(points[:30].mean(0) - points[30:].mean(0)) > spread


def test_distances_of_one_hot_words_are_all_alike(glove: WordVectors) -> None:
    found = gaps(5, glove)
    assert found["one_hot"].unique().tolist() == pytest.approx([2**0.5])
    assert found["gaussian"].shape == (20, 999)
    assert "glove" not in gaps(51, glove)
    assert "one_hot" not in gaps(1, glove)


def test_the_shipped_map_is_small_and_whole() -> None:
    assert SHIPPED.stat().st_size < 1_000_000
    made = read(SHIPPED)
    assert len(made.words) == len(set(made.words)) == 30_000
    assert set(made.points) == set(made.card["honesty"]) == {"pca", "tsne", "umap"}
    assert all(points.shape == (30_000, 2) and np.isfinite(points).all() for points in made.points.values())
    assert json.dumps(made.card)
