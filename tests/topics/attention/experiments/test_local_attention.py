"""What is counted as memory, how an exponent is fitted, and what the verdict asks for."""

import math

import pytest
import torch

from core.experiments.peak_memory import peak_bytes
from core.experiments.record import Record
from core.topics.attention.experiments.local_attention import KINDS, exponent, outcome


def test_bytes_alive_by_hand() -> None:
    inputs = torch.ones(1000)

    def two_at_a_time() -> torch.Tensor:
        first = inputs + 1  # 4,000 bytes
        second = first * 2  # 4,000 more
        del first
        return second[:10] - 1  # a view costs nothing; 40 bytes more, and 4,000 fewer before

    assert peak_bytes(two_at_a_time) == 8000
    assert peak_bytes(lambda: inputs.view(10, 100).T) == 0
    assert peak_bytes(lambda: inputs.add_(1)) == 0


def test_an_exponent_is_the_slope_in_logarithms() -> None:
    lengths = [10, 20, 40, 80]
    assert exponent(lengths, [3 * T**2 for T in lengths]) == pytest.approx(2)
    assert exponent(lengths, [5 * T**1.5 for T in lengths]) == pytest.approx(1.5)


def test_memory_of_all_pairs_grows_with_the_square_and_of_a_band_with_the_length(
    records: dict[str, Record],
) -> None:
    kinds = records["local_attention"].numbers["kinds"]
    assert set(kinds) == set(KINDS)
    grows = {name: kind["exponents"]["bytes"] for name, kind in kinds.items()}
    assert grows["global"] == pytest.approx(2, abs=0.1)
    assert grows["band"] == pytest.approx(1, abs=0.1)
    for small, large in zip(kinds["global"]["points"], kinds["mask"]["points"], strict=True):
        assert large["bytes"] > small["bytes"]  # a mask costs memory, it saves none


def numbers(**changes: float) -> dict:
    cost = {"global": (2.0, 8.0), "mask": (2.0, 9.0), "band": (1.0, 1.0), "fused": (2.0, 2.0)}
    grows = {name: changes.get(name, exponent) for name, (exponent, _) in cost.items()}
    last = {name: changes.get(f"{name}_seconds", seconds) for name, (_, seconds) in cost.items()}
    wobble = {64: 0.0, 512: changes.get("wobble", 0.01), 4096: 0.0}
    return {
        "kinds": {
            name: {
                "points": [
                    {
                        "tokens": T,
                        "seconds": last[name] * (T / 4096) ** grows[name] * math.exp(by),
                        "bytes": last[name],
                    }
                    for T, by in wobble.items()
                ],
                "exponents": {"seconds": grows[name], "bytes": grows[name]},
            }
            for name in cost
        }
    }


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "held"),
        ({"band": 1.5}, "failed"),
        ({"global": 1.5, "mask": 1.5}, "failed"),
        ({"mask_seconds": 4.0}, "failed"),
        ({"wobble": 1.0}, "undecided"),
    ],
)
def test_every_part_of_the_claim_counts(changes: dict[str, float], verdict: str) -> None:
    told = outcome(numbers(**changes))
    assert told[0] == verdict
    assert told[1]["faster"] == pytest.approx(8.0)
