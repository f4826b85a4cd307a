"""Past the training length: what is trained and judged, and the verdict on hand-made numbers."""

import math
from dataclasses import replace
from pathlib import Path
from statistics import mean

import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.documents import read_documents
from core.experiments.record import Record
from core.topics.positions.experiments.extrapolation import (
    LENGTHS,
    PLANS,
    loss_at,
    measure,
    outcome,
    points,
    trained,
)
from core.topics.positions.training.character_stream import stream, vocabulary
from core.topics.positions.training.model import SCHEMES, PositionModel, Size
from tests.experiments.support import QuietProgress

PLAN = replace(PLANS["small"], batch=8)


@pytest.fixture
def texts(small_texts: Path) -> torch.Tensor:
    documents = read_documents(small_texts)
    return stream(documents, vocabulary(documents, PLAN.vocabulary))


def test_training_learns(texts: torch.Tensor) -> None:
    torch.manual_seed(1)
    before = PositionModel("rope", Size(PLAN.vocabulary)).eval()
    progress = QuietProgress(2)
    after = trained("rope", PLAN, 2, texts, 1, progress)
    judged = texts[: LENGTHS[-1] + 1]
    assert loss_at(after, judged, 64) < loss_at(before, judged, 64)
    assert progress.done == 2


def test_the_loss_is_the_mean_over_every_character(texts: torch.Tensor) -> None:
    model = PositionModel("none", Size(PLAN.vocabulary)).eval()
    judged = texts[:257]
    read, truth = judged[:-1].view(-1, 64), judged[1:].view(-1, 64)
    expected = torch.nn.functional.cross_entropy(model(read).flatten(0, 1), truth.flatten()).item()
    assert loss_at(model, judged, 64) == pytest.approx(expected, rel=1e-5)


def test_the_learned_table_ends_and_all_others_go_on(records: dict[str, Record]) -> None:
    found = records["extrapolation"].numbers
    for scheme in SCHEMES:
        read = [point["perplexity"] is not None for point in found["schemes"][scheme]]
        assert read == ([True, False, False, False] if scheme == "learned" else [True] * 4)
    assert set(found["tables"]) == {"t5", "shaw_keys", "shaw_values"}
    assert found["judged"] % LENGTHS[-1] == 0


def test_texts_too_short_to_judge_by_are_refused() -> None:
    with pytest.raises(SentiscopeError) as caught:
        measure(QuietProgress, 42, "small", [["a short text"]] * 6)
    assert caught.value.key == "experiment_texts_short"


def test_points_are_perplexities_and_growth_is_within_a_seed() -> None:
    made = points([[1.0, 1.1, 1.2, None], [2.0, 2.1, 2.2, None], [3.0, 3.1, 3.2, None]])
    assert made[0]["perplexity"] == pytest.approx(math.exp(mean([1, 2, 3])))
    assert made[1]["growth"] == pytest.approx([math.exp(0.1)] * 3)  # the same in every seed
    assert made[3] == {"length": 512, "perplexity": None, "interval": None, "growth": None}


def numbers(width: float = 0.001, **growth: float | None) -> dict:
    grown = dict.fromkeys(SCHEMES, 1.0) | {"learned": None} | growth
    return {
        "window": 64,
        "seeds": 3,
        "schemes": {
            name: [{"length": 512, "growth": g and [g, g - width, g + width]}] for name, g in grown.items()
        },
    }


def test_the_claim_holds_where_both_go_on_and_the_table_cannot() -> None:
    verdict, told = outcome(numbers(rope=1.5))
    assert verdict == "held"
    assert told["rope"].value == pytest.approx(0.5)
    assert (told["window"], told["longest"]) == (64, 512)


@pytest.mark.parametrize("wrong", [{"sinusoidal": 1.1}, {"alibi": 1.03}, {"learned": 1.0}])
def test_each_part_of_the_claim_can_fail(wrong: dict) -> None:
    assert outcome(numbers(**wrong))[0] == "failed"


def test_seeds_that_disagree_decide_nothing() -> None:
    assert outcome(numbers(width=0.05))[0] == "undecided"
