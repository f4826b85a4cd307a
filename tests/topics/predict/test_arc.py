"""The arc: where sentences end, and where the verdict turns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.topics.predict.arc import MOST, parts_of, sentences_of, sharpest_turn


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It begins well. Then it drags!  Why?", ["It begins well.", "Then it drags!", "Why?"]),
        ("slow , but good . i liked it", ["slow , but good .", "i liked it"]),
        ('He said "no." I left (early.) Fine', ['He said "no."', "I left (early.)", "Fine"]),
        (
            "Mr. Lee and J. Doe act. It cost 3.50 in v1.2.",
            ["Mr. Lee and J. Doe act.", "It cost 3.50 in v1.2."],
        ),
        ("房间很大。早餐太差！！下次不来了……", ["房间很大。", "早餐太差！！", "下次不来了……"]),
        ("他说：“很好。”我不信", ["他说：“很好。”", "我不信"]),
        ("A title\n\nIts text\r\nends", ["A title", "Its text", "ends"]),
        ("... Well. 👍 !!! Next", ["... Well. 👍 !!!", "Next"]),
        ("no stop at all", ["no stop at all"]),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


@given(st.text(alphabet="ab .!?…。！\n\r”'👍M r", max_size=200))
def test_no_sign_is_left_out(text: str) -> None:
    assert "".join("".join(sentences_of(text)).split()) == "".join(text.split())
    found = sentences_of(text)
    assert len(found) <= 1 or all(any(map(str.isalnum, sentence)) for sentence in found)


@given(st.integers(1, 400), st.integers(1, 80))
def test_neighbours_share_a_part_where_there_are_many(count: int, most: int) -> None:
    text = " ".join(f"Number {number}." for number in range(count))
    parts = parts_of(text, most)
    assert " ".join(parts) == text
    assert len(parts) <= most
    assert count > most or len(parts) == count


def test_a_run_of_stops_is_looked_at_once() -> None:
    """Looked at from each of its signs it would take ten thousand times as long."""
    assert sentences_of("!" * 200_000 + "a") == ["!" * 200_000 + "a"]
    assert len(parts_of("a. " * 60_000)) <= MOST


def test_the_sharpest_turn_is_the_largest_step() -> None:
    assert sharpest_turn([0.9, 0.8, 0.1, 0.6]) == 2
    assert sharpest_turn([0.5, 0.5]) == 1
