"""Counts and label metrics, held against scikit-learn."""

import json
import random

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from core.scoring.counts import Agreement, Counts
from core.scoring.outcome import Outcome


def test_every_count() -> None:
    counts = Counts()
    for outcome, label in (
        (Outcome(0.9, "", False, windows=3), "1"),
        (Outcome(0.6, "", True), "neg"),
        (Outcome(0.1, "text_cut", True, True), ""),
        (Outcome(0.2, "too_many_cells", True, True), "long film"),
        (Outcome(None, "empty_text", True), "1"),
    ):
        counts.add(outcome, label)
    assert counts.summary() == {
        "rows": 5,
        "scored": 4,
        "positive": 2,
        "needs_review": 4,
        "cut": 2,
        "in_windows": 1,
        "problems": {"empty_text": 1, "text_cut": 1, "too_many_cells": 1},
        "labels": {
            "accuracy": 0.5,
            "f1": pytest.approx(2 / 3),
            "true_positive": 1,
            "false_positive": 1,
            "false_negative": 0,
            "true_negative": 0,
            "labelled": 2,
            "unknown": 1,
        },
    }
    metrics = counts.metrics(1.23456)
    assert (metrics["problems"], metrics["seconds"], metrics["accuracy"]) == (3, 1.235, 0.5)
    assert all(isinstance(value, int | float) for value in metrics.values())


def test_without_labels_there_is_no_accuracy() -> None:
    counts = Counts()
    counts.add(Outcome(0.9, "", False), "")
    assert counts.summary()["labels"] == {}
    assert counts.metrics(1.0).keys() == {"rows", "scored", "positive", "needs_review", "problems", "seconds"}


def test_counts_of_parts_add_up_also_when_they_were_stored() -> None:
    """A run that is taken up again counts on from what its parts wrote."""
    outcomes = [
        (Outcome(0.9, "", False), "1"),
        (Outcome(0.6, "text_cut", True, True), "neg"),
        (Outcome(None, "empty_text", True), "what"),
    ]
    whole, sum_of_parts = Counts(), Counts()
    for outcome, label in outcomes:
        part = Counts()
        for counts in (whole, part):
            counts.add(outcome, label)
        sum_of_parts.include(Counts.from_dict(json.loads(json.dumps(part.as_dict()))))
    assert sum_of_parts.summary() == whole.summary()
    assert whole.rows == 3


def test_f1_of_no_positives_is_zero() -> None:
    assert Agreement(np.array([[3, 0], [0, 0]])).as_dict()["f1"] == 0.0


@pytest.mark.parametrize("size", [1, 10, 500])
def test_metrics_are_those_of_scikit_learn(size: int) -> None:
    generator, counts = random.Random(size), Counts()
    labels = [generator.randint(0, 1) for _ in range(size)]
    probabilities = [generator.random() for _ in range(size)]
    for label, probability in zip(labels, probabilities, strict=True):
        counts.add(
            Outcome(probability, "", False), generator.choice(["负面", "0"] if not label else ["正面", "POS"])
        )
    predictions = [int(probability >= 0.5) for probability in probabilities]
    assert counts.agreement.accuracy == pytest.approx(accuracy_score(labels, predictions), abs=1e-12)
    assert counts.agreement.f1 == pytest.approx(f1_score(labels, predictions, zero_division=0), abs=1e-12)
    expected = confusion_matrix(labels, predictions, labels=[0, 1])
    assert counts.agreement.counts.tolist() == expected.tolist()


def test_a_neutral_nought_is_no_label() -> None:
    counts = Counts()
    for label in ("1", "0", "-1"):
        counts.add(Outcome(0.9, "", False), label, zero_is_neutral=True)
    assert counts.agreement.counts.tolist() == [[0, 1], [0, 1]]
    assert counts.labels_unknown == 1
