"""Embeddings: what every screen holds, unknown words, other scripts, a map of one's own.

A tiny stand-in of sixty words takes GloVe's place, so that these tests need no weights package.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from core import jobs
from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.base.numbers import number_text
from core.models import word_vectors
from core.models.locate import Located
from core.topics.embeddings.twins import TWINS
from core.topics.embeddings.views import shared
from core.topics.embeddings.word_map import main
from tests.topics.support import (
    Screen,
    captions,
    chart,
    component,
    component_names,
    holds_its_screens,
    metrics,
    numbers,
    shown,
    visit,
    written,
)

SENTENCE = "a great film , not dull ."
DENSE_TITLE = ("embeddings.dense_title", {"table": "GloVe", "D": 50})
DENSE = ("embeddings.products_title", "embeddings.cosines_title", DENSE_TITLE)
BYTES = tuple(f"embeddings.memory_{name}" for name in ("dense", "sparse", "vectors", "table"))


def contrast(kind: str):
    """The label of a number: whose distances, and that it is their contrast."""

    def written_in(language: str) -> str:
        return f"{label(f'embeddings.kind_{kind}', language)}: {label('embeddings.contrast', language)}"

    return written_in


LAST = {"stage": ("inside.after_layer", {"layer": 6})}


def context_title(language: str) -> str:
    """The title of the word in its contexts: in Chinese ones it goes through a model of twelve layers."""
    stage = label("inside.after_layer", language, layer={"en": 6, "zh": 12}[language])
    return label("embeddings.context_title", language, stage=stage)


SEE = {"part": "see", "sentence": SENTENCE}
SCREENS = (
    Screen(
        {**SEE, "view": "onehot"},
        charts=[("embeddings.ones_title", {"size": "10,000"}), *DENSE],
        metrics=BYTES,
    ),
    Screen(
        {**SEE, "view": "distance"},
        charts=[("embeddings.gaps_title", {"dimension": 50}), "embeddings.shell_title"],
        metrics=[contrast(kind) for kind in ("gaussian", "glove", "one_hot")],
    ),
    Screen(
        {**SEE, "view": "neighbours", "word": "film", "sum": "king - man + woman"},
        charts=[
            ("embeddings.bars_near", {"word": "film"}),
            ("embeddings.bars_sum", {"word": "king - man + woman"}),
        ],
    ),
    Screen(
        {**SEE, "view": "map"},
        components=["word_map"],
    ),
    Screen(
        {**SEE, "view": "context"},
        charts=[
            "embeddings.pairs_title",
            context_title,
            ("embeddings.cls_title", LAST),
        ],
    ),
    Screen({"part": "compute"}, tables=[(50, "d")]),
)


@pytest.fixture(autouse=True)
def tiny_glove(monkeypatch: pytest.MonkeyPatch, tiny_glove_folder: Path) -> Iterator[None]:
    monkeypatch.setattr(word_vectors, "locate", lambda name: Located(name, tiny_glove_folder, "package"))
    shared.glove.clear()
    yield
    shared.glove.clear()


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("embeddings", sentence=SENTENCE)
    holds_its_screens(app, "embeddings", SCREENS, ("one_hot_features", "distance_concentration"), TWINS)


def test_cosines_lengths_and_bytes_are_those_of_the_vectors(open_app, tiny_glove_folder: Path) -> None:
    app = open_app("embeddings", sentence=SENTENCE)
    vectors = np.load(tiny_glove_folder / word_vectors.VECTORS)
    words = pyarrow.parquet.read_table(tiny_glove_folder / word_vectors.INDEX)["index"].to_pylist()
    rows = vectors[[words.index(word) for word in SENTENCE.split()]]
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    drawn = numbers(chart(app, "embeddings.cosines_title")["data"][0]["z"])
    assert drawn == pytest.approx(units @ units.T, abs=1e-5)
    assert numbers(chart(app, "embeddings.products_title")["data"][0]["z"]) == pytest.approx(np.eye(7))
    assert numbers(chart(app, DENSE_TITLE)["data"][0]["z"]) == pytest.approx(rows, abs=1e-5)
    assert metrics(app)[label("embeddings.memory_dense", "en")] == "280\xa0kB"  # 7 words · 10,000 · 4 bytes
    visit(app, "embeddings", part="compute", first="0", second="2")
    product, cosine = rows[0] @ rows[2], units[0] @ units[2]
    assert f"Σ a·b = {number_text(product, '.4f')}" in written(app)
    assert f"= {cosine:.4f}" in app.latex[1].value
    visit(app, "embeddings", part="see", view="neighbours", word="film")
    bars = chart(app, ("embeddings.bars_near", {"word": "film"}))["data"][0]
    nearest = np.sort(vectors / np.linalg.norm(vectors, axis=1, keepdims=True) @ units[2])[-2]
    assert max(numbers(bars["x"])) == pytest.approx(nearest, abs=1e-4)


UNKNOWN = (
    ("en", {"word": "filmm", "sum": "good"}, "word_unknown", {"word": "filmm", "close": "film"}),
    ("zh", {"word": "电影", "sum": "good"}, "word_unknown_at_all", {"word": "电影"}),
    ("zh", {"word": "film", "sum": "king - manx"}, "word_unknown", {"word": "manx", "close": "man"}),
    ("en", {"word": "film", "sum": "+ -"}, "words_none", {}),
)


def test_words_outside_the_vocabulary_are_left_out_of_what_is_equally_foreign(
    open_app, tiny_glove_folder: Path
) -> None:
    words = pyarrow.parquet.read_table(tiny_glove_folder / word_vectors.INDEX)["index"].to_pylist()
    known = [word for word in SENTENCE.split() if words.index(word) < 9]
    left_out = len(SENTENCE.split()) - len(known)
    assert left_out > 1
    app = open_app("embeddings", sentence=SENTENCE, embeddings_size="10")
    assert label("embeddings.products_left_out", "en", count=left_out) in captions(app)
    assert known  # so there is a picture
    products = numbers(chart(app, "embeddings.products_title")["data"][0]["z"])
    assert products == pytest.approx(np.eye(len(known)))


def test_unknown_words_are_told_with_close_spellings(open_app) -> None:
    app = open_app("embeddings", embeddings_view="neighbours")
    for language, typed, key, told in UNKNOWN:
        visit(app, "embeddings", lang=language, **typed)
        assert shown(app) == label(f"errors.{key}", language, **told)
        assert len(app.get("plotly_chart")) == 1  # the other half stands


def test_a_sentence_without_known_words_is_told(open_app) -> None:
    app = open_app("embeddings")
    for part, sentence, key in (
        ("see", "qwertz", "words_unknown"),
        ("compute", "\u200b", "text_empty"),
        ("code", "qq", "words_unknown"),
    ):
        visit(app, "embeddings", part=part, sentence=sentence)
        assert shown(app) == label(f"errors.{key}", "en")


def test_words_beyond_the_vocabulary_are_left_out_and_counted(open_app) -> None:
    app = open_app("embeddings", sentence="film qwertz good")
    assert shown(app) == label("embeddings.left_out", "en", shown=2, count=1)


def test_a_word_that_stands_once_cannot_be_compared(open_app) -> None:
    app = open_app("embeddings", embeddings_view="context", embeddings_same="rain")
    assert shown(app) == label("errors.word_once", "en", word="rain")


def test_a_missing_package_says_how_to_get_it_and_the_map_still_stands(open_app, monkeypatch) -> None:
    def missing(name: str) -> Located:
        raise SentiscopeError("model_needs_package", name=name)

    monkeypatch.setattr(word_vectors, "locate", missing)
    app = open_app("embeddings")
    assert shown(app) == label("errors.model_needs_package", "en", name="glove")
    assert shown(visit(app, "embeddings", view="map")) == ""
    assert component_names(app) == ["word_map"]


def test_a_found_word_is_named_with_its_neighbours_and_a_frame_lists_its_words(open_app) -> None:
    app = open_app("embeddings", embeddings_view="map", embeddings_find="film")
    header, arrays = component(app, "word_map")
    glove = shared.glove()
    near = glove.nearest(glove.vectors[glove.rows["film"]], 12, [glove.rows["film"]])
    on_map = [word.word for word in near if word.word in header["words"]]
    assert [header["words"][number] for number in header["found"]] == ["film", *on_map]
    assert arrays["points"].shape == (len(header["words"]), 2)
    assert header["equal"]
    assert header["marks"] == []


def test_an_axis_of_ones_own_projects_on_the_difference_of_two_words(open_app) -> None:
    app = open_app("embeddings", embeddings_view="map", embeddings_method="axis", embeddings_find="film")
    header, arrays = component(app, "word_map")
    assert header["marks"] == [{"at": 0.0, "text": "bad"}, {"at": 1.0, "text": "good"}]
    glove = shared.glove()
    unit = {
        word: glove.vectors[glove.rows[word]] / np.linalg.norm(glove.vectors[glove.rows[word]])
        for word in ("bad", "good", "film")
    }
    line = unit["good"] - unit["bad"]
    place = (unit["film"] - unit["bad"]) @ line / (line @ line)
    assert arrays["points"][header["found"][0], 0] == pytest.approx(place, abs=1e-4)
    visit(app, "embeddings", axis_low="good")
    assert shown(app) == label("errors.axis_ends_same", "en", word="good")


def test_too_few_words_make_no_job(open_app, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    app = open_app("embeddings", embeddings_view="map")
    app.session_state["own_map"] = True
    app.run()
    app.text_area(key="embeddings_own_words").set_value("good film").run()
    next(b for b in app.button if b.label == label("embeddings.own_run", "en")).click().run()
    assert label("errors.map_too_few_words", "en", known=2, fewest=30) in shown(app)
    assert "embeddings_job" not in app.query_params


@pytest.mark.whole
def test_a_map_of_ones_own_takes_the_place_of_the_big_one(open_app, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    words = tmp_path / "words.txt"
    words.write_text(" ".join(f"word{n}" for n in range(36)), "utf-8")
    folder = jobs.reserve_folder()
    assert main([f"--words={words}", f"--output={folder / 'map.safetensors'}", "--methods=pca"]) == 0
    job = jobs.submit("core.topics.embeddings.word_map", ["--help"], kind="word_map", folder=folder)
    deadline = time.monotonic() + 60
    while not jobs.status(job).is_finished:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    app = open_app("embeddings", embeddings_view="map", embeddings_job=job, embeddings_method="pca")
    assert shown(app) == ""
    assert len(shared.own_map(folder / "map.safetensors").words) >= 30
    next(b for b in app.button if b.label == label("embeddings.back", "en")).click().run()
    assert "embeddings_job" not in app.query_params
