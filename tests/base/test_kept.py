"""What is kept: no more than its bound, and the one used last longest."""

from hypothesis import given
from hypothesis import strategies as st

from core.base.kept import Kept


def test_the_one_not_used_for_longest_goes_first() -> None:
    kept: Kept[str] = Kept(2)
    kept.put("a", "A")
    kept.put("b", "B")
    assert kept.get("a") == "A"
    kept.put("c", "C")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")


def test_what_is_too_heavy_is_not_kept() -> None:
    kept: Kept[str] = Kept(3, weight=len)
    kept.put("a", "long")
    assert kept.get("a") is None


@given(st.lists(st.tuples(st.integers(0, 5), st.text(max_size=9))))
def test_the_weights_never_exceed_the_bound(puts: list[tuple[int, str]]) -> None:
    kept: Kept[str] = Kept(12, weight=len)
    for key, value in puts:
        kept.put(key, value)
        assert sum(len(kept.get(other) or "") for other in range(6)) <= 12
        assert kept.get(key) == value
