"""Which class is positive follows from what the names mean; what they leave open is told or asked."""

import pytest

from core.base.errors import SentiscopeError
from core.data.labels import PAIRS
from core.models.reading.class_order import ClassOrder, class_order, meaning

MEANT = [
    *[pair for pair in PAIRS if not pair[0][-1].isdigit()],
    ("good", "bad"),
    ("POSITIVE", "NEGATIVE"),
    ("Positive review", "Negative review"),
    ("positive (stars 4 and 5)", "negative (stars 1, 2 and 3)"),
    ("label_positive", "label_negative"),
    ("Positive-Sentiment", "Negative-Sentiment"),
    ("ｐｏｓｉｔｉｖｅ", "ｎｅｇａｔｉｖｅ"),
    ("positive", "not positive"),
    ("not bad", "bad"),
    ("recommended", "not_recommended"),
    ("favorable", "unfavorable"),
    ("satisfied", "dissatisfied"),
    ("happy", "unhappy"),
    ("positif", "négatif"),
    ("Positivo", "Negativo"),
    ("позитивный", "негативный"),
    ("ポジティブ", "ネガティブ"),
    ("긍정", "부정"),
    ("إيجابي", "سلبي"),
    ("正面评价", "负面评价"),
    ("非常好", "非常差"),
    ("好", "不好"),
    ("满意", "不满意"),
    ("推荐", "不推荐"),
    ("正向", "负向"),
    ("👍🏽", "👎🏽"),
    ("thumbs up", "thumbs down"),
    ("5 stars", "1 star"),
    ("5星", "1星"),
]


@pytest.mark.parametrize("names", MEANT)
def test_names_that_say_it_are_followed_in_either_order(names: tuple[str, str]) -> None:
    positive, negative = names
    assert class_order({0: positive, 1: negative}, "own") == ClassOrder(0, (positive, negative))
    assert class_order({0: negative, 1: positive}, "own") == ClassOrder(1, (negative, positive))


@pytest.mark.parametrize(
    "names",
    [("LABEL_0", "LABEL_1"), ("0", "1"), ("-1", "1"), ("-1", "+1"), ("class 1", "class 2"), ("0.0", "1.0")],
)
def test_names_that_only_count_are_a_guess_that_says_so(names: tuple[str, str]) -> None:
    lower, higher = names
    assert class_order({0: lower, 1: higher}, "own") == ClassOrder(1, names, guessed=True)
    assert class_order({0: higher, 1: lower}, "own") == ClassOrder(0, (higher, lower), guessed=True)


@pytest.mark.parametrize(
    "names",
    [
        ("ham", "spam"),
        ("true", "false"),
        ("not_hate", "hate"),
        ("positive", "neutral"),
        ("positive", "positive"),
        ("positive", "LABEL_1"),
        ("entailment", "not_entailment"),
        ("positively negative", "negative"),
        ("LABEL_0", "LABEL_0"),
        ("", ""),
        ("posture", "negligence"),
    ],
)
def test_anything_else_is_a_question(names: tuple[str, str]) -> None:
    with pytest.raises(SentiscopeError) as caught:
        class_order(dict(enumerate(names)), "own")
    assert caught.value.key == "model_classes_unclear"
    assert caught.value.parameters == {"name": "own", "first": names[0], "second": names[1]}


def test_what_somebody_says_counts() -> None:
    assert class_order({0: "ham", 1: "spam"}, "own", "HAM") == ClassOrder(0, ("ham", "spam"))
    assert class_order({0: "LABEL_0", 1: "LABEL_1"}, "own", "label_0") == ClassOrder(
        0, ("LABEL_0", "LABEL_1")
    )
    with pytest.raises(SentiscopeError, match="model_class_unknown"):
        class_order({0: "ham", 1: "spam"}, "own", "positive")


@pytest.mark.parametrize("count", [1, 3, 5])
def test_other_numbers_of_classes_are_refused(count: int) -> None:
    with pytest.raises(SentiscopeError, match="model_not_two_classes"):
        class_order({number: f"LABEL_{number}" for number in range(count)}, "other")


@pytest.mark.parametrize("name", ["", "neutral", "中性", "position", "label", "unlike"])
def test_a_name_of_neither_means_nothing(name: str) -> None:
    assert meaning(name) is None
