"""A student of half the layers: where it begins, what it learns from, and the verdict by hand."""

from pathlib import Path

import pytest
import torch

from core.data.labelled import Split
from core.experiments.record import Record
from core.models.loading import load_network
from core.models.transformer import TransformerClassifier
from core.topics.inside.experiments.exit_student import answers, outcome, student_of
from tests.experiments.support import QuietProgress


def test_the_student_begins_at_every_second_layer(tiny_classifier_folder: Path) -> None:
    network = load_network(tiny_classifier_folder)
    student = student_of(network)
    assert len(student.bert.encoder.layer) == student.config.num_hidden_layers == 1
    assert len(network.bert.encoder.layer) == network.config.num_hidden_layers == 2
    own, whole = student.state_dict(), network.state_dict()
    assert all(torch.equal(own[name], whole[name]) for name in own)
    with torch.no_grad():
        next(student.parameters()).add_(1)
    assert not torch.equal(next(student.parameters()), next(network.parameters()))  # a copy


def test_the_teacher_s_answers_are_the_network_s_probabilities(tiny_classifier_folder: Path) -> None:
    classifier = TransformerClassifier(tiny_classifier_folder, "tiny")
    texts, progress = ["a good film", "dull", "not very good"], QuietProgress(3)
    said = answers(classifier, Split(texts, [1, 0, 0]), progress)  # type: ignore[arg-type]
    own = [prediction.probability for prediction in classifier.classify(texts)]
    assert said[:, classifier.positive].tolist() == pytest.approx(own, abs=1e-5)
    assert progress.done == 3


def numbers(lost: int, gained: int) -> dict:
    names = ("whole", "exits", "student")
    readers = [{"reader": name, "same": 900, "accuracy": 0.9, "interval": [0.88, 0.92]} for name in names]
    counts = {"lost": lost, "gained": gained, "chance": 0.5, "readers": readers, "computed": 0.5}
    sizes = {"sentences": 1000, "held_out": 500, "phrases": 60, "epochs": 3, "layers": 3, "whole_layers": 6}
    return {**sizes, **counts}


@pytest.mark.parametrize(
    ("lost", "gained", "verdict"), [(5, 40, "held"), (10, 15, "undecided"), (40, 5, "failed")]
)
def test_right_answers_decide(lost: int, gained: int, verdict: str) -> None:
    found, told = outcome(numbers(lost, gained))
    assert found == verdict
    assert told["lead"].value == pytest.approx(100 * (gained - lost) / 1000)
    assert told["same_student"].value == 0.9


def test_a_small_measurement_adds_up(records: dict[str, Record]) -> None:
    made = records["exit_student"].numbers
    assert (made["layers"], made["whole_layers"]) == (1, 2)
    rights = {one["reader"]: one["accuracy"] * made["sentences"] for one in made["readers"]}
    assert rights["exits"] - rights["student"] == pytest.approx(made["gained"] - made["lost"])
    assert {one["reader"]: one["same"] for one in made["readers"]}["whole"] == made["sentences"]
