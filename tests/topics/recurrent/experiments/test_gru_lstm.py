"""Equal widths and equal parameters, and the verdict on hand-made numbers."""

import pytest

from core.experiments.record import Record
from core.models.recurrent.network import recurrent_parameters
from core.topics.recurrent.experiments.gru_lstm import outcome, widths


def test_a_gru_of_equal_parameters_is_as_near_as_it_can_be() -> None:
    sizes = widths(100, 50)
    assert (sizes["lstm"], sizes["gru_width"]) == (100, 100)
    wanted = recurrent_parameters("lstm", 50, 100)
    gaps = [abs(recurrent_parameters("gru", 50, sizes["gru_parameters"] + by) - wanted) for by in (-1, 0, 1)]
    assert min(gaps) == gaps[1]


def test_every_network_and_seed_is_measured(records: dict[str, Record]) -> None:
    numbers = records["gru_lstm"].numbers
    assert set(numbers["seconds"]) == set(numbers["accuracies"]) == set(numbers["widths"])
    for name in numbers["widths"]:
        assert len(numbers["seconds"][name]) == len(numbers["accuracies"][name]) == numbers["seeds"]
        assert min(numbers["seconds"][name]) > 0
    parameters = numbers["parameters"]
    assert parameters["gru_width"] / parameters["lstm"] == pytest.approx(0.75)
    assert parameters["gru_parameters"] / parameters["lstm"] == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    ("time", "gain", "verdict"),
    [
        (0.8, 0.05, "held"),
        (0.8, 0.0, "undecided"),
        (1.0, 0.05, "undecided"),
        (1.2, 0.05, "failed"),
        (0.8, -0.05, "failed"),
    ],
)
def test_verdict_wants_less_time_and_no_loss(time: float, gain: float, verdict: str) -> None:
    lstm = [0.80, 0.81, 0.82]
    wobble = [0.001, -0.001, 0.0]
    own = [value + gain + by for value, by in zip(lstm, wobble, strict=True)]
    numbers = {
        "seeds": 3,
        "parameters": {"lstm": 400, "gru_width": 300, "gru_parameters": 401},
        "seconds": {
            "lstm": [1.0] * 3,
            "gru_width": [time + by for by in wobble],
            "gru_parameters": [1.1, 1.0, 1.2],
        },
        "accuracies": {"lstm": lstm, "gru_width": own, "gru_parameters": own},
    }
    result, told = outcome(numbers)
    assert result == verdict
    assert told["fewer"] == 0.75
    assert told["better_gru_width"].value == pytest.approx(gain * 100, abs=1e-6)
