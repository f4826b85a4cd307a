"""A text's beginning: whole up to the limit, with a mark beyond it."""

from core.base.shortened import shortened


def test_a_text_is_whole_up_to_the_limit_and_marked_beyond() -> None:
    assert [shortened(text, 3) for text in ("", "abc", "abcd")] == ["", "abc", "abc…"]
