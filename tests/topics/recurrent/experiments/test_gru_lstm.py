"""Equal widths and equal parameters, Student's interval, and the verdict on hand-made numbers."""

import pytest
from scipy import stats

from core.experiments.record import Record
from core.models.recurrent.network import recurrent_parameters
from core.topics.recurrent.experiments.gru_lstm import T_QUANTILE, interval, outcome, widths


def test_a_gru_of_equal_parameters_is_as_near_as_it_can_be() -> None:
    sizes = widths(100, 50)
    assert (sizes["lstm"], sizes["gru_width"]) == (100, 100)
    wanted = recurrent_parameters("lstm", 50, 100)
    gaps = [abs(recurrent_parameters("gru", 50, sizes["gru_parameters"] + by) - wanted) for by in (-1, 0, 1)]
    assert min(gaps) == gaps[1]


@pytest.mark.parametrize("count", list(T_QUANTILE))
def test_quantiles_are_student_s(count: int) -> None:
    assert T_QUANTILE[count] == pytest.approx(stats.t.ppf(0.975, count - 1), abs=6e-4)


def test_interval_is_scipy_s() -> None:
    values = [0.81, 0.83, 0.82, 0.85, 0.80]
    low, high = stats.t.interval(0.95, 4, loc=sum(values) / 5, scale=stats.sem(values))
    assert interval(values) == pytest.approx((sum(values) / 5, low, high), abs=1e-4)


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
    ("time", "gain", "held"), [(0.8, 0.0, True), (1.0, 0.0, False), (0.8, -0.05, False), (0.8, 0.05, True)]
)
def test_verdict_wants_less_time_and_no_sure_loss(time: float, gain: float, held: bool) -> None:
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
    assert result is held
    assert told["fewer"] == 0.75
    assert told["better_gru_width"] == pytest.approx(gain * 100, abs=1e-6)
