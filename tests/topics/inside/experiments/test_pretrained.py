"""Pretrained against random weights: the starts, the curves, and the verdict on hand-made numbers."""

from pathlib import Path

import pytest
import torch

from core.data.labelled import LabelledData
from core.data.overlap import clean
from core.experiments.record import Record
from core.models.loading import load_network, load_tokenizer
from core.topics.inside.experiments.pretrained import PLANS, RATES, Plan, measure, network_from, outcome
from core.training.finetune import LABELS
from core.training.loop import Run
from core.training.recipe import TransformerRecipe
from tests.experiments.support import QuietProgress


def curve(*accuracies: float, width: float = 0.02) -> list[dict]:
    points = enumerate(accuracies)
    return [
        {"step": 10 * n, "accuracy": a, "interval": [a - width, a + width], "loss": 0.5} for n, a in points
    ]


def numbers(pretrained: list[dict], random: list[dict], random_fast: list[dict]) -> dict:
    curves = {"pretrained": pretrained, "random": random, "random_fast": random_fast}
    return {"steps": 20, "sentences": 100, "curves": curves}


def test_the_pretrained_start_has_the_files_weights(tiny_classifier_folder: Path) -> None:
    own = network_from("pretrained", tiny_classifier_folder, 42).state_dict()
    original = load_network(tiny_classifier_folder, labels=LABELS).state_dict()
    assert all(torch.equal(own[name], original[name]) for name in own)


def test_random_starts_have_the_same_architecture_and_none_of_the_weights(
    tiny_classifier_folder: Path,
) -> None:
    own = network_from("pretrained", tiny_classifier_folder, 42)
    fresh = network_from("random", tiny_classifier_folder, 42)
    assert {n: p.shape for n, p in own.named_parameters()} == {
        n: p.shape for n, p in fresh.named_parameters()
    }
    matrices = [name for name, p in fresh.named_parameters() if p.ndim == 2]
    assert matrices
    for name in matrices:
        assert not torch.equal(own.state_dict()[name], fresh.state_dict()[name]), name
    again, other = (network_from("random_fast", tiny_classifier_folder, seed) for seed in (42, 7))
    assert all(torch.equal(a, b) for a, b in zip(fresh.parameters(), again.parameters(), strict=True))
    assert not torch.equal(next(fresh.parameters()), next(other.parameters()))


def test_every_start_is_evaluated_at_the_same_steps(records: dict[str, Record]) -> None:
    made = records["pretrained"].numbers
    steps = [[point["step"] for point in made["curves"][start]] for start in RATES]
    assert steps == [[0, made["steps"]]] * len(RATES)  # the small data ends before the first stop
    assert made["steps"] == 4  # 60 phrases in batches of 16
    for points in made["curves"].values():
        assert all(p["interval"][0] <= p["accuracy"] <= p["interval"][1] for p in points)


def test_both_random_starts_begin_alike(records: dict[str, Record]) -> None:
    curves = records["pretrained"].numbers["curves"]
    assert curves["random"][0] == curves["random_fast"][0]
    assert curves["random"][-1] != curves["random_fast"][-1]


def test_intervals_apart_let_the_claim_hold() -> None:
    verdict, told = outcome(numbers(curve(0.5, 0.75, 0.9), curve(0.5, 0.5, 0.5), curve(0.5, 0.6, 0.7)))
    assert verdict == "held"
    assert (told["pretrained"].value, told["random"].value, told["passed"]) == (0.9, 0.7, 10)
    lead = told["lead"]
    assert (lead.value, lead.value - lead.low) == pytest.approx((20, 2 * 2**0.5))  # points; ± 2 each


@pytest.mark.parametrize("rival", ["random", "random_fast"])
def test_the_better_random_start_counts(rival: str) -> None:
    starts = {"random": curve(0.5, 0.5, 0.5), "random_fast": curve(0.5, 0.5, 0.5)}
    starts[rival] = curve(0.5, 0.7, 0.87)
    verdict, told = outcome(numbers(curve(0.5, 0.8, 0.88), **starts))
    assert verdict == "undecided"
    assert told["random"].value == 0.87


def test_a_start_that_is_beaten_is_told_so() -> None:
    verdict, told = outcome(numbers(curve(0.5, 0.5, 0.5), curve(0.5, 0.6, 0.9), curve(0.5, 0.6, 0.7)))
    assert verdict == "failed"
    assert (told["pretrained"].value, told["random"].value) == (0.5, 0.9)


def test_luck_before_the_first_step_is_no_passing() -> None:
    _, told = outcome(numbers(curve(0.8, 0.7, 0.9), curve(0.5, 0.5, 0.75), curve(0.5, 0.5, 0.5)))
    assert told["passed"] == 20


def test_the_curve_is_that_of_an_ordinary_run(
    tiny_models: Path, data: LabelledData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evaluations along the way change nothing: `Run.train` reaches the same numbers."""
    monkeypatch.setitem(PLANS, "small", Plan(steps=6, batch_size=10, every=2, sentences=None))
    points = measure(QuietProgress, 42, "small", data)["curves"]["pretrained"]
    recipe = TransformerRecipe(epochs=1, batch_size=10, evaluations=3, threads=1)
    network, tokenizer = network_from("pretrained", tiny_models, 42), load_tokenizer(tiny_models)
    _, state = Run(recipe, clean(data), tokenizer, network, tmp_path).train()
    assert [point["step"] for point in points] == [0, 2, 4, 6]
    expected = [(point["step"], point["accuracy"], point["dev_loss"]) for point in state.curve]
    assert [(point["step"], point["accuracy"], point["loss"]) for point in points[1:]] == expected


def test_reaching_is_not_passing() -> None:
    _, told = outcome(numbers(curve(0.5, 0.7, 0.9), curve(0.5, 0.6, 0.7), curve(0.5, 0.5, 0.5)))
    assert told["passed"] == 20
