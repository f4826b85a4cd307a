"""The parts by hand and by their properties; the twins hold them to the libraries."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nn.twin import compare, shortest
from core.topics.transformer import concept
from core.topics.transformer.concept import Shape
from core.topics.transformer.networks.transformer import Transformer
from core.topics.transformer.twins import START, TWINS, shape_of, tiny

EXACT = settings(deadline=None, derandomize=True, max_examples=15)


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_twins_agree(twin) -> None:
    for arguments in twin.examples():
        for version in (twin, shortest(twin)):
            result = compare(version, *arguments)
            assert result.holds, result.largest_difference


def test_shift_right_by_hand() -> None:
    shifted = concept.shift_right(torch.tensor([[7, 8, 3]]), START)
    assert shifted.tolist() == [[START, 7, 8]]


def test_a_smoothed_target_by_hand() -> None:
    target = concept.smoothed_target(torch.tensor([1]), 4, 0.2)
    assert torch.allclose(target, torch.tensor([[0.05, 0.85, 0.05, 0.05]]))


def test_noam_is_highest_at_the_end_of_warm_up() -> None:
    rates = [concept.noam_rate(step, 512, 4000) for step in range(1, 20_000)]
    assert max(rates) == rates[3999] == pytest.approx(1 / math.sqrt(512 * 4000))
    assert rates[0] == pytest.approx(rates[3999] / 4000)


@EXACT
@given(st.integers(0, 99), st.integers(1, 4))
def test_nothing_that_is_written_later_changes_what_was_written(seed: int, place: int) -> None:
    weights = tiny(seed)
    generator = torch.Generator().manual_seed(seed)
    source, written = torch.randint(4, 20, (1, 6), generator=generator), torch.randint(4, 20, (1, 5))
    real = torch.ones(1, 6, dtype=torch.bool)
    other = written.clone()
    other[0, place:] = 4 + (other[0, place:] - 3) % 16
    before, after = (
        concept.transformer(source, row, weights, shape_of(weights), real) for row in (written, other)
    )
    assert torch.allclose(before[:, :place], after[:, :place], atol=1e-5)
    assert not torch.allclose(before[:, place:], after[:, place:], atol=1e-3)


@EXACT
@given(st.integers(0, 99))
def test_padding_of_the_source_changes_nothing(seed: int) -> None:
    weights = tiny(seed)
    source, written = torch.tensor([[5, 9, 3]]), torch.tensor([[START, 7]])
    padded = torch.tensor([[5, 9, 3, 0, 0]])
    plain = concept.transformer(source, written, weights, shape_of(weights), source != 0)
    longer = concept.transformer(padded, written, weights, shape_of(weights), padded != 0)
    assert torch.allclose(plain, longer, atol=1e-5)


def test_the_trained_module_is_the_concept() -> None:
    torch.manual_seed(1)
    network = Transformer(20, D=16, H=4, L=2, F=32).eval()
    weights = {name: tensor.detach() for name, tensor in network.named_parameters()}
    source, written = torch.tensor([[5, 9, 3], [6, 3, 0]]), torch.tensor([[START, 7], [START, 8]])
    real = source != 0
    ours = concept.transformer(source, written, weights, Shape(heads=4, layers=2), real)
    with torch.no_grad():
        assert torch.allclose(network(source, real, written), ours, atol=1e-5)
