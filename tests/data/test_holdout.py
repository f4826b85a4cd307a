"""The held-out split: no fragment of a held-out sentence stays in train."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.data.holdout import Finder, full_sentences, hold_out, prepared
from core.data.labelled import LabelledData, Split
from core.data.sst2 import ABOUT

TRAIN = Split(
    [
        "a fine film .",
        "a fine film",
        "film",
        "films",
        "so dull , so long",
        "dull ",
        "a fine film .",
        "not dull",
    ],
    [1, 1, 1, 1, 0, 0, 1, 1],
)
DATA = LabelledData(TRAIN, Split(["dev"], [1]), "folder", ABOUT)
WORDS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=6).map(" ".join)


def test_full_sentences_are_part_of_no_other_row() -> None:
    assert [TRAIN.sentences[n] for n in full_sentences(TRAIN)] == [
        "a fine film .",
        "films",
        "so dull , so long",
        "not dull",
    ]


def test_whole_words_only() -> None:
    finder = Finder(["two films ."])
    assert finder.holds("films .")
    assert not finder.holds("film")
    assert not finder.holds("two .")


@given(st.lists(WORDS, min_size=3, max_size=30), st.integers(0, 99))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_nothing_leaks(rows: list[str], seed: int) -> None:
    data = LabelledData(Split(rows, [len(row) % 2 for row in rows]), DATA.dev, "folder", ABOUT)
    most = len(full_sentences(data.train)) - 1
    if most < 1:
        return
    split = hold_out(data, most, seed)
    assert len(split.dev) == most
    padded = [f" {sentence} " for sentence in split.dev.sentences]
    assert not [row for row in split.train.sentences if any(f" {row} " in sentence for sentence in padded)]
    labels = dict(zip(rows, data.train.labels, strict=True))
    assert all(labels[s] == label for s, label in zip(split.dev.sentences, split.dev.labels, strict=True))


def test_what_is_judged_is_not_learned_held_out_or_not() -> None:
    spelt = LabelledData(TRAIN, Split(["Films!"], [1]), "folder", ABOUT)
    assert prepared(spelt).train.sentences == [text for text in TRAIN.sentences if text != "films"]
    assert prepared(spelt).dev == spelt.dev
    assert prepared(spelt, 2) == hold_out(spelt, 2)  # nothing else is spelt like the two held out


def test_seed_decides() -> None:
    draws = {tuple(hold_out(DATA, 2, seed).dev.sentences) for seed in range(20)}
    assert len(draws) > 1
    assert hold_out(DATA, 2, 7) == hold_out(DATA, 2, 7)


@pytest.mark.parametrize("count", [0, -1, 4, 100])
def test_too_many_or_too_few(count: int) -> None:
    with pytest.raises(SentiscopeError) as caught:
        hold_out(DATA, count, 42)
    assert caught.value.key == "data_holdout"
