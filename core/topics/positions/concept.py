"""Where a token stands, told to its vectors: sinusoids, a learned table, and RoPE's rotation.

What is told to the scores instead stands in `relative_positions`. Give positions in float64 where
exact angles count: at position 512 the angles of float32 are off by some 3e-5.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

BASE = 10_000.0


def frequencies(D: int, base: float = BASE, dtype: torch.dtype = torch.float64) -> Float[Tensor, "P"]:
    """ω_i = base^(−2i/D) for the D/2 pairs of dimensions: radians by which one position turns pair i.

    From 1 down to nearly 1/base. Raises ValueError for an odd D. Source: Vaswani et al. 2017, section 3.5.
    """
    if D % 2:
        raise ValueError(f"dimensions come in pairs, so {D} must be even")
    return base ** (-torch.arange(0, D, 2, dtype=dtype) / D)  # (D/2,)


def angles(positions: Float[Tensor, "T"], D: int, base: float = BASE) -> Float[Tensor, "T P"]:
    """Position times frequency: the angle of each of the D/2 pairs, in radians."""
    return positions[:, None] * frequencies(D, base, positions.dtype)


def sinusoidal(positions: Float[Tensor, "T"], D: int, base: float = BASE) -> Float[Tensor, "T D"]:
    """One code for each position: sine and cosine of each pair's angle, side by side; nothing is learned.

    Source: Vaswani et al. 2017, section 3.5.
    """
    turned = angles(positions, D, base)  # (T, D/2)
    return torch.stack([turned.sin(), turned.cos()], dim=-1).flatten(-2)  # (T, D)


def shift_rotation(delta: Float[Tensor, ""], D: int, base: float = BASE) -> Float[Tensor, "D D"]:
    """The matrix M that moves every code by δ: sinusoidal(p + δ) = M sinusoidal(p), whatever p is.

    Each pair (sin, cos) is turned by δ·ω_i: the matrix is zero but for 2 × 2 blocks on its diagonal.
    """
    turned = delta * frequencies(D, base, delta.dtype)  # (D/2,)
    sine, cosine = turned.sin(), turned.cos()
    blocks = torch.stack([cosine, sine, -sine, cosine], dim=-1).reshape(-1, 2, 2)  # (D/2, 2, 2)
    return torch.block_diag(*blocks)  # (D, D)


def learned(positions: Int[Tensor, "T"], table: Float[Tensor, "P D"]) -> Float[Tensor, "T D"]:
    """A trained row for each position. Raises IndexError past the last row: nothing was learned there.

    Source: Gehring et al. 2017; used by BERT (Devlin et al. 2019).
    """
    return table[positions]


def rotate_half(x: Float[Tensor, "... K"]) -> Float[Tensor, "... K"]:
    """A quarter turn of every pair (x_i, x_{i+K/2}): that is how Llama pairs; RoFormer pairs neighbours."""
    first, second = x.chunk(2, dim=-1)  # (..., K/2) each
    return torch.cat([-second, first], dim=-1)  # (..., K)


def rope(x: Float[Tensor, "... T K"], turned: Float[Tensor, "T P"]) -> Float[Tensor, "... T K"]:
    """Turn each pair of a query or key by its position's angle (`turned`, from `angles`); lengths stay.

    Source: Su et al. 2021, section 3.2.
    """
    twice = torch.cat([turned, turned], dim=-1)  # (T, K): both numbers of a pair turn by one angle
    return x * twice.cos() + rotate_half(x) * twice.sin()  # (..., T, K)
