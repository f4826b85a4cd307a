"""Absolute position encodings and RoPE: sinusoids, a learned table, and rotations of queries and keys.

Encodings that act on the attention scores are in `relative_positions`. Pass positions as float64 where
exact angles count: at position 512 the angles of float32 are off by some 3e-5.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

BASE = 10_000.0


def frequencies(D: int, base: float = BASE, dtype: torch.dtype = torch.float64) -> Float[Tensor, "P"]:
    """ω_i = base^(−2i/D) for the D/2 pairs of dimensions: radians by which pair i turns per position.

    From 1 down to nearly 1/base. Raises ValueError for an odd D. Source: Vaswani et al. 2017, section 3.5.
    """
    if D % 2:
        raise ValueError(f"dimensions come in pairs, so {D} must be even")
    return base ** (-torch.arange(0, D, 2, dtype=dtype) / D)  # (D/2,)


def angles(positions: Float[Tensor, "T"], D: int, base: float = BASE) -> Float[Tensor, "T P"]:
    """Position times frequency: the angle of each of the P = D/2 pairs, in radians.

    Raises ValueError for an odd D.
    """
    return positions[:, None] * frequencies(D, base, positions.dtype)


def sinusoidal(positions: Float[Tensor, "T"], D: int, base: float = BASE) -> Float[Tensor, "T D"]:
    """Sinusoidal encodings: sine and cosine of each pair's angle, interleaved; nothing is learned.

    Raises ValueError for an odd D. Source: Vaswani et al. 2017, section 3.5.
    """
    theta = angles(positions, D, base)  # (T, D/2)
    return torch.stack([theta.sin(), theta.cos()], dim=-1).flatten(-2)  # (T, D)


def shift_rotation(delta: Float[Tensor, ""], D: int, base: float = BASE) -> Float[Tensor, "D D"]:
    """The matrix M that shifts every encoding by δ: sinusoidal(p + δ) = M sinusoidal(p) for every p.

    Block-diagonal: a 2 × 2 rotation by δ·ω_i for each pair (sin, cos). Raises ValueError for an odd D.
    Source: Vaswani et al. 2017, section 3.5 (that such a linear map exists).
    """
    theta = delta * frequencies(D, base, delta.dtype)  # (D/2,)
    sine, cosine = theta.sin(), theta.cos()
    blocks = torch.stack([cosine, sine, -sine, cosine], dim=-1).reshape(-1, 2, 2)  # (D/2, 2, 2)
    return torch.block_diag(*blocks)  # (D, D)


def learned(positions: Int[Tensor, "T"], table: Float[Tensor, "P D"]) -> Float[Tensor, "T D"]:
    """Learned encodings: a row of a trained table for each position; IndexError past its P rows.

    Source: Gehring et al. 2017; used by BERT (Devlin et al. 2019).
    """
    return table[positions]


def rotate_half(x: Float[Tensor, "... K"]) -> Float[Tensor, "... K"]:
    """Rotate every pair (x_i, x_{i+K/2}) by 90°: Llama's pairing; RoFormer pairs adjacent dimensions."""
    first, second = x.chunk(2, dim=-1)  # (..., K/2) each
    return torch.cat([-second, first], dim=-1)  # (..., K)


def rope(x: Float[Tensor, "... T K"], theta: Float[Tensor, "T P"]) -> Float[Tensor, "... T K"]:
    """Rotary position embedding: rotate pair i of a query or key at position t by `theta[t, i]`.

    `theta` is from `angles`, in radians, P = K/2. A rotation keeps every vector's length.
    Source: Su et al. 2021, section 3.2.
    """
    twice = torch.cat([theta, theta], dim=-1)  # (T, K): both dimensions of a pair have the same angle
    return x * twice.cos() + rotate_half(x) * twice.sin()  # (..., T, K)
