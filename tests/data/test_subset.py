"""A part of the training phrases."""

from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.data.sst2 import load_sst2
from core.data.subset import draw


def test_the_same_phrases_in_file_order_with_their_labels(small_sst2: Path) -> None:
    whole = load_sst2(small_sst2)
    part = draw(whole, 20)
    assert part == draw(whole, 20)
    assert (len(part.train), part.drawn, part.dev) == (20, 20, whole.dev)
    known = dict(zip(whole.train.sentences, whole.train.labels, strict=True))
    assert [known[sentence] for sentence in part.train.sentences] == part.train.labels
    rows = [whole.train.sentences.index(sentence) for sentence in part.train.sentences]
    assert rows == sorted(set(rows)) != list(range(20))


def test_more_than_there_are_is_all(small_sst2: Path) -> None:
    whole = load_sst2(small_sst2)
    assert draw(whole, 60) is whole
    assert draw(whole, 10**9) is whole


@pytest.mark.parametrize("size", [0, -5])
def test_no_phrases_are_refused(small_sst2: Path, size: int) -> None:
    with pytest.raises(SentiscopeError) as caught:
        draw(load_sst2(small_sst2), size)
    assert caught.value.parameters["option"] == "train-size"
