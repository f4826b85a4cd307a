"""Near copies: the same pairs as comparing each text with every other."""

from hypothesis import given
from hypothesis import strategies as st

from core.data.near_copies import near_copies, shingles

texts = st.lists(st.text("ab c。好", max_size=24), max_size=12)


@given(texts, st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_no_pair_is_missed_and_none_is_made_up(some: list[str], alike: float) -> None:
    sets = [shingles(text) for text in some]
    expected = {
        (first, second)
        for second in range(len(some))
        for first in range(second)
        if sets[first] and sets[second]
        if len(sets[first] & sets[second]) >= alike * len(sets[first] | sets[second]) - 1e-9
    }
    assert set(near_copies(some, alike)) == expected


def test_shingles_by_hand() -> None:
    assert shingles("A-bc dEf!") == {"abcde", "bcdef"}
    assert shingles("Ok.") == {"ok"}
    assert shingles("!?") == frozenset()
