"""Attention masks: which positions each query may look at.

A mask is a table of truth values, (T, S) or (B, T, S): row t is the query, column s the key, True
where t may look at s. (`torch` has both conventions: `scaled_dot_product_attention` takes True for
"may look", `nn.MultiheadAttention` for "may not".)
Source: Vaswani et al. 2017, section 3.2.3; Beltagy et al. 2020 (local); Raffel et al. 2020 (prefix).
"""

import torch
from jaxtyping import Bool, Int
from torch import Tensor


def everything(T: int) -> Bool[Tensor, "T T"]:
    """No mask: every token may look at every token, as in BERT."""
    return torch.ones(T, T, dtype=torch.bool)


def causal(T: int) -> Bool[Tensor, "T T"]:
    """Look-ahead mask: query t may look at s ≤ t, so that it cannot see the token it is to predict."""
    return everything(T).tril()  # (T, S)


def local(T: int, window: int) -> Bool[Tensor, "T T"]:
    """Sliding window: query t may look at keys at most `window` positions away, on either side."""
    return everything(T).tril(window).triu(-window)  # (T, S)


def prefix(T: int, length: int) -> Bool[Tensor, "T T"]:
    """Prefix-causal: everyone may look at the first `length` tokens, and otherwise back only."""
    return causal(T) | (torch.arange(T) < length)[None, :]  # (T, S)


def padding(lengths: Int[Tensor, "B"], T: int | None = None) -> Bool[Tensor, "B T"]:
    """True for the tokens of each sentence, False for the padding behind it."""
    T = int(lengths.max()) if T is None else T
    return torch.arange(T)[None, :] < lengths[:, None]  # (B, T)


def combine(over_tokens: Bool[Tensor, "T S"], real: Bool[Tensor, "B S"]) -> Bool[Tensor, "B T S"]:
    """Both at once: key s must be allowed by the mask over tokens, and be no padding."""
    return over_tokens[None, :, :] & real[:, None, :]  # (B, T, S)
