"""What the curves hold on the shipped networks, and the verdict on hand-made numbers."""

import pytest

from core.experiments.record import Record
from core.models.classifiers import load_classifier
from core.topics.recurrent.experiments.vanishing_gradients import WORDS, outcome

CURVES = (
    "rnn_hidden_new",
    "rnn_hidden_trained",
    "lstm_hidden_new",
    "lstm_cell_new",
    "lstm_hidden_open",
    "lstm_cell_open",
    "lstm_hidden_trained",
    "lstm_cell_trained",
    "gru_hidden_new",
    "gru_hidden_trained",
)


def test_curves_begin_at_the_last_word_itself(records: dict[str, Record]) -> None:
    numbers = records["vanishing_gradients"].numbers
    assert set(numbers["curves"]) == set(CURVES)
    for name, curve in numbers["curves"].items():
        assert len(curve) == WORDS["small"] == len(numbers["distances"])
        assert min(curve) > 0
        if "hidden" in name:
            assert curve[0] == pytest.approx(1)  # ∂h_T/∂h_T


def test_an_open_forget_gate_keeps_more_of_the_cell(records: dict[str, Record]) -> None:
    curves = records["vanishing_gradients"].numbers["curves"]
    assert curves["lstm_cell_open"][-1] > 2 * curves["lstm_cell_new"][-1]


def test_networks_from_the_catalog_are_measured(records: dict[str, Record]) -> None:
    told = records["vanishing_gradients"].models
    assert told["sst2-gru"]["sha256"] == load_classifier("sst2-gru").card["sha256"]


@pytest.mark.parametrize(
    ("cell", "gru", "verdict"),
    [(0.2, 0.2, "held"), (0.09, 0.2, "failed"), (0.2, 0.09, "failed"), (0.1, 0.2, "undecided")],
)
def test_both_gated_cells_must_keep_ten_times_as_much(cell: float, gru: float, verdict: str) -> None:
    curves = {name: [1.0, 0.5] for name in CURVES}
    left = {"rnn_hidden_trained": 0.01, "lstm_cell_trained": cell, "gru_hidden_trained": gru}
    curves |= {name: [1.0, value] for name, value in left.items()}
    each = {name: [value] * 3 for name, value in left.items()}
    each["rnn_hidden_trained"] = [0.0099, 0.01, 0.0101]
    result, told = outcome({"distances": [0, 1], "texts": 3, "far": 1, "curves": curves, "each": each})
    assert result == verdict
    assert (told["far"], told["lstm_cell_trained"]) == (1, cell)
    assert told["gru_times"].value == pytest.approx(gru / 0.01, rel=1e-3)
