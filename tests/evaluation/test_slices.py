"""Slices: planted faults are found, noise is not, and the corrections are the library's."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from core.evaluation.scored import Scored
from core.evaluation.slices import benjamini_hochberg, halves, search_slices, worse_than_elsewhere
from core.evaluation.traits import column_slices, text_slices
from tests.evaluation.support import scored

WORDS = [f"{a}{b}" for a in "bdfgklmnprstv" for b in ("ale", "one", "ust", "ire")]


def texts_of(rows: int, generator: np.random.Generator) -> list[str]:
    return [" ".join(generator.choice(WORDS, 8)) for _ in range(rows)]


def rows_with(
    wrong: NDArray[np.bool_], texts: list[str], columns: dict[str, list[str]] | None = None
) -> Scored:
    """Rows that are all positive, and called negative where they are `wrong`."""
    return scored([1] * len(texts), np.where(wrong, 0.1, 0.9).tolist(), texts=texts, columns=columns)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_benjamini_hochberg_is_scipys(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p, method="bh"))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=60))
def test_the_test_of_a_slice_is_fishers(pairs: list[tuple[bool, bool]]) -> None:
    members, right = np.array(pairs).T
    table = [[(members & ~right).sum(), (members & right).sum()]]
    table.append([(~members & ~right).sum(), (~members & right).sum()])
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    found = worse_than_elsewhere([members], right, np.ones(len(pairs), np.bool_))
    assert found.tolist() == pytest.approx([expected])


def test_a_planted_fault_is_found_with_its_rows() -> None:
    generator = np.random.default_rng(0)
    texts = texts_of(800, generator)
    faulty = np.array(["bale" in text.split() for text in texts])
    wrong = generator.random(800) < np.where(faulty, 0.4, 0.08)
    found = search_slices(rows_with(wrong, texts))
    best = found.suspects[0]
    assert (best.slice.kind, best.slice.value) == ("word", "bale")
    assert best.is_confirmed
    assert (best.slice.members == faulty).all()
    assert best.rows == faulty.sum()
    assert best.accuracy.low < 0.6 < best.accuracy.high


def test_a_planted_fault_of_a_column_and_of_negation_is_found() -> None:
    generator = np.random.default_rng(1)
    texts = [f"{text} not" if row % 3 == 0 else text for row, text in enumerate(texts_of(900, generator))]
    source = [("shop", "forum", "mail")[row % 7 % 3] for row in range(900)]
    chance = 0.05 + 0.3 * (np.arange(900) % 3 == 0) + 0.3 * (np.array(source) == "mail")
    found = search_slices(rows_with(generator.random(900) < chance, texts, {"source": source}))
    confirmed = {
        (one.slice.kind, one.slice.name, one.slice.value) for one in found.suspects if one.is_confirmed
    }
    assert ("column", "source", "mail") in confirmed
    assert ("trait", "negation", "") in confirmed or ("word", "", "not") in confirmed


@pytest.mark.whole
def test_of_pure_noise_at_most_one_search_in_twenty_confirms_anything() -> None:
    """200 files of which errors fall on rows at random. Five in a hundred are allowed, by chance up to 17."""
    generator = np.random.default_rng(2)
    confirmed = looked = 0
    for _ in range(200):
        texts = texts_of(240, generator)
        found = search_slices(rows_with(generator.random(240) < 0.2, texts))
        confirmed += any(one.is_confirmed for one in found.suspects)
        looked += found.looked_at
    assert looked > 200 * 15
    assert confirmed <= stats.binom.ppf(0.975, 200, 0.05)


def test_a_small_file_says_that_it_is_too_small() -> None:
    texts = texts_of(30, np.random.default_rng(3))
    assert search_slices(rows_with(np.arange(30) % 2 == 0, texts)).is_too_small
    few_errors = search_slices(
        rows_with(np.arange(400) < 9, [*texts_of(399, np.random.default_rng(4)), "not"])
    )
    assert few_errors.is_too_small
    assert few_errors.suspects == ()
    assert few_errors.parts  # what every file has is shown all the same


def test_a_model_that_errs_everywhere_is_no_error() -> None:
    texts = [*texts_of(199, np.random.default_rng(5)), "not"]
    found = search_slices(rows_with(np.ones(200, np.bool_), texts))
    assert found.suspects == ()
    assert not found.is_too_small
    assert {part.accuracy.value for part in found.parts} == {0}


def test_halves_part_the_rows() -> None:
    rows = np.arange(101) % 4 > 0
    first, second = halves(rows, seed=1)
    assert (first.sum(), second.sum()) == (37, 38)
    assert not (first & second).any()
    assert ((first | second) == rows).all()
    assert (halves(rows, seed=1)[0] == first).all()
    assert (halves(rows, seed=2)[0] != first).any()


def test_traits_by_hand() -> None:
    texts = ["It isn't GOOD, NOT at all!", "但是不错？", "fine", "5 stars but slow", "", "I could care less"]
    found = {
        (one.kind, one.name, one.value): np.flatnonzero(one.members).tolist()
        for one in text_slices(texts, frozenset(["fine", "i", "could", "care"]))
    }
    assert found["trait", "negation", ""] == [0, 1]
    assert found["trait", "contrast", ""] == [1, 3]
    assert found["trait", "question", ""] == [1]
    assert found["trait", "exclamation", ""] == [0]
    assert found["trait", "capitals", ""] == [0]
    assert found["trait", "number", ""] == [3]
    assert found["trait", "unknown", ""] == [0, 1, 3, 5]
    assert found["language", "", "zh"] == [1]
    assert found["language", "", ""] == [4]
    lengths = [rows for (kind, _, _), rows in found.items() if kind == "length"]
    assert sorted(chain.from_iterable(lengths)) == list(range(6))


def test_columns_by_value_and_dates_by_month() -> None:
    columns = {
        "shop": ["a", "b", "a", ""],
        "when": ["2024-03-01", "2024-03-31T10:00", "2024/4/2", ""],
        "id": ["1", "1", "1", "1"],
    }
    found = [(one.kind, one.name, one.value, one.members.tolist()) for one in column_slices(columns)]
    assert found == [
        ("column", "shop", "a", [True, False, True, False]),
        ("column", "shop", "b", [False, True, False, False]),
        ("month", "when", "2024-03", [True, True, False, False]),
        ("month", "when", "2024-04", [False, False, True, False]),
    ]
    many = {"id": [str(row) for row in range(31)]}
    assert list(column_slices(many)) == []
