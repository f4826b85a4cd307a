"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch


def multi_head(x, source, weights, heads):
    """Cut queries, keys and values into heads, let each head attend, join them, mix them by W^O."""

    def linear(x, name):
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    B, T, D = x.shape
    q = linear(x, "query").view(B, T, heads, -1).transpose(1, 2)  # (B, H, T, K)
    k = linear(source, "key").view(B, -1, heads, D // heads).transpose(1, 2)  # (B, H, S, K)
    v = linear(source, "value").view(B, -1, heads, D // heads).transpose(1, 2)  # (B, H, S, K)
    scores = q @ k.transpose(-1, -2) / (D // heads) ** 0.5  # (B, H, T, S)
    context = scores.softmax(dim=-1) @ v  # (B, H, T, K)
    context = context.transpose(1, 2).reshape(B, T, D)  # heads side by side again
    return linear(context, "output")  # (B, T, D)


def local_attention(queries, keys, values, window, causal=False):
    """Attention in which a query sees keys at most `window` positions away."""
    T = queries.shape[-2]
    scores = queries @ keys.transpose(-1, -2) / queries.shape[-1] ** 0.5  # (..., T, T)
    distance = torch.arange(T)[None, :] - torch.arange(T)[:, None]  # (T, T): key minus query
    allowed = (distance >= -window) & (distance <= (0 if causal else window))  # (T, T)
    scores = scores.masked_fill(~allowed, -torch.inf)
    return scores.softmax(dim=-1) @ values  # (..., T, K)
