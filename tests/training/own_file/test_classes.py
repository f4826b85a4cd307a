"""The class words of a file, by hand."""

import pytest

from core.base.errors import SentiscopeError
from core.training.own_file.classes import MOST_CLASSES, classes_of, is_sentiment


def column(*words: str, times: int = 6) -> list[str]:
    return [word for word in words for _ in range(times)]


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        (("1", "0"), ("negative", "positive")),
        (("1", "-1"), ("negative", "positive")),
        (("pos", "neg"), ("neg", "pos")),
        (("好评", "差评"), ("差评", "好评")),
        (("positive", "neutral", "negative"), ("negative", "neutral", "positive")),
        (("正面", "中性", "负面"), ("负面", "中性", "正面")),
        (("5", "3", "1", "2", "4"), ("1", "2", "3", "4", "5")),
        (("10", "9"), ("9", "10")),
        (("kitchen", "books"), ("books", "kitchen")),
    ],
)
def test_words_in_their_order(words: tuple[str, ...], classes: tuple[str, ...]) -> None:
    named, labels = classes_of(column(*words), "label")
    assert named == classes
    assert len(set(labels)) == len(words)


def test_a_word_is_spelt_as_most_rows_spell_it() -> None:
    cells = [*column("Good", times=5), "GOOD ", "ｇood", *column("bad")]
    classes, labels = classes_of(cells, "label")
    assert classes == ("bad", "Good")
    assert labels == [*[1] * 7, *[0] * 6]


def test_blank_cells_and_rare_words_are_no_class() -> None:
    classes, labels = classes_of([*column("a", "b"), "", "typo"], "label")
    assert classes == ("a", "b")
    assert labels[-2:] == [-1, -1]


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        (["", " "], "own_file_no_labels"),
        (column("good"), "own_file_one_class"),
        ([*column("good"), "bad"], "own_file_one_class"),
        (column(*map(str, range(200))), "own_file_many_classes"),
        (list(map(str, range(200))), "own_file_many_classes"),
    ],
)
def test_no_classes_to_learn(cells: list[str], key: str) -> None:
    with pytest.raises(SentiscopeError) as raised:
        classes_of(cells, "label")
    assert raised.value.key == key


def test_as_many_classes_as_allowed() -> None:
    assert len(classes_of(column(*map(str, range(MOST_CLASSES))), "label")[0]) == MOST_CLASSES


def test_two_classes_of_sentiment() -> None:
    assert is_sentiment(("negative", "positive"))
    assert is_sentiment(("差评", "好评"))
    assert not is_sentiment(("positive", "negative"))  # in the other order the outputs would not agree
    assert not is_sentiment(("books", "kitchen"))
    assert not is_sentiment(("negative", "neutral", "positive"))
