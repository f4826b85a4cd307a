"""What the exits say of a traced pass: by hand on a head of a few numbers, and against batch scoring."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.scoring.backends.backend import BF16, FP32
from core.scoring.backends.exits.by_exits import open_by_exits
from core.scoring.backends.exits.heads import Exits, Head, read_exits
from core.scoring.backends.exits.thresholds import NEVER
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.engine import score_texts
from core.topics.inside.leaving import exit_verdicts, first_sure
from core.trace.layerwise import stream
from tests.topics.support import EXAMPLE, example_trace

# Of the features of two dimensions (first token, mean, largest) the head reads the second mean alone.
PARTS = [np.zeros(6), np.ones(6), np.zeros((6, 1)), np.zeros(1), np.ones(1), np.array([-1.0])]
PARTS[2][3] = 2.0
STATES = torch.zeros(3, 2, 2)  # after the embeddings and two layers, two tokens, two dimensions
STATES[1] = torch.tensor([[9.0, 1.0], [9.0, 3.0]])  # second mean 2: log-odds 2 · 2 − 1 = 3


def head(limit: float, name: str = FP32, temperature: float = 1.0) -> Head:
    arrays = [part.astype(np.float32) for part in PARTS]
    return Head(
        1,
        *arrays,
        temperatures=(temperature, 9.0, 9.0),
        thresholds={name: (limit, 0.0, 0.0)},  # type: ignore[arg-type]
    )


def test_an_exit_reads_its_own_layer_and_the_threshold_of_the_text_s_length() -> None:
    (said,) = exit_verdicts(STATES, Exits((head(3.0, temperature=2.0),)))
    assert (said.after, said.threshold, said.is_sure) == (1, 3.0, True)
    assert (said.log_odds, said.sureness) == pytest.approx((3, 3))
    assert said.probability == pytest.approx(
        1 / (1 + np.exp(-1.5))
    )  # mended by the temperature of short texts
    longer = STATES[:, :1].repeat(1, 33, 1)
    longer[1] = torch.tensor([9.0, 0.5])  # log-odds 0, where a longer text needs none
    (said,) = exit_verdicts(longer, Exits((head(3.0),)))
    assert (said.log_odds, said.threshold, said.is_sure) == (0, 0, True)


@pytest.mark.parametrize(
    "closed", [head(NEVER), head(0.0, BF16)], ids=["never", "thresholds of another backend alone"]
)
def test_a_closed_exit_lets_nobody_go(closed: Head) -> None:
    (said,) = exit_verdicts(STATES, Exits((closed,)))
    assert (said.threshold, said.is_sure) == (np.inf, False)


def test_the_first_sure_exit_counts() -> None:
    shy, sure = head(3.1), replace(head(2.9), after=2)
    states = torch.cat([STATES[:2], STATES[1:2]])
    verdicts = exit_verdicts(states, Exits((shy, sure, replace(sure, after=1))))
    assert first_sure(verdicts) is verdicts[1]
    assert first_sure(verdicts[:1]) is None


def test_the_shown_exit_is_where_batch_scoring_lets_the_sentence_go() -> None:
    classifier, traced = load_classifier(MAIN_MODEL), example_trace()
    exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
    left = first_sure(exit_verdicts(stream(traced.trace, traced.opened.shape), exits))
    scorer = open_by_exits(classifier, FP32, exits, 1)
    probability = score_texts(scorer, [EXAMPLE]).probability[0]
    behind = [*(one.after for one in exits.heads), None][scorer.left.index(1)]
    assert (left.after if left else None) == behind
    if left:
        assert left.probability == pytest.approx(float(probability), abs=1e-4)
