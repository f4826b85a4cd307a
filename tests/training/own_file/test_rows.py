"""Cleaning and setting aside: by hand, and properties over any file."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.data.near_copies import near_copies
from core.training.own_file.rows import clean
from core.training.own_file.split import set_aside, split_of

LONG = "The blender broke after two weeks and nobody at the shop wanted to hear about it at all"
NAMES = ["alder", "birch", "cedar", "dogwood", "elder", "fir", "ginkgo", "hazel", "ivy", "juniper"]
ROWS = [(f"{NAMES[n % 10]} under {NAMES[n // 10 + 3]} {n}", "ab"[n % 2]) for n in range(40)]


def cleaned(*more: tuple[str, str]):
    rows = [*ROWS, *more]
    texts, cells = zip(*rows, strict=True)
    return clean(range(1, len(rows) + 1), texts, cells, "label")


def test_what_is_left_out_by_hand() -> None:
    found = cleaned(
        ("", "a"),  # 41
        (" \u200b", "b"),  # 42
        ("no label", " "),  # 43
        ("Same!", "a"),  # 44
        ("same", "a"),  # 45: repeats 44
        ("torn", "a"),  # 46
        ("Torn.", "b"),  # 47
        ("a typo", "aa"),  # 48
        (LONG, "a"),  # 49
        (f"So: {LONG}", "b"),  # 50
        ("👍", "a"),  # 51: no letters, and a text all the same
    )
    told = found.cleaned
    assert (told.read, told.empty, told.unlabelled, told.repeated) == (51, 2, 1, 1)
    assert told.contradicting == ((46, 47),)
    assert told.near_contradicting == ((49, 50),)
    assert told.rare == {"aa": 1}
    assert found.numbers == [*range(1, 41), 44, 49, 50, 51]
    assert found.groups[-3] == found.groups[-2]  # near copies, whatever their labels


@pytest.mark.parametrize("rows", [ROWS[:5], ROWS[:18], [("one", "a")] * 20 + [("two", "b")] * 20])
def test_too_few_rows(rows: list[tuple[str, str]]) -> None:
    texts, cells = zip(*rows, strict=True)
    with pytest.raises(SentiscopeError) as raised:
        clean(range(len(rows)), texts, cells, "label")
    assert raised.value.key in {"own_file_few_rows", "own_file_one_class"}


def test_a_quarter_of_each_class_is_set_aside() -> None:
    rows = cleaned()
    sides = set_aside(rows, seed=0)
    assert [split_of(rows, sides.held_out).labels.count(label) for label in (0, 1)] == [5, 5]
    assert sides == set_aside(rows, seed=0)
    assert sides != set_aside(rows, seed=1)


WORDS = ["red", "green", "blue", "one", "two", "three", "four", "five", "six"]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9)


@given(st.lists(st.tuples(words.map(" ".join), st.sampled_from("ab")), max_size=40), st.integers(0, 3))
def test_no_copy_is_on_both_sides(more: list[tuple[str, str]], seed: int) -> None:
    rows = cleaned(*more)
    sides = set_aside(rows, seed)
    assert sorted([*sides.train, *sides.held_out]) == list(range(len(rows)))
    aside = np.isin(range(len(rows)), sides.held_out)
    assert aside.any()
    assert not aside.all()
    assert all(aside[one] == aside[other] for one, other in near_copies(rows.texts))
