"""Which classes a model has, and from when on it is sure: by its card, else by their number."""

import json
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.models.catalog import MAIN_MODEL
from core.models.classes.known import Classes, classes_of, threshold_of
from tests.fakes import write_tiny_classifier

THREE = {0: "books", 1: "dvd", 2: "kitchen"}


@pytest.mark.parametrize(
    ("classes", "threshold"), [(2, 0.8), (3, 0.67), (4, 0.57), (5, 0.5), (6, 0.5), (20, 0.5)]
)
def test_four_times_the_odds_of_a_guess(classes: int, threshold: float) -> None:
    assert threshold_of(classes) == threshold


def test_the_card_says_more_than_the_number(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "three", labels=THREE)
    names = ("books", "dvd", "kitchen")
    assert classes_of(str(folder)) == Classes(names, 0.67)
    card = folder / "model_card.json"
    card.write_text(json.dumps({"review": {"threshold": 0.41}}))
    assert classes_of(str(folder)) == Classes(names, 0.41)
    for wrong in ({"threshold": "0.4"}, {"threshold": 0}, {"threshold": 1.01}, {"threshold": True}, [0.4]):
        card.write_text(json.dumps({"review": wrong}))
        with pytest.raises(SentiscopeError) as caught:
            classes_of(str(folder))
        assert caught.value.key == "card_unreadable"


def test_negative_and_positive_are_no_others(tmp_path: Path) -> None:
    spam = write_tiny_classifier(tmp_path / "spam", labels={0: "ham", 1: "spam"})
    two = write_tiny_classifier(tmp_path / "two", labels={0: "negative", 1: "positive"})
    assert classes_of(str(spam)) == Classes(("ham", "spam"), 0.8)
    for model, positive in ((str(two), None), (str(spam), "ham"), (MAIN_MODEL, None), (None, None)):
        assert classes_of(model, positive) is None
    assert classes_of(str(tmp_path / "nowhere")) is None
