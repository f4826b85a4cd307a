"""Copies with other labels, by hand."""

import numpy as np

from core.evaluation.duplicates import duplicates, shared_rows

LONG = "The blender broke after two weeks and nobody at the shop wanted to hear about it at all"


def test_contradicting_copies_by_hand() -> None:
    texts = ["Good pan.", "good   pan", "Good pan!", LONG, f"{LONG}!!", f"So: {LONG}", "", "", "other"]
    labels = np.array([1, 0, 1, 1, 1, 0, 0, 1, 0], np.int8)
    found = duplicates(texts, labels)
    assert found.repeated == 3
    assert found.exact == ((0, 1), (1, 2))
    assert found.near == ((3, 5),)


def test_rows_without_label_contradict_nothing() -> None:
    found = duplicates(["a b", "a b", "a b"], np.array([1, -1, 1], np.int8))
    assert (found.repeated, found.exact) == (2, ())


def test_rows_shared_by_two_files() -> None:
    assert shared_rows(["One", "two!", ""], ["TWO", "", "three"]).tolist() == [1]
