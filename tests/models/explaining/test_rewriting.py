"""Changed sentences, and that a model judges them as it judges any text."""

import re

import pytest

from core.models.classifiers import load_classifier
from core.models.explaining.read_sentence import read_sentence
from core.models.explaining.rewriting import judge_of, rewritten
from core.models.explaining.words import words_of
from core.nn.attribution.flips import Change, one_word_flips


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ([], "Slow, but  not bad."),
        ([Change(0, "Long")], "Long, but  not bad."),
        ([Change(0, None)], ", but  not bad."),
        ([Change(3, None)], "Slow, but bad."),
        ([Change(3, None), Change(5, "!"), Change(4, "good")], "Slow, but good!"),
    ],
)
def test_a_sentence_is_rewritten_in_place(changes: list[Change], text: str) -> None:
    sentence = "Slow, but  not bad."
    spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]", sentence)]
    assert rewritten(sentence, words_of(sentence, spans, [False] * 6), tuple(changes)) == text


def test_deletion_at_the_start_takes_the_blank_behind() -> None:
    sentence = "not bad"
    assert rewritten(sentence, words_of(sentence, [(0, 3), (4, 7)], [False] * 2), (Change(0, None),)) == "bad"


@pytest.mark.parametrize("name", ["sst2-minilm", "sst2-lstm", "bag-of-words"])
def test_versions_are_judged_as_their_texts(name: str) -> None:
    model = load_classifier(name)
    reading = read_sentence(model, "a dull film")
    found = one_word_flips(judge_of(model, reading), reading.difference, [[], ["wonderful", "slow"], []])
    for one in found.tried:
        text = rewritten(reading.sentence, reading.words, one.changes)
        negative, positive = model.classify([text])[0].logits
        assert one.difference == pytest.approx(positive - negative, abs=1e-5)
    assert (Change(1, "wonderful"),) in [one.changes for one in found.flips]
