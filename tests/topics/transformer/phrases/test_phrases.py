"""Sentences and their translations: hand-made cases, and what holds of every one that is drawn."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.transformer.phrases.goods import some_goods
from core.topics.transformer.phrases.moments import DAYS_IN, some_date, some_moment, suffix
from core.topics.transformer.phrases.numbers import in_words, numeral, spoken
from core.topics.transformer.phrases.pieces import arrange, said, words_of
from core.topics.transformer.phrases.sentences import (
    LONGER,
    PARTS,
    TRAINED,
    draw,
    english_tokens,
    is_held_out,
    sentence,
)

EXACT = settings(deadline=None, derandomize=True, max_examples=60)
seeds = st.integers(0, 10**6)
VALUES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
ENGLISH = dict(
    zip(
        words_of(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        ),
        range(1, 20),
        strict=True,
    )
) | {
    word: 10 * n
    for n, word in enumerate(words_of("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}


def read_english(words: tuple[str, ...]) -> int:
    """A number that is said, read by another way than it was made."""
    total = group = 0
    for word in words:
        if word == "hundred":
            group *= 100
        elif word == "thousand":
            total, group = total + group * 1000, 0
        elif word != "and":
            group += ENGLISH[word]
    return total + group


def read_chinese(text: str) -> int:
    """A numeral, read by another way than it was made."""
    total = section = digit = 0
    for sign in text:
        if sign == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        elif sign in UNITS:
            section, digit = section + (digit or 1) * UNITS[sign], 0
        else:
            digit = VALUES[sign]
    return total + section + digit


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (5, "five", "五"),
        (12, "twelve", "十二"),
        (110, "one hundred and ten", "一百一十"),
        (205, "two hundred and five", "二百零五"),
        (2000, "two thousand", "两千"),
        (10_010, "ten thousand and ten", "一万零一十"),
        (12_300, "twelve thousand three hundred", "一万二千三百"),
        (20_005, "twenty thousand and five", "两万零五"),
        (305_000, "three hundred and five thousand", "三十万五千"),
    ],
)
def test_numbers_by_hand(number: int, english: str, chinese: str) -> None:
    phrase = in_words(number)
    assert (" ".join(phrase.english), phrase.translation) == (english, chinese)


def test_the_issue_of_twelve_hundred_and_five() -> None:
    phrase = in_words(1205, by_hundreds=True)
    assert " ".join(phrase.english) == "twelve hundred and five"
    assert phrase.translation == "一千二百零五"
    links = [(piece.text, set(piece.sure)) for piece in phrase.chinese]
    assert links == [("一", {0}), ("千", set()), ("二", {0}), ("百", {1}), ("零", set()), ("五", {3})]
    assert phrase.chinese[1].possible == {0, 1}


@EXACT
@given(st.integers(1, 999_999), st.booleans(), st.booleans())
def test_both_languages_say_the_number(number: int, conjunction: bool, hundreds: bool) -> None:
    words = tuple(word.text for word in spoken(number, conjunction, hundreds))
    assert read_english(words) == number
    assert read_chinese("".join(sign for sign, _ in numeral(number))) == number


@EXACT
@given(seeds, st.sampled_from(PARTS))
def test_every_link_leads_to_a_word_and_sure_ones_are_possible(seed: int, parts: int) -> None:
    phrase = sentence(Random(seed), parts)
    words = set(range(len(phrase.english)))
    for piece in phrase.chinese:
        assert len(piece.text) == 1
        assert piece.sure <= piece.possible <= words
        assert piece.possible, "a piece that stands for nothing"


@EXACT
@given(seeds)
def test_a_date_is_one_of_the_calendar_and_its_digits_come_from_its_words(seed: int) -> None:
    phrase = some_date(Random(seed))
    found = re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", phrase.translation)
    assert found
    month, day = int(found[2]), int(found[3])
    assert 1 <= day <= DAYS_IN[month - 1] + (month == 2)
    for piece in phrase.chinese:
        for word in piece.sure:
            if phrase.english[word].isdigit():
                assert phrase.english[word] == piece.text


@EXACT
@given(seeds)
def test_digits_that_are_typed_are_kept(seed: int) -> None:
    phrase = some_goods(Random(seed), alone=True)
    typed = [word for word in phrase.english if word.isdigit()]
    written = [piece.text for piece in phrase.chinese if piece.text.isdigit()]
    assert written == typed


@EXACT
@given(seeds)
def test_a_moment_goes_from_the_largest_to_the_smallest(seed: int) -> None:
    text = some_moment(Random(seed)).translation
    signs = [sign for sign in "年月日点" if sign in text]
    places = [text.replace("星期日", "星期七").index(sign) for sign in signs if sign != "日" or "月" in text]
    assert places == sorted(places)


def test_a_sentence_means_one_thing() -> None:
    found: dict[tuple[str, ...], str] = {}
    for phrase in draw("meaning", 4000):
        assert found.setdefault(phrase.english, phrase.translation) == phrase.translation


def test_held_out_sentences_are_never_learned_from() -> None:
    learned, held_out = draw("a", 300), draw("a", 60, held_out=True)
    assert not {phrase.english for phrase in learned} & {phrase.english for phrase in held_out}
    assert all(map(is_held_out, held_out))
    assert draw("a", 5) == learned[:5]
    lengths = [len(phrase.english) for phrase in learned]
    assert max(lengths) == TRAINED[1] < min(len(phrase.english) for phrase in draw("a", 30, words=LONGER))


@EXACT
@given(seeds)
def test_what_was_said_is_read_word_by_word_again(seed: int) -> None:
    words = list(sentence(Random(seed), 2).english)
    assert english_tokens(" ".join(words)) == words


def test_what_is_typed() -> None:
    typed = "At 9:30 p.m. on March 3rd, 1998!"
    assert english_tokens(typed) == ["at", *"9:30", "pm", "on", "march", "3", "rd", ",", *"1998"]
    assert english_tokens("Twenty-five apples for $1,205") == [
        "twenty",
        "five",
        "apples",
        "for",
        "$",
        *"1205",
    ]
    assert english_tokens("nine o’clock") == ["nine", "oclock"]
    assert english_tokens("  ") == []


def test_suffixes_of_days() -> None:
    assert tuple(suffix(day) for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)) == (
        words_of("st nd rd th th th th st nd rd st")
    )


def test_phrases_move_with_their_links() -> None:
    two, cups, of, tea = said("two", "两"), said("cups", "杯"), said("of"), said("tea", "茶")
    phrase = arrange([two, cups, of, tea], [tea, two, cups])
    assert phrase.translation == "茶两杯"
    assert [set(piece.sure) for piece in phrase.chinese] == [{3}, {0}, {1}]
