"""What is done with whatever people type."""

import pytest

from core.base.errors import SentiscopeError
from core.models.text_checks import MAX_CHARACTERS, notes_on, readable


def test_nothing_to_read(subtests: pytest.Subtests) -> None:
    for text in ("", " ", "\t\n\r", "\u00a0\u2003\u3000", "\x00\x1b\x7f", "\u200b\u200e\ufeff"):
        with subtests.test(text=text), pytest.raises(SentiscopeError, match="text_empty"):
            readable(text)


def test_anything_visible_is_read_as_it_is(subtests: pytest.Subtests) -> None:
    for text in ("a", " . ", "🙂", "很好", "<script>alert(1)</script>", "\x00a"):
        with subtests.test(text=text):
            assert readable(text) == text


def test_very_long_text_is_cut_and_says_so() -> None:
    text = "a" * (MAX_CHARACTERS + 1)
    assert len(readable(text)) == MAX_CHARACTERS
    assert notes_on(text) == ("note_characters_cut",)
    assert notes_on(text[:-1]) == ()


def test_note_on_other_scripts(subtests: pytest.Subtests) -> None:
    for text, foreign in (
        ("a fine film", False),
        ("un café très drôle", False),
        ("这部电影很好看", True),
        ("فيلم رائع", True),
        ("סרט נהדר", True),
        ("Отличный фильм", True),
        ("the film 无间道 is a gripping story", False),
        ("🙂 !!! 123", False),
        ("", False),
    ):
        with subtests.test(text=text, foreign=foreign):
            assert ("note_not_english" in notes_on(text)) is foreign


def test_note_of_a_chinese_model(subtests: pytest.Subtests) -> None:
    for text, foreign in (
        ("这部电影很好看", False),
        ("iPhone手机很好用", False),
        ("a fine film", True),
        ("فيلم", True),
        ("123！", False),
    ):
        with subtests.test(text=text, foreign=foreign):
            assert notes_on(text, languages=("zh",)) == (("note_not_chinese",) if foreign else ())


def test_note_where_neither_of_two_languages_is_met(subtests: pytest.Subtests) -> None:
    for text, foreign in (
        ("这部电影很好看", False),
        ("a fine film", False),
        ("这部 film 很好看", False),
        ("Отличный фильм", True),
        ("とてもよかった", True),
    ):
        with subtests.test(text=text, foreign=foreign):
            notes = notes_on(text, languages=("en", "zh"))
            assert notes == (("note_not_both",) if foreign else ())


def test_of_a_model_of_unknown_languages_no_script_is_foreign() -> None:
    assert notes_on("Отличный фильм", languages=()) == ()


def test_note_on_unknown_pieces(subtests: pytest.Subtests) -> None:
    for unknown, read, noted in ((0, 4, False), (1, 4, False), (2, 4, True), (0, 0, False)):
        with subtests.test(unknown=unknown, read=read, noted=noted):
            assert ("note_unknown" in notes_on("film", unknown, read)) is noted


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert readable("a\ud800b") == "a?b"
