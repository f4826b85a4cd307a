"""How an accuracy's interval narrows with the sample, against Wilson's interval itself."""

import pytest

from core.nn.metrics import wilson_interval
from core.topics.workshop.concepts.sample_size import intervals_by_size


def test_the_first_row_is_the_sample_itself_and_the_last_the_largest() -> None:
    rows = intervals_by_size(7, 10, 300).tolist()
    assert rows[0] == pytest.approx([10, *wilson_interval(7, 10)])
    assert rows[-1] == pytest.approx([3000, *wilson_interval(2100, 3000)])


def test_each_size_stands_once_and_intervals_narrow_around_the_accuracy() -> None:
    sizes, lows, highs = intervals_by_size(7, 10, 300).T.tolist()
    assert sizes == sorted(set(sizes))
    assert all(size % 10 == 0 for size in sizes)
    widths = [high - low for low, high in zip(lows, highs, strict=True)]
    assert widths == sorted(widths, reverse=True)
    assert all(low < 0.7 < high for low, high in zip(lows, highs, strict=True))
