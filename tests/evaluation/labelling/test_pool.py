"""A pool: which rows, their vectors against scikit-learn and transformers, written and read."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from core.base.errors import SentiscopeError
from core.evaluation.labelling.__main__ import MakePool
from core.evaluation.labelling.pool_files import POOL_FILE, chosen_rows, read_pool
from core.evaluation.labelling.vectors import network_vectors, word_vectors
from core.jobs import cli
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.nn.terms import words
from tests.evaluation.support import write

PLACES = ("kitchen", "garden", "cellar", "attic", "garage")
TEXTS = [f"number {row} in the {PLACES[row % 5]} is {'fine' if row % 2 else 'broken'}" for row in range(30)]


def test_equal_and_blank_texts_are_asked_once_or_not_at_all() -> None:
    texts = ["A b!", "", "a  B", *TEXTS, "?"]
    assert chosen_rows(texts, 0) == [0, *range(3, 33)]
    some = chosen_rows(texts, 0, most=25)
    assert len(some) == 25
    assert some == sorted({*some}) == chosen_rows(texts, 0, most=25)
    assert some != chosen_rows(texts, 1, most=25)
    with pytest.raises(SentiscopeError, match="labelling_few_rows"):
        chosen_rows(TEXTS[:19], 0)


def test_word_vectors_keep_the_angles_between_texts() -> None:
    weights = TfidfVectorizer(analyzer=words, min_df=2, sublinear_tf=True).fit_transform(TEXTS)
    found = word_vectors(TEXTS)
    width = found.shape[1]
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.sqrt(width), abs=1e-5)
    # Few words have as many dimensions as are kept, but for one: nearly nothing of an angle is lost.
    assert np.abs(found @ found.T / width - (weights @ weights.T).toarray()).max() < 0.1
    assert word_vectors(["one", "two", ""]).tolist() == [[0], [0], [0]]


def test_network_vectors_are_what_the_classifier_reads() -> None:
    some = ["A charming film.", "dull", "It isn't as good as the book, which I loved."]
    heard: list[int] = []
    vectors = network_vectors(some, MAIN_MODEL, heard.append)
    classifier = load_classifier(MAIN_MODEL)
    weight, bias = (
        getattr(classifier.network.classifier, name).detach().numpy() for name in ("weight", "bias")
    )
    logits = vectors @ weight.T + bias
    expected = [one.logits for one in classifier.classify(some)]
    assert logits == pytest.approx(np.array(expected), abs=1e-4)
    assert sum(heard) == 3


def test_the_command_makes_a_pool_that_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.csv", "review", *TEXTS, TEXTS[0])
    folder = tmp_path / "pool"
    arguments = [str(path), "--features", "words", "-o", str(folder)]
    assert cli.main(MakePool, arguments, "x") == 0
    stored = read_pool(folder)
    assert (stored.texts, stored.numbers, stored.rows) == (TEXTS, [*range(1, 31)], 31)
    assert stored.pool.vectors == pytest.approx(word_vectors(TEXTS), abs=1e-6)
    (folder / POOL_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(SentiscopeError, match="labelling_pool_damaged"):
        read_pool(folder)
    assert cli.main(MakePool, [str(write(tmp_path / "b.csv", "review", "x")), "-o", str(folder)], "x") == 1
    assert "20" in capsys.readouterr().err
