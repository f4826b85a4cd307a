"""Gradient × attention by hand."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from core.nn.attribution.attention import gradient_times_attention, relevance_for_first


def test_two_layers_by_hand() -> None:
    """Layer 1: Ā = [[0, ½], [0, 0]]; layer 2 (heads +1·1 and −1·1, averaged): Ā = [[½, 0], [0, 0]].

    R₁ = I + Ā₁ = [[1, ½], [0, 1]]; R₂ = R₁ + Ā₂ R₁ = [[1½, ¾], [0, 1]].
    """
    first = torch.tensor([[[0.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]])
    second = torch.tensor([[[1.0, 0.0], [0.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]]])
    attention = torch.stack([first, second])
    gradients = torch.ones(2, 2, 2, 2)
    gradients[1, 1] = -1
    expected = torch.tensor([[1.5, 0.75], [0.0, 1.0]])
    torch.testing.assert_close(gradient_times_attention(attention, gradients), expected)


def test_without_gradients_nothing_flows() -> None:
    attention = torch.full((3, 2, 4, 4), 0.25)
    torch.testing.assert_close(gradient_times_attention(attention, torch.zeros_like(attention)), torch.eye(4))
    torch.testing.assert_close(gradient_times_attention(attention, -attention), torch.eye(4))


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 5), st.integers(0, 99))
def test_the_first_token_s_row_needs_no_other(L: int, B: int, T: int, seed: int) -> None:
    """Also where of the last layer only the first row was kept."""
    generator = torch.Generator().manual_seed(seed)
    attention = torch.rand(L, B, 2, T, T, generator=generator)
    gradients = torch.randn(L, B, 2, T, T, generator=generator)
    each = [gradient_times_attention(attention[:, b], gradients[:, b])[0] for b in range(B)]
    found = relevance_for_first([*attention], [*gradients])
    torch.testing.assert_close(found, torch.stack(each))
    last = [[*attention[:-1], attention[-1][:, :, :1]], [*gradients[:-1], gradients[-1][:, :, :1]]]
    torch.testing.assert_close(relevance_for_first(*last), found)
