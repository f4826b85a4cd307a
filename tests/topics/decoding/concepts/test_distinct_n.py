"""distinct-n by hand."""

from core.topics.decoding.concepts.distinct_n import distinct


def test_distinct_by_hand() -> None:
    assert distinct([[1, 2, 1, 2, 1]], 2) == 2 / 4
    assert distinct([[1, 2], [1, 2]], 1) == 0.5
    assert distinct([[1, 2], [3, 4]], 2) == 1
    assert distinct([[1]], 2) == 1
