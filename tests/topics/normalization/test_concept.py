"""Which numbers share a mean: the oracle by hand, each kind's invariances, and the library's refusals."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from core.nn.layers import layer_norm
from core.topics.normalization.concept import (
    EPSILON,
    KINDS,
    MOMENTUM,
    apply,
    batch_norm,
    normalize,
    rms_norm,
    running_statistics,
    statistics,
)

TOY = torch.tensor([[1.0, 2.0], [2.0, 3.0]])
ONE, ZERO = torch.ones(2), torch.zeros(2)
EXACT = settings(deadline=None, derandomize=True, max_examples=25)


def block(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 2 + 1


def normed(x: Tensor, kind: str, epsilon: float = 0.0) -> Tensor:
    return normalize(x, statistics(x, kind), epsilon)


def test_the_oracle_layer_norm_by_rows_batch_norm_by_columns() -> None:
    assert torch.equal(layer_norm(TOY, ONE, ZERO, 0.0), torch.tensor([[-1.0, 1.0], [-1.0, 1.0]]))
    assert torch.equal(batch_norm(TOY, ONE, ZERO, 0.0), torch.tensor([[-1.0, -1.0], [1.0, 1.0]]))


def test_epsilon_and_momentum_are_torch_s() -> None:
    assert nn.LayerNorm(2).eps == nn.BatchNorm1d(2).eps == EPSILON
    assert nn.BatchNorm1d(2).momentum == MOMENTUM


def test_a_batch_of_one_gives_zeros_by_the_formula_and_torch_refuses_it() -> None:
    assert torch.equal(batch_norm(TOY[:1], ONE, ZERO, 1e-5), torch.zeros(1, 2))
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        nn.BatchNorm1d(2).train()(TOY[:1])


@EXACT
@given(st.integers(0, 999), st.integers(2, 5), st.integers(2, 6), st.integers(2, 9), st.sampled_from(KINDS))
def test_each_group_has_mean_0_and_variance_1(seed: int, B: int, T: int, D: int, kind: str) -> None:
    y = normed(block(seed, B, T, D), kind)
    after = statistics(y, kind)
    assert torch.allclose(after.variance, torch.ones_like(after.variance))
    assert torch.allclose(after.mean, torch.zeros_like(after.mean), atol=1e-9)


@EXACT
@given(st.integers(0, 999), st.integers(2, 5))
def test_only_batch_norm_depends_on_the_companions(seed: int, B: int) -> None:
    x = block(seed, B, 4, 6)
    other = torch.cat([x[:1], x[1:] * 3 - 2])
    for kind in KINDS:
        same = torch.allclose(normed(x, kind)[0], normed(other, kind)[0])
        assert same is (kind != "batch")


@EXACT
@given(st.integers(0, 999))
def test_layer_norm_by_tokens_is_not_layer_norm_by_sentences(seed: int) -> None:
    """The imprecise sentence: over "the features of a sample" would be F.layer_norm over (T, D)."""
    x = block(seed, 3, 4, 6)
    assert torch.allclose(normed(x, "layer", 1e-5), F.layer_norm(x, (6,)))
    assert torch.allclose(normed(x, "sentence", 1e-5), F.layer_norm(x, (4, 6)))
    assert not torch.allclose(normed(x, "layer"), normed(x, "sentence"))


def test_a_block_s_batch_norm_is_the_library_s_on_b_d_t() -> None:
    x, gain, shift = block(1, 3, 4, 6), *block(2, 2, 6)
    module = nn.BatchNorm1d(6).double()
    with torch.no_grad():
        module.weight.copy_(gain)
        module.bias.copy_(shift)
    expected = module(x.transpose(1, 2)).transpose(1, 2)
    assert torch.allclose(apply(x, "batch", gain, shift, 1e-5), expected)


def test_padding_that_is_not_counted_leaves_batch_norm_alone() -> None:
    x = block(3, 2, 5, 4)
    counted = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    filled = torch.where(counted[..., None], x, 99.0)
    gain, shift = torch.ones(4, dtype=torch.float64), torch.zeros(4, dtype=torch.float64)
    masked = [apply(given, "batch", gain, shift, 1e-5, counted)[counted] for given in (x, filled)]
    counting = [apply(given, "batch", gain, shift, 1e-5)[counted] for given in (x, filled)]
    assert torch.allclose(*masked)
    assert not torch.allclose(*counting)
    assert torch.allclose(masked[0], batch_norm(x[counted], gain, shift, 1e-5))


def test_rms_norm_takes_no_mean_away() -> None:
    x = torch.tensor([[3.0, 4.0]])
    assert torch.allclose(rms_norm(x, ONE, 0.0), x / (12.5**0.5))
    centred = x - x.mean()
    assert torch.allclose(rms_norm(centred, ONE, 0.0), layer_norm(x, ONE, ZERO, 0.0))


@EXACT
@given(st.integers(0, 999), st.floats(0.05, 1.0))
def test_running_statistics_come_to_rest_at_the_batches_own(seed: int, momentum: float) -> None:
    x = block(seed, 12, 3)
    mean, variance = running_statistics([x] * 400, momentum)
    assert torch.allclose(mean, x.mean(dim=0))
    assert torch.allclose(variance, x.var(dim=0))
