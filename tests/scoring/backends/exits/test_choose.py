"""Thresholds are chosen by what each backend says itself, and only for the backends that were asked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import BF16, FP32, INT8
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits.choose import choose
from core.scoring.backends.exits.heads import Head, features
from core.scoring.backends.exits.states import states_of
from core.scoring.backends.exits.thresholds import NEVER
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts
from tests.fakes import write_tiny_classifier

TEXTS = ["a good film", "dull", "not very good , not very bad", "a gorgeous , witty movie .", "good"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TransformerClassifier:
    return TransformerClassifier(write_tiny_classifier(tmp_path_factory.mktemp("choose") / "tiny"), "tiny")


def knowing(classifier: TransformerClassifier) -> Head:
    """A head that knows the verdict at the end: fitted by least squares on the very texts that are read."""
    states = states_of(classifier, TEXTS, [1], FP32)
    x = states.features[:, 0].astype(np.float64)
    weights, *_ = np.linalg.lstsq(x, states.log_odds.astype(np.float64), rcond=None)
    width = x.shape[1]
    inner = np.stack([weights, -weights], axis=1)  # w·x = relu(w·x) - relu(-w·x)
    parts = np.zeros(width), np.ones(width), inner, np.zeros(2), np.array([1.0, -1.0]), np.zeros(1)
    return Head(1, *[part.astype(np.float32) for part in parts])


@pytest.mark.parametrize("name", [FP32, INT8])
def test_states_are_what_the_network_says(tiny: TransformerClassifier, name: str) -> None:
    found = states_of(tiny, TEXTS, [1], name)
    plain = score_texts(ByTokens(tiny, open_backend(name, tiny, 1)), TEXTS).probability
    assert (1 / (1 + np.exp(-found.log_odds))).tolist() == pytest.approx(plain.tolist(), abs=1e-5)
    if name == FP32:
        for number, text in enumerate(TEXTS):
            inputs = tiny.tokenizer(text, return_tensors="pt")
            x = tiny.network(**inputs, output_hidden_states=True).hidden_states[1].detach().numpy()
            length = np.array([x.shape[1]])
            assert found.lengths[number] == length[0]
            np.testing.assert_allclose(found.features[number, 0], features(x, length)[0], atol=2e-3)


def test_what_is_kept_is_what_was_said(tiny: TransformerClassifier, tmp_path: Path) -> None:
    steps: list[int] = []
    first = states_of(tiny, TEXTS, [1], FP32, tmp_path, steps.append)
    again = states_of(tiny, TEXTS, [1], FP32, tmp_path, steps.append)
    np.testing.assert_array_equal(first.features, again.features)
    np.testing.assert_array_equal(first.log_odds, again.log_odds)
    assert (steps, len(list(tmp_path.iterdir()))) == ([5, 5], 1)


def test_only_what_was_heard_is_chosen(tiny: TransformerClassifier) -> None:
    head = replace(knowing(tiny), thresholds={INT8: (7.0, 8.0, 9.0)}, temperatures=(2.0, 3.0, 4.0))
    many = TEXTS * 400
    (chosen,), measured = choose(tiny, [head], many, [BF16])
    assert set(measured) == {BF16}
    assert chosen.thresholds[INT8] == (7.0, 8.0, 9.0)
    assert chosen.temperatures == head.temperatures  # float32 was not asked for
    assert chosen.thresholds[BF16][0] < NEVER
    assert chosen.thresholds[BF16][1:] == (NEVER, NEVER)  # no text is so long
    assert measured[BF16]["short"]["texts"] == 2000
    (chosen,), measured = choose(tiny, [head], many, [FP32])
    assert set(measured) == {FP32, "calibration"}
    assert chosen.temperatures[0] != 2.0
    assert measured[FP32]["short"]["rounding"] == 0


def test_a_few_texts_let_nobody_leave(tiny: TransformerClassifier) -> None:
    (chosen,), measured = choose(tiny, [knowing(tiny)], TEXTS, [FP32])
    assert chosen.thresholds[FP32] == (NEVER,) * 3
    assert measured[FP32]["short"]["leaving"] == (0.0, 1.0)
