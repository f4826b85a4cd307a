"""A picture's texts: looked up when asked for, filled only where they name a parameter."""

import pytest

from core.app.texts import Texts

TEXTS = {"a.b_title": "“{word}” of {count}", "a.b_hover": "%{x}: %{y}", "a.b_x": "position"}


def t(key: str, **parameters: object) -> str:
    return TEXTS[key].format(**parameters) if parameters else TEXTS[key]


def test_texts_are_found_by_the_last_part_of_their_key() -> None:
    texts = Texts(t, "a.b", word="film", count=3)
    assert texts["title"] == "“film” of 3"
    assert texts["x"] == "position"


def test_plotly_s_own_marks_are_left_alone() -> None:
    assert Texts(t, "a.b", word="film", count=3)["hover"] == "%{x}: %{y}"


def test_texts_of_other_families_come_first() -> None:
    texts = Texts(t, "a.b", {"title": "given", "lstm": "LSTM"})
    assert (texts["title"], texts["lstm"]) == ("given", "LSTM")


def test_unknown_part_is_an_error() -> None:
    with pytest.raises(KeyError):
        Texts(t, "a.b")["y"]
