"""Windows: which pieces each reads, and how what they say becomes one verdict."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from core.models.reading.windows import RULES, joined, overlap_of

LOGITS = np.array([[1.0, 3.0], [4.0, 0.0], [0.0, 1.0]])
LENGTHS = [10, 10, 4]


def spans(count: int, room: int, overlap: int) -> list[range]:
    """Which of a text's pieces each window reads: all are full but the last, and every piece is in one.

    A text that fits is one window, also where it has no piece at all. Raises ValueError for an overlap as
    large as the window's `room`.
    """
    if not 0 <= overlap < room:
        raise ValueError(f"windows of {room} cannot share {overlap}")
    starts = range(0, max(1, count - overlap), room - overlap)
    return [range(start, min(start + room, count)) for start in starts]


def in_windows(
    pieces: Sequence[int], window: int, before: Sequence[int], after: Sequence[int]
) -> list[list[int]]:
    """A text's pieces in windows of at most `window` tokens, the special ones of each included.

    Raises ValueError where special tokens leave no room for a piece.
    """
    room = window - len(before) - len(after)
    return [
        [*before, *pieces[span.start : span.stop], *after]
        for span in spans(len(pieces), room, overlap_of(room))
    ]


def test_windows_share_pieces_until_the_last_is_read() -> None:
    assert spans(10, 4, 1) == [range(4), range(3, 7), range(6, 10)]
    assert spans(11, 4, 1) == [range(4), range(3, 7), range(6, 10), range(9, 11)]
    assert spans(4, 4, 1) == [range(4)]
    assert spans(5, 4, 0) == [range(4), range(4, 5)]
    assert spans(0, 4, 1) == [range(0)]


@pytest.mark.parametrize(("room", "overlap"), [(4, 4), (0, 0), (4, -1)])
def test_windows_that_never_get_on_are_refused(room: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="cannot share"):
        spans(10, room, overlap)


@given(st.integers(0, 3000), st.integers(1, 600), st.data())
def test_every_piece_is_read_in_order(count: int, room: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, room - 1))
    found = spans(count, room, overlap)
    assert sorted({piece for span in found for piece in span}) == [*range(count)]
    assert all(len(span) == room for span in found[:-1])
    shared = [len(range(after.start, before.stop)) for before, after in pairwise(found)]
    assert shared == [overlap] * (len(found) - 1)
    assert (len(found) == 1) == (count <= room)


@given(st.integers(1, 300), st.integers(3, 80))
def test_the_tokenizers_library_cuts_the_same_windows(count: int, window: int) -> None:
    tokenizer = numbers()
    ids = [*range(3, count + 3)]
    tokenizer.enable_truncation(window, stride=overlap_of(window - 2))
    whole = tokenizer.encode(" ".join(map(str, ids)))
    expected = [whole.ids, *(rest.ids for rest in whole.overflowing)]
    assert in_windows(ids, window, [0], [1]) == expected


def numbers() -> Any:
    """A tokenizer whose words are numbers, each its own id, between two special tokens."""
    vocabulary = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, **{str(number): number for number in range(3, 310)}}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        "[CLS] $A [SEP]", special_tokens=[("[CLS]", 0), ("[SEP]", 1)]
    )
    return tokenizer


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("mean", [5 / 3, 4 / 3]),
        ("ends", [0.5, 2.0]),
        ("weighted", [(10 + 40 + 0) / 24, (30 + 0 + 4) / 24]),
        ("strongest", [4.0, 0.0]),
    ],
)
def test_windows_are_joined_as_worked_out_by_hand(rule: Any, expected: list[float]) -> None:
    assert joined(LOGITS, LENGTHS, rule) == pytest.approx(expected)


def test_the_strongest_of_three_classes_leads_the_next_by_most() -> None:
    logits = np.array([[9.0, 8.5, 0.0], [0.0, 2.0, 0.5], [0.0, 0.5, 2.0]])
    assert joined(logits, [1, 1, 1], "strongest").tolist() == [0.0, 2.0, 0.5]  # of two equals the first


@given(st.lists(st.floats(-30, 30, width=32), min_size=2, max_size=6), st.integers(1, 512))
def test_a_single_window_says_it_alone_whatever_the_rule(logits: list[float], length: int) -> None:
    only = np.array([logits], np.float32)
    for rule in RULES:
        assert joined(only, [length], rule).tobytes() == only[0].tobytes()


@given(
    st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=1, max_size=8),
    st.floats(-5, 5),
    st.sampled_from(RULES),
)
def test_no_rule_leaves_the_range_of_its_windows(
    rows: list[tuple[float, float]], shift: float, rule: Any
) -> None:
    logits, lengths = np.array(rows), [7 + number for number in range(len(rows))]
    margins = logits[:, 1] - logits[:, 0]
    found = joined(logits, lengths, rule)
    assert margins.min() - 1e-9 <= found[1] - found[0] <= margins.max() + 1e-9
    moved = joined(logits + shift, lengths, rule)  # softmax does not see a constant
    assert moved[1] - moved[0] == pytest.approx(found[1] - found[0], abs=1e-6)
