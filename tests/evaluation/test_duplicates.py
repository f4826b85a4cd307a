"""Copies with other labels, by hand."""

import numpy as np
import pytest

from core.evaluation.duplicates import duplicates, shared, shared_rows

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


def test_what_two_files_share_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    here = ["Good pan", LONG, "only here", "", "good  pan!"]
    there = ["GOOD PAN", "", f"{LONG}!!", "good pan.", f"so: {LONG}", "only there"]
    labels, others = np.array([1, 1, 0, 0, -1], np.int8), np.array([1, 0, 1, 0, 0, 0], np.int8)
    found = shared(here, labels, there, others)
    # Of two equal rows there the one with another label counts; a row without label contradicts none.
    assert found.exact == ((0, 3), (1, 2), (4, 0))
    assert (found.near, found.differing) == ((), ((0, 3),))
    assert found.rows == [0, 1, 4]
    nearly = shared([f"{LONG} and so on", LONG], labels[:2], [f"Well, {LONG}"], others[4:5])
    assert (nearly.exact, nearly.near) == ((), ((0, 0), (1, 0)))
    assert nearly.differing == ((0, 0), (1, 0))
    monkeypatch.setattr("core.evaluation.duplicates.MOST_NEAR", 2)
    long = shared(here, labels, there, others)
    assert (long.exact, long.near, long.was_near) == (found.exact, (), False)
