"""Sentences with one part exchanged: made of known parts only, new, and the same for the same seed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.augmentation import MOST_WORDS, exchanged
from core.data.labelled import Split

WORDS = st.lists(st.sampled_from([*"abcd", "."]), min_size=1, max_size=8).map(" ".join)


def split(*rows: str) -> Split:
    return Split(list(rows), [1] * len(rows))


def test_a_part_gives_its_place_to_another_with_the_same_first_word() -> None:
    train = split("it is a fine film .", "a fine film", "a bore", "the plot", "fine film", "of course")
    assert exchanged(train, 5) == ["it is a bore ."]


def test_where_a_part_ends_with_a_full_stop_so_does_the_other() -> None:
    train = split("we saw a film .", "a film", "a film .", "a bore", "a bore .")
    assert set(exchanged(train, 9)) == {"we saw a bore ."}  # by "a film" as well as by "a film ."


def test_a_whole_sentence_is_no_part_of_itself() -> None:
    assert exchanged(split("a film", "a long bore"), 3) == []


def test_without_phrases_there_is_nothing_to_exchange() -> None:
    assert exchanged(split("good", "bad"), 3) == exchanged(split(), 3) == []


def test_seed_decides() -> None:
    rows = [f"{start} the {noun} {end}" for start in "abc" for noun in "xyz" for end in "pqr"]
    rows += [f"the {noun}" for noun in "xyz"] + ["the big w", "the old v"]
    train = split(*rows)
    assert exchanged(train, 12, seed=1) == exchanged(train, 12, seed=1) != exchanged(train, 12, seed=2)
    assert exchanged(train, 30)[:12] == exchanged(train, 12)  # asking for more begins with the same


@given(st.lists(WORDS, max_size=40), st.integers(0, 20), st.integers(0, 99))
@settings(deadline=None, derandomize=True, max_examples=80)
def test_each_is_a_sentence_with_one_part_exchanged(rows: list[str], count: int, seed: int) -> None:
    train = split(*rows)
    made = exchanged(train, count, seed)
    assert len(made) <= count
    assert len(set(made)) == len(made)
    assert not set(made) & {" ".join(row.split()) for row in rows}
    phrases = {tuple(row.split()) for row in rows}
    for sentence in made:
        words = tuple(sentence.split())
        assert len(words) <= MOST_WORDS
        assert any(comes_of(words, phrase, phrases) for phrase in phrases)


def comes_of(words: tuple[str, ...], phrase: tuple[str, ...], phrases: set[tuple[str, ...]]) -> bool:
    """True if some part of `phrase` and some part of `words`, both phrases, are all that differs."""
    for start in range(len(phrase)):
        for end in range(start + 2, len(phrase) + 1):
            rest = len(phrase) - end
            part = words[start : len(words) - rest]
            same = words[:start] == phrase[:start] and words[len(words) - rest :] == phrase[end:]
            if same and part in phrases and phrase[start:end] in phrases and part[0] == phrase[start]:
                return True
    return False
