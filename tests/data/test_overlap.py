"""No judged sentence among those learned from."""

import pytest

from core.data.labelled import LabelledData, Split
from core.data.overlap import clean, normal, without
from core.data.sst2 import ABOUT


@pytest.mark.parametrize("text", ["So slow .", "so  slow", "SO-SLOW!", "so slow"])
def test_spelling_does_not_hide_a_sentence(text: str) -> None:
    assert normal(text) == "soslow"


def test_without_keeps_the_order() -> None:
    assert without(["b", "a .", "c", "A"], ["a"]) == [0, 2]


def test_clean_takes_dev_sentences_out_of_train_only() -> None:
    train = Split(["bad", "a bad film", "cool . "], [0, 0, 1])
    dev = Split(["bad .", "cool"], [0, 1])
    cleaned = clean(LabelledData(train, dev, "folder", ABOUT, 2))
    assert (cleaned.train.sentences, cleaned.train.labels) == (["a bad film"], [0])
    assert (cleaned.dev, cleaned.held_out) == (dev, 2)
