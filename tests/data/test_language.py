"""Which texts count as Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.language import is_chinese, written_in

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1)
LATIN = st.text("abcdefghij é", min_size=1)
NO_LETTERS = st.text("0123456789 ,.!?，。！？\n🙂")


def test_by_hand(subtests: pytest.Subtests) -> None:
    for text, chinese in (
        ("这部电影很好看", True),
        ("這間酒店環境不錯", True),
        ("iPhone 手机很好用", True),  # a Latin word counts as one
        ("𠮷野家很好", True),  # a character of the second plane
        ("15.4寸的键盘，爽！", True),
        ("the film 无间道 is a gripping story", False),
        ("film 好", False),
        ("最高の映画でした", False),
        ("東京の映画館", False),
        ("鲜の每日，真好喝", True),
        ("영화가 정말 좋았다", False),
        ("فيلم رائع", False),
        ("a fine film", False),
        ("123 !!! 🙂", False),
        ("", False),
    ):
        with subtests.test(text=text, chinese=chinese):
            assert is_chinese(text) is chinese


def test_which_of_our_languages_a_text_is_in(subtests: pytest.Subtests) -> None:
    for text, language in (
        ("a fine film", "en"),
        ("un café très drôle", "en"),  # the script alone is looked at
        ("the film 无间道 is a gripping story", "en"),
        ("“fine”", "en"),
        ("这部电影很好看", "zh"),
        ("iPhone 手机很好用", "zh"),
        ("Отличный фильм", None),
        ("最高の映画でした", None),
        ("영화가 정말 좋았다", None),
        ("👍👍 666！", None),
        ("123", None),
        ("", None),
    ):
        with subtests.test(text=text):
            assert written_in(text) == language


@given(HAN, NO_LETTERS)
def test_what_is_no_letter_changes_nothing(text: str, others: str) -> None:
    assert is_chinese(others + text + others)


@given(LATIN)
def test_latin_alone_never_is(text: str) -> None:
    assert not is_chinese(text)


@given(HAN, LATIN)
def test_more_han_never_makes_it_less_chinese(han: str, latin: str) -> None:
    assert is_chinese(f"{latin} {han}{han}") or not is_chinese(f"{latin} {han}")
