"""Gradient × attention by hand."""

import torch

from core.nn.attribution.attention import gradient_times_attention


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
