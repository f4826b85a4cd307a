"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch


def layer_norm_backward(upstream, x, gain, epsilon):
    """What flows back to x, γ and β; mean and deviation are of each token (axis 1)."""
    deviation = (x.var(1, correction=0, keepdim=True) + epsilon).sqrt()  # (N, 1)
    normed = (x - x.mean(1, keepdim=True)) / deviation  # (N, D)
    g = upstream * gain  # (N, D)
    d_x = (g - g.mean(1, keepdim=True) - normed * (g * normed).mean(1, keepdim=True)) / deviation
    d_gain, d_shift = (upstream * normed).sum(0), upstream.sum(0)  # (D,) each
    return torch.cat([d_x, d_gain[None], d_shift[None]])  # (N + 2, D)


def batch_norm_backward(upstream, x, gain, epsilon):
    """What flows back to x, γ and β; mean and deviation are of each dimension (axis 0)."""
    deviation = (x.var(0, correction=0, keepdim=True) + epsilon).sqrt()  # (1, D)
    normed = (x - x.mean(0, keepdim=True)) / deviation  # (N, D)
    g = upstream * gain  # (N, D)
    d_x = (g - g.mean(0, keepdim=True) - normed * (g * normed).mean(0, keepdim=True)) / deviation
    d_gain, d_shift = (upstream * normed).sum(0), upstream.sum(0)  # (D,) each
    return torch.cat([d_x, d_gain[None], d_shift[None]])  # (N + 2, D)


def rms_norm_backward(upstream, x, gain, epsilon):
    """What flows back to x and γ; no mean was subtracted, so none is here."""
    deviation = ((x**2).mean(1, keepdim=True) + epsilon).sqrt()  # (N, 1)
    normed = x / deviation  # (N, D)
    g = upstream * gain  # (N, D)
    d_x = (g - normed * (g * normed).mean(1, keepdim=True)) / deviation
    return torch.cat([d_x, (upstream * normed).sum(0)[None]])  # (N + 1, D)
