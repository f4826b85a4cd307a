"""Exits are taken by themselves where they were judged to keep the verdicts, and only there."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import BF16, FP32, INT8, NAMES
from core.scoring.backends.choice import choose_engine, fast_for
from core.scoring.backends.exits.admission import admitted
from core.scoring.backends.exits.heads import Head, read_exits, write_exits
from core.scoring.backends.exits.kept import kept
from core.scoring.backends.model_fingerprint import fingerprint_of
from tests.fakes import write_tiny_classifier

DEV = 0.92


def judged(labels: float, long: float, dev: float) -> dict[str, Any]:
    return {
        "short": {"same_labels": labels},
        "long": {"same_labels": long},
        "dev": {"same_labels": 1.0, "accuracy": dev},
    }


FOUND = {
    FP32: judged(0.995, 0.995, DEV - 0.0034),
    BF16: judged(0.999, 0.994, DEV),  # too many long texts
    INT8: judged(0.999, 0.999, DEV + 0.0036),  # better on dev is another answer, too
}


@pytest.fixture
def classifier(tmp_path: Path) -> TransformerClassifier:
    folder = write_tiny_classifier(tmp_path / "tiny")
    return TransformerClassifier(folder, "tiny")


def write(classifier: TransformerClassifier, **record: Any) -> None:
    width = 3 * classifier.network.config.hidden_size
    parts = np.zeros(width), np.ones(width), np.ones((width, 4)), np.zeros(4), np.ones(4), np.zeros(1)
    arrays = [part.astype(np.float32) for part in parts]
    head = Head(1, *arrays, thresholds=dict.fromkeys(NAMES, (1.0,) * 3))
    model = {"model_sha256": fingerprint_of(classifier.folder)}
    write_exits(classifier.folder, (head,), {**model, **record})


def test_the_bounds_decide(classifier: TransformerClassifier) -> None:
    assert admitted(classifier.folder) == frozenset()  # no exits
    write(classifier)
    assert admitted(classifier.folder) == frozenset()  # nobody judged them
    write(classifier, agreement={"dev_accuracy": DEV, "backends": FOUND})
    assert admitted(classifier.folder) == {FP32}
    write(classifier, agreement={"dev_accuracy": DEV, "backends": FOUND}, model_sha256="other weights")
    assert admitted(classifier.folder) == frozenset()
    (classifier.folder / "exits.json").write_text(json.dumps({"agreement": 3}))
    assert admitted(classifier.folder) == frozenset()


@pytest.mark.parametrize("worse", [None, "short", "long"])
def test_each_language_has_to_keep_the_bounds(classifier: TransformerClassifier, worse: str | None) -> None:
    languages = {"en": DEV + 0.01, "zh": DEV - 0.01}
    found = judged(0.999, 0.999, DEV)
    for kind, each in found.items():
        same = 0.994 if kind == worse else 0.995
        each["languages"] = {
            "en": {"same_labels": 1.0, "accuracy": languages["en"]},
            "zh": {"same_labels": same, "accuracy": languages["zh"] - (0.004 if kind == worse else 0.003)},
        }
    agreement = {"dev_accuracy": DEV, "dev_accuracies": languages, "backends": {FP32: found}}
    write(classifier, agreement=agreement)
    assert admitted(classifier.folder) == ({FP32} if worse is None else frozenset())
    del found["long"]["languages"]["zh"]  # nobody judged it
    write(classifier, agreement=agreement)
    assert admitted(classifier.folder) == frozenset()


def test_by_itself_a_run_takes_what_is_admitted(classifier: TransformerClassifier) -> None:
    write(classifier, agreement={"dev_accuracy": DEV, "backends": FOUND})
    sha256 = read_exits(classifier.folder, fingerprint_of(classifier.folder)).sha256
    # There is no record of the backends, so that float32 alone is chosen by itself.
    assert choose_engine(classifier, None, 1, [], 0, fast=None).exits == sha256
    assert choose_engine(classifier, None, 1, [], 0, fast=False).exits is None
    assert choose_engine(classifier, FP32, 1, [], 0, fast=None).exits is None  # asked for as it is
    assert choose_engine(classifier, BF16, 1, [], 0, fast=True).exits == sha256


def test_what_is_kept_is_made_once(tmp_path: Path) -> None:
    made = []

    def make() -> dict[str, np.ndarray]:
        made.append(1)
        return {"p": np.arange(3.0)}

    for about in (["one"], ["one"], ["two"]):
        assert kept(tmp_path / "kept", about, make)["p"].tolist() == [0, 1, 2]
    assert len(made) == 2
    assert kept(None, ["one"], make)["p"].tolist() == [0, 1, 2]
    assert len(made) == 3


def test_rows_of_another_language_go_to_the_end_where_their_model_has_no_exits(
    classifier: TransformerClassifier,
) -> None:
    assert not fast_for(classifier, True, is_home=False)
    assert fast_for(classifier, True, is_home=True)  # of most rows: `choose_engine` says that there are none
    write(classifier)
    assert fast_for(classifier, True, is_home=False)
    assert fast_for(classifier, False, is_home=False) is False
    assert fast_for(classifier, None, is_home=False) is None
