"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch


def sinusoids(positions, D, base=10_000.0):
    """Even dimensions the sine, odd ones the cosine, of ever slower angles."""
    pair = torch.arange(0, D, 2, dtype=positions.dtype)  # (D/2,)
    angle = positions[:, None] * base ** (-pair / D)  # (T, D/2)
    codes = torch.empty(len(positions), D, dtype=positions.dtype)  # (T, D)
    codes[:, 0::2], codes[:, 1::2] = angle.sin(), angle.cos()
    return codes


def rotate(x, theta):
    """Turn each pair (x_i, x_{i+K/2}) by its angle, as a rotation matrix does."""
    first, second = x.chunk(2, dim=-1)  # (..., T, K/2) each
    sine, cosine = theta.sin(), theta.cos()
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)


def scores_by_distance(queries, keys, table, index):
    """q · (k + a) / √K with the vector a of the distance."""
    a = table[index]  # (T, S, K)
    position = torch.einsum("...tk,tsk->...ts", queries, a)
    return (queries @ keys.transpose(-1, -2) + position) / queries.shape[-1] ** 0.5  # (..., T, S)


def context_by_distance(attention, values, table, index):
    """The weighted mean of v + a with the vector a of the distance."""
    return attention @ values + torch.einsum("...ts,tsk->...tk", attention, table[index])  # (..., T, K)


def linear_bias(scores, slopes):
    """Scores minus slope · distance, the future hidden, then softmax."""
    T = scores.shape[-1]
    distance = torch.arange(T)[:, None] - torch.arange(T)[None, :]  # (T, T): negative in the future
    scores = scores - slopes[:, None, None] * distance  # (B, H, T, T)
    return scores.masked_fill(distance < 0, -torch.inf).softmax(dim=-1)
