"""Rollout and contribution against cases worked out by hand."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nn.attention_rollout import attention_rollout, contribution


def test_two_layers_by_hand() -> None:
    """Layer 1 looks at the other token, layer 2 (two heads, averaged) half at each.

    Ã₁ = ½ [[0, 1], [1, 0]] + ½ I = [[½, ½], [½, ½]];  Ã₂ = ½ [[1, 0], [½, ½]] + ½ I = [[1, 0], [¼, ¾]].
    """
    swap = torch.tensor([[0.0, 1], [1, 0]])
    first = torch.stack([swap, swap])
    second = torch.tensor([[[1.0, 0], [1, 0]], [[1, 0], [0, 1]]])
    rolled = attention_rollout(torch.stack([first, second]))
    torch.testing.assert_close(rolled[0], torch.tensor([[0.5, 0.5], [0.5, 0.5]]))
    torch.testing.assert_close(rolled[1], torch.tensor([[0.5, 0.5], [0.5, 0.5]]))
    turned = attention_rollout(torch.stack([second, first]))
    torch.testing.assert_close(turned[0], torch.tensor([[1.0, 0.0], [0.25, 0.75]]))
    torch.testing.assert_close(turned[1], torch.tensor([[0.625, 0.375], [0.625, 0.375]]))


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 6), st.integers(0, 999))
def test_shares_stay_shares(L: int, H: int, T: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    rolled = attention_rollout(torch.randn(L, H, T, T, generator=generator).softmax(dim=-1))
    torch.testing.assert_close(rolled.sum(dim=-1), torch.ones(L, T))
    assert (rolled >= 0).all()


def test_contribution_by_hand() -> None:
    """One head of two numbers; W_o doubles the first and drops the second."""
    attention = torch.tensor([[[0.25, 0.75]]])
    values = torch.tensor([[[3.0, 4.0], [0.0, 5.0]]])
    output_map = torch.tensor([[2.0, 0.0], [0.0, 0.0]])
    torch.testing.assert_close(contribution(attention, values, output_map), torch.tensor([[[1.5, 0.0]]]))
