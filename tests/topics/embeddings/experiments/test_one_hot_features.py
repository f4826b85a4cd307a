"""Features by hand, and what lets the two claims about vectors fail."""

from pathlib import Path

import numpy as np
import pytest

from core.data.labelled import Split
from core.experiments.record import Record
from core.models.word_vectors import WordVectors
from core.topics.embeddings.experiments import distance_concentration as crowding
from core.topics.embeddings.experiments import one_hot_features as features

VECTORS = WordVectors(["good", "bad"], np.array([[1, 0], [0, 1]], dtype=np.float32))


def test_means_leave_out_unknown_words() -> None:
    made = features.means(["good bad", "Good film", "unknown"], VECTORS, VECTORS.vectors)
    assert made.tolist() == [[0.5, 0.5], [1, 0], [0, 0]]


def labelled(count: int) -> Split:
    """Phrases whose class only one word tells: half of them have it, in any order."""
    rng = np.random.default_rng(count)
    labels = rng.permutation(np.arange(count) % 2).tolist()
    fillers = rng.choice(["film", "plot", "cast", "scene"], size=(count, 2)).tolist()
    return Split(
        [" ".join([*two, "good" if one else "bad"]) for two, one in zip(fillers, labels, strict=True)], labels
    )


@pytest.mark.parametrize("kind", ["one_hot", "glove"])
def test_a_word_that_tells_the_class_is_learned(kind: str) -> None:
    task = features.Task(labelled(60), labelled(40), 0)
    assert features.accuracy(task, features.features(kind, task, VECTORS)) == 1


def test_words_that_tell_nothing_are_as_good_as_a_coin() -> None:
    task = features.Task(labelled(60), labelled(40), 0)
    unknown = WordVectors(["film"], np.ones((1, 2), dtype=np.float32))
    assert features.accuracy(task, features.features("glove", task, unknown)) < 0.7


def point(*accuracies: float) -> dict:
    return {"rows": 9, "accuracy": sum(accuracies) / len(accuracies), "all": list(accuracies)}


@pytest.mark.parametrize(
    ("dense", "sparse", "verdict"),
    [
        ([0.6, 0.61], [0.5, 0.51], "held"),
        ([0.6, 0.4], [0.5, 0.5], "undecided"),
        ([0.4, 0.41], [0.5, 0.51], "failed"),
    ],
)
def test_with_few_labels_the_draws_must_agree(dense: list, sparse: list, verdict: str) -> None:
    many = {"one_hot": point(0.8), "glove": point(0.7), "random": point(0.6)}
    few = {"one_hot": point(*sparse), "glove": point(*dense), "random": point(0.5, 0.5)}
    numbers = {"sentences": 900, "curves": {kind: [few[kind], many[kind]] for kind in features.KINDS}}
    assert features.outcome(numbers)[0] == verdict


def test_contrast_must_fall_at_every_step(records: dict[str, Record]) -> None:
    numbers = records["distance_concentration"].numbers
    *before, last = numbers["contrasts"]["glove"]
    trained = {
        **last,
        "asking": [10 * contrast for contrast in last["asking"]],
    }  # the tests' are random
    numbers = {**numbers, "contrasts": {**numbers["contrasts"], "glove": [*before, trained]}}
    verdict, told = crowding.outcome(numbers)
    assert verdict == "held"
    assert told["after"].low < told["after"].value < told["before"].low
    contrasts = {**numbers["contrasts"], "gaussian": numbers["contrasts"]["gaussian"][::-1]}
    assert crowding.outcome({**numbers, "contrasts": contrasts})[0] == "failed"


def test_glove_has_no_contrast_beyond_its_width(records: dict[str, Record], tmp_path: Path) -> None:
    contrasts = records["distance_concentration"].numbers["contrasts"]
    assert max(p["dimension"] for p in contrasts["glove"]) == 50 < contrasts["gaussian"][-1]["dimension"]
