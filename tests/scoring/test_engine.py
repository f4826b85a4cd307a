"""The engine: order, packing, and the same answers as one text at a time."""

import csv
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.base.settings import ASSETS
from core.models.classifiers import load_classifier
from core.models.prediction import Prediction
from core.scoring.engine import MOST_CHARACTERS, MOST_TEXTS, PlainScorer, packed, score_texts
from tests.scoring.support import CUT_FROM, FakeClassifier, probability_of

texts_to_score = st.lists(st.text(max_size=60).filter(str.strip) | st.sampled_from(["good", "bad"]))


@settings(deadline=None)
@given(texts_to_score)
def test_any_texts_keep_order_and_values(texts: list[str]) -> None:
    classifier, settled = FakeClassifier(), []
    scores = score_texts(PlainScorer(classifier), texts, settled.append)
    assert scores.probability.dtype == np.float32
    assert scores.probability.tolist() == [np.float32(probability_of(text)) for text in texts]
    assert scores.cut.tolist() == [False] * len(texts)
    assert sum(settled) == len(texts)
    batch_texts = [text for batch in classifier.batches for text in batch]
    assert sorted(batch_texts) == sorted(set(texts))  # each text is read once


@settings(deadline=None)
@given(st.lists(st.integers(1, 3 * MOST_CHARACTERS), max_size=80))
def test_batches_are_of_like_length_and_bounded(lengths: list[int]) -> None:
    found = list(packed(lengths, MOST_TEXTS, MOST_CHARACTERS))
    assert [lengths[index] for batch in found for index in batch] == sorted(lengths)
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        assert 1 <= len(batch) <= MOST_TEXTS
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= MOST_CHARACTERS


def test_cut_texts_are_told_apart() -> None:
    texts = ["x" * (CUT_FROM + 1), "short", "x" * CUT_FROM]
    assert score_texts(PlainScorer(FakeClassifier()), texts).cut.tolist() == [True, False, False]


def test_a_model_that_answers_nan_is_an_error() -> None:
    class Broken(FakeClassifier):
        def classify(self, sentences: list[str]) -> list[Prediction]:
            return [Prediction(text, (math.nan, math.nan), math.nan, ()) for text in sentences]

    with pytest.raises(SentiscopeError) as caught:
        score_texts(PlainScorer(Broken()), ["good"])
    assert caught.value.key == "scoring_not_a_number"


@pytest.mark.parametrize("name", ["sst2-minilm", "bag-of-words"])
def test_shipped_models_say_the_same_of_a_batch_and_of_one_text(name: str) -> None:
    with open(ASSETS / "samples" / "reviews.csv", encoding="utf-8", newline="") as file:
        texts = [row["review"] for row in csv.DictReader(file) if row["review"]][:55]
    texts += ["good", " ".join(texts[:12]), texts[0], "很好看，推荐", "😀 !"]
    random.Random(42).shuffle(texts)
    classifier = load_classifier(name)
    alone = [classifier.classify([text])[0].probability for text in texts]
    together = score_texts(PlainScorer(classifier), texts).probability
    assert len(texts) == 60
    assert together.tolist() == pytest.approx(alone, abs=1e-5)
    assert max(alone) - min(alone) > 0.5
