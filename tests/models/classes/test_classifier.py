"""A model of three classes against the library's own forward pass."""

from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.classes.classifier import has_other_classes, load_classes
from core.models.classifiers import load_classifier
from core.models.loading import load_network, load_tokenizer
from tests.fakes import write_tiny_classifier

TEXTS = ["the film is good .", "a slow and dull story", "witty"]
THREE = {0: "books", 1: "dvd", 2: "kitchen"}


def test_probabilities_are_the_librarys(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "three", labels=THREE)
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    found = load_classes(str(folder)).classify(TEXTS)
    for text, prediction in zip(TEXTS, found, strict=True):
        with torch.inference_mode():
            logits = network(**tokenizer([text], return_tensors="pt")).logits[0]
        assert prediction.logits == pytest.approx(tuple(logits.tolist()), abs=1e-5)
        assert prediction.probabilities == pytest.approx(tuple(logits.softmax(-1).tolist()), abs=1e-6)
        assert prediction.word == THREE[int(logits.argmax())]
    assert [one.sentence for one in found] == TEXTS


def test_pages_for_two_classes_say_so(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "three", labels=THREE)
    with pytest.raises(SentiscopeError) as raised:
        load_classifier(str(folder))
    assert raised.value.key == "model_not_two_classes"


@pytest.mark.parametrize(
    ("labels", "other"),
    [
        (THREE, True),
        ({0: "spam", 1: "ham"}, True),
        ({0: "negative", 1: "positive"}, False),
        ({0: "LABEL_0", 1: "LABEL_1"}, False),  # guessed, as ever
    ],
)
def test_which_classes_are_others(tmp_path: Path, labels: dict[int, str], other: bool) -> None:
    folder = write_tiny_classifier(tmp_path / "model", labels=labels)
    assert has_other_classes(folder, "model") is other


def test_a_folder_without_classes_has_no_others(tmp_path: Path) -> None:
    assert not has_other_classes(tmp_path, "nothing")


def test_a_long_text_is_read_whole(tmp_path: Path) -> None:
    classifier = load_classes(str(write_tiny_classifier(tmp_path / "three", labels=THREE)))
    long = " ".join(["a fine film"] * (2 * classifier.max_tokens))
    whole, start = classifier.classify([long])[0], classifier.classify_start([long])[0]
    assert whole.windows > 1
    assert whole.cut == 0
    assert start.windows == 1
    assert start.cut > 0
    assert sum(whole.probabilities) == pytest.approx(1)
