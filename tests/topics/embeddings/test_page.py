"""Embeddings: every part and view in both languages, unknown words, other scripts, a map of one's own.

A tiny stand-in of sixty words takes GloVe's place, so that these tests need no weights package.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import jobs
from core.app.page import PARTS
from core.base.errors import SentiscopeError
from core.base.i18n import label
from core.models import word_vectors
from core.models.locate import Located
from core.topics.embeddings.views import shared
from core.topics.embeddings.word_map import main
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
VIEWS = ("onehot", "distance", "neighbours", "map", "context")
SENTENCE = "a great film , not dull ."


@pytest.fixture(autouse=True)
def tiny_glove(monkeypatch: pytest.MonkeyPatch, tiny_glove_folder: Path) -> Iterator[None]:
    monkeypatch.setattr(word_vectors, "locate", lambda name: Located(name, tiny_glove_folder, "package"))
    shared.glove.clear()
    yield
    shared.glove.clear()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS[1:])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("embeddings", lang=language, embeddings_part=part, sentence=SENTENCE)
    assert app.title[0].value == label("pages.embeddings.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_in_both_languages(open_app, view: str, language: str) -> None:
    app = open_app("embeddings", lang=language, embeddings_view=view, sentence=SENTENCE)
    assert shown(app) == ""
    assert len(app.get("plotly_chart")) >= 1


@pytest.mark.parametrize(
    ("language", "parameters", "key", "told"),
    [
        ("en", {"embeddings_word": "filmm"}, "word_unknown", {"word": "filmm", "close": "film"}),
        ("zh", {"embeddings_word": "电影"}, "word_unknown_at_all", {"word": "电影"}),
        ("zh", {"embeddings_sum": "king - manx"}, "word_unknown", {"word": "manx", "close": "man"}),
        ("en", {"embeddings_sum": "+ -"}, "words_none", {}),
    ],
)
def test_unknown_words_are_told_with_close_spellings(
    open_app, language: str, parameters: dict, key: str, told: dict
) -> None:
    app = open_app("embeddings", lang=language, embeddings_view="neighbours", **parameters)
    assert shown(app) == label(f"errors.{key}", language, **told)


@pytest.mark.parametrize(
    ("part", "sentence", "key"),
    [
        ("see", "这部电影", "words_unknown"),
        ("compute", "\u200b", "text_empty"),
        ("code", "qq", "words_unknown"),
    ],
)
def test_a_sentence_without_known_words_is_told(open_app, part: str, sentence: str, key: str) -> None:
    app = open_app("embeddings", embeddings_part=part, sentence=sentence)
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
    assert shown(open_app("embeddings")) == label("errors.model_needs_package", "en", name="glove")
    assert shown(open_app("embeddings", embeddings_view="map")) == ""


def test_too_few_words_make_no_job(open_app, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    app = open_app("embeddings", embeddings_view="map")
    app.session_state["own_map"] = True
    app.run()
    app.text_area(key="embeddings_own_words").set_value("good film").run()
    next(b for b in app.button if b.label == label("embeddings.own_run", "en")).click().run()
    assert label("errors.map_too_few_words", "en", known=2, fewest=30) in shown(app)
    assert "embeddings_job" not in app.query_params


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
