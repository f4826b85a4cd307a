"""Kinds of sentences, and what is done to them."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.labelled import Split
from core.experiments.record import Record
from core.models.catalog import COMPARED, MAIN_MODEL
from core.topics.predict.experiments.robustness import by_hand, groups, misspell, outcome

DEV = Split(
    [
        "it 's not bad .",
        "Nothing happens",
        "good , but long",
        "a knot of buttons",
        "however you see it , fine",
    ],
    [1, 0, 0, 1, 1],
)


def rows(name: str) -> list[str]:
    return next(group.rows.sentences for group in groups(DEV, 42) if group.name == name)


def test_negations_and_contrasts_are_words_not_letters() -> None:
    assert rows("negation") == ["it 's not bad .", "Nothing happens"]
    assert rows("contrast") == ["good , but long", "however you see it , fine"]


def test_short_and_long_are_all_of_dev() -> None:
    assert sorted(rows("short") + rows("long")) == sorted(DEV.sentences)
    assert max(len(s.split()) for s in rows("short")) < min(len(s.split()) for s in rows("long"))


def test_labels_stay_with_their_sentences() -> None:
    for group in groups(DEV, 42):
        if group.name in ("all", "capitals", "typos"):
            assert group.rows.labels == DEV.labels


@settings(deadline=None, derandomize=True)
@given(st.lists(st.text("abcdef'.", min_size=1, max_size=9), max_size=20), st.integers(0, 99))
def test_a_typo_swaps_two_inner_letters_and_nothing_else(words: list[str], seed: int) -> None:
    before = " ".join(words)
    after = misspell(before, random.Random(seed)).split()
    assert len(after) == len(words)
    touched = [(old, new) for old, new in zip(words, after, strict=True) if old != new]
    assert len(touched) <= max(1, len(words) // 5)
    for old, new in touched:
        assert (old[0], old[-1], sorted(old)) == (new[0], new[-1], sorted(new))
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 2


def test_sentences_by_hand_are_balanced_and_all_different() -> None:
    for group in by_hand():
        assert group.made
        assert sum(group.rows.labels) * 2 == len(group.rows) == len(set(group.rows.sentences))
    counts = {group.name: len(group.rows) for group in by_hand()}
    assert counts == {"plain": 54, "negated": 54, "but": 32}  # the page's text says so


def test_both_models_are_judged_on_every_kind(records: dict[str, Record]) -> None:
    models = records["robustness"].numbers["models"]
    assert list(models) == list(COMPARED)
    names = [group["group"] for group in models[MAIN_MODEL]]
    assert names[0] == "all"
    assert len(names) == len(set(names)) >= 8


def kind(name: str, right: int, count: int, changes: tuple[int, int] | None = None, made=False) -> dict:
    lost, gained = changes or (None, None)
    counts = {"sentences": count, "accuracy": right / count, "lost": lost, "gained": gained}
    return {"group": name, "made": made, **counts}


MADE = [kind(name, 5, 10, made=True) for name in ("plain", "negated", "but")]


@pytest.mark.parametrize(
    ("short", "typos", "verdict", "fallen"),
    [
        (399, (0, 60), "held", 0),
        (399, (8, 4), "undecided", 0),
        (399, (60, 10), "failed", 1),
        (300, (60, 10), "failed", 2),  # of the others 0.975 are right
    ],
)
def test_a_kind_that_surely_lies_lower_decides(
    short: int, typos: tuple[int, int], verdict: str, fallen: int
) -> None:
    right = 850 + typos[1] - typos[0]
    measured = [kind("all", 850, 1000), kind("short", short, 400), kind("typos", right, 1000, typos), *MADE]
    found, told = outcome({"models": {MAIN_MODEL: measured}})
    assert found == verdict
    assert (told["fallen"], told["kinds"], told["plain"]) == (fallen, 2, 0.5)
    assert told["whole"].value == 0.85
