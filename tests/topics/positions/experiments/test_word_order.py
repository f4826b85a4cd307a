"""Shuffled sentences: what is counted, who can tell, and the verdict on hand-made numbers."""

import random

import pytest

from core.data.labelled import LabelledData, Split
from core.experiments.record import Record
from core.models.bag_of_words import BagOfWordsClassifier, without_pairs
from core.models.locate import locate
from core.topics.positions.experiments.word_order import _counts, _flips, outcome, shuffled

DEV = Split(["good one", "bad one", "fine", "dull"], [1, 0, 1, 0])
SAID = [[0.9, 0.1, 0.2, 0.3], [0.9, 0.8, 0.2, 0.6], [0.4, 0.9, 0.2, 0.3]]  # in order, then twice in disorder


def test_shuffling_keeps_the_words() -> None:
    sentence = "a gorgeous , witty , seductive movie ."
    made = shuffled(sentence, random.Random(1))
    assert made != sentence
    assert sorted(made.split()) == sorted(sentence.split())


def test_counts_of_right_answers_and_kept_verdicts() -> None:
    made = _counts([0, 1, 2, 3], DEV, SAID)
    assert made["ordered"]["accuracy"] == 0.75
    assert made["shuffled"]["accuracy"] == pytest.approx((1 + 1) / 8)
    assert made["kept"] == 4 / 8


def test_flips_were_right_in_order_and_the_most_often_wrong_come_first() -> None:
    mixed = [["one good", "one bad", "fine", "dull"]] * 2
    made = list(_flips(DEV, mixed, SAID))
    assert [one["sentence"] for one in made] == ["bad one", "good one", "dull"]
    assert [one["share"] for one in made] == [1.0, 0.5, 0.5]
    assert (made[0]["before"], made[0]["after"]) == (0.1, 0.9)


def test_single_words_cannot_tell_and_pairs_can() -> None:
    bag = BagOfWordsClassifier(locate("bag-of-words").folder, "bag-of-words")
    both = ["not good , but bad", "not bad , but good"]  # the same words
    first, second = (outcome.probability for outcome in without_pairs(bag).classify(both))
    assert first == pytest.approx(second, abs=1e-12)
    first, second = (outcome.probability for outcome in bag.classify(both))
    assert abs(first - second) > 0.01


def test_lengths_add_up(records: dict[str, Record], data: LabelledData) -> None:
    for groups in records["word_order"].numbers["models"].values():
        whole, *rest = groups
        assert whole["sentences"] == sum(group["sentences"] for group in rest) == len(data.dev)


def numbers(disorder: float) -> dict:
    shuffled = {"accuracy": disorder, "interval": [disorder - 0.03, disorder + 0.03]}
    main = {"ordered": {"accuracy": 0.9}, "shuffled": shuffled, "kept": 0.8}
    other = {"ordered": {"accuracy": 0.8, "interval": [0.76, 0.84]}}
    models = {"sst2-minilm": [main], "bag-of-words": [other], "single-words": [other]}
    return {"sentences": 10, "shuffles": 2, "models": models}


@pytest.mark.parametrize(
    ("disorder", "verdict"), [(0.74, "held"), (0.76, "undecided"), (0.84, "undecided"), (0.86, "failed")]
)
def test_verdict_asks_whether_disorder_is_surely_no_better(disorder: float, verdict: str) -> None:
    found, told = outcome(numbers(disorder))
    assert found == verdict
    assert (told["lead"].high - told["lead"].value) == pytest.approx(5)  # points; √(3² + 4²)
