"""The three decoding experiments: their verdicts, their prompts, and what they have in common."""

import pytest
import torch

from core.experiments.record import Record
from core.topics.decoding.experiments import beam_width, greedy_misses, temperature
from core.topics.decoding.prompts import COUNT, never_ending, prompts


def test_fifty_different_prompts() -> None:
    assert len(set(prompts("full"))) == COUNT["full"] == 50
    assert len(prompts("small")) == COUNT["small"]
    assert all(prompt == prompt.strip() and prompt for prompt in prompts("full"))


def test_the_end_token_may_not_follow() -> None:
    log_probs = torch.tensor([[0.7, 0.2, 0.1]]).log()
    masked = never_ending(lambda prefixes: log_probs, [0])(torch.zeros(1, 0, dtype=torch.long))
    assert masked[0, 0] == float("-inf")
    assert torch.equal(masked[0, 1:], log_probs[0, 1:])
    assert torch.isfinite(log_probs).all()


def test_our_beam_is_the_library_s_on_the_tiny_model(records: dict[str, Record]) -> None:
    library = records["greedy_misses"].numbers["library"]
    assert library["same"] == library["searches"] == 10
    assert library["largest_difference"] <= 1e-4


def test_every_width_and_setting_is_measured(records: dict[str, Record]) -> None:
    widths = records["beam_width"].numbers["widths"]
    assert [one["width"] for one in widths] == [1, 2, 4]
    assert all(0 < one["distinct_2"] <= 1 and one["log_prob"] < 0 for one in widths)
    told = records["temperature"].numbers["settings"]
    assert [(one["temperature"], one["top_p"]) for one in told] == [
        (s.temperature, s.top_p) for s in temperature.SETTINGS
    ]


@pytest.mark.parametrize(
    ("less_probable", "worse", "better", "verdict"),
    [
        (0, 2, 30, "held"),
        (0, 8, 11, "undecided"),
        (0, 30, 2, "failed"),
        (40, 2, 30, "failed"),
        (25, 2, 30, "undecided"),
        (0, 0, 0, "undecided"),
    ],
)
def test_wider_must_be_more_probable_and_not_more_repetitive(
    less_probable: int, worse: int, better: int, verdict: str
) -> None:
    widths = [{"width": width, "log_prob": -10.0, "distinct_2": 1.0} for width in (1, 16)]
    numbers = {"prompts": 50, "widths": widths, "less_probable": less_probable}
    numbers |= {"more_repetitive": worse, "less_repetitive": better}
    assert beam_width.outcome(numbers)[0] == verdict


@pytest.mark.parametrize(
    ("hot", "wobble", "verdict"), [(-4.0, 0.1, "held"), (-1.0, 0.1, "failed"), (-2.1, 5.0, "undecided")]
)
def test_every_step_must_trade(hot: float, wobble: float, verdict: str) -> None:
    def setting(heat: float, top_p: float, distinct: float, log_prob: float, by: float = 0.0) -> dict:
        each = [[distinct, log_prob - by], [distinct + 0.01, log_prob], [distinct, log_prob + by]]
        return {"temperature": heat, "top_p": top_p, "each": each}

    settings = [
        setting(0.5, 1.0, 0.5, -2.0),
        setting(1.0, 1.0, 0.9, hot, wobble),
        setting(1.0, 0.5, 0.6, -2.1),
        setting(1.0, 0.9, 0.8, -2.9),
    ]
    assert temperature.outcome({"settings": settings, "prompts": 3})[0] == verdict


def test_each_row_of_the_batch_gets_its_own_filters() -> None:
    rows = len(temperature.SETTINGS)
    logits = torch.tensor([0.5, 0.3, 0.2]).log().expand(2 * rows, 3)
    filtered = temperature.by_setting(logits, torch.zeros(2 * rows, 0, dtype=torch.long))
    assert filtered.shape == logits.shape
    torch.testing.assert_close(filtered[:2], logits[:2] / temperature.SETTINGS[0].temperature)
    nucleus = [s.top_p for s in temperature.SETTINGS].index(0.5)
    assert torch.isfinite(filtered[2 * nucleus]).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [([1.0, 2.0, 0.0], "undecided"), ([1.0] * 9 + [0.0], "held"), ([1.0] + [-1.0, 0.0] * 5, "failed")],
)
def test_most_prompts_must_gain(gains: list[float], verdict: str) -> None:
    library = {"same": 3, "searches": 3, "largest_difference": 0.0}
    result, told = greedy_misses.outcome({"gains": gains, "library": library})
    assert result == verdict
    assert told["missed"] == sum(gain > 0 for gain in gains)
