"""Models that several pages share: loaded once, warm before anyone looks at the clock."""

import pytest

from core.app.models import cached_models
from core.data.example_sentences import DEFAULT


class Classifier:
    def __init__(self) -> None:
        self.read: list[list[str]] = []

    def classify(self, sentences: list[str]) -> list[str]:
        self.read.append(sentences)
        return ["answer"] * len(sentences)


@pytest.mark.parametrize(
    ("load", "by"),
    [("load_classifier", "classifier"), ("load_quick_classifier", "quick_classifier")],
)
def test_the_first_pass_is_no_visitors(monkeypatch: pytest.MonkeyPatch, load: str, by: str) -> None:
    """It takes many times as long as those after it, and would be told as the model's time."""
    model = Classifier()
    monkeypatch.setattr(f"core.models.classifiers.{load}", lambda name, **_: model)
    opened = getattr(cached_models, by).__wrapped__("cold")
    assert opened is model
    assert model.read == [[DEFAULT]]
