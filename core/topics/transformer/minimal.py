"""The same for whoever can't write it yet: torch alone, no types, no helpers of ours, 20 lines at most."""

import torch


def minimal_cross_attention(x, memory, weights, heads, real):
    """Queries from x, keys and values from memory; a head is a slice of each vector."""
    queries = x @ weights["query.weight"].T + weights["query.bias"]
    keys = memory @ weights["key.weight"].T + weights["key.bias"]
    values = memory @ weights["value.weight"].T + weights["value.bias"]
    width = x.shape[-1] // heads
    found = []
    for head in range(heads):
        own = slice(head * width, (head + 1) * width)
        scores = queries[..., own] @ keys[..., own].transpose(-1, -2) / width**0.5
        scores = scores.masked_fill(~real[:, None, :], float("-inf"))
        found.append(torch.softmax(scores, dim=-1) @ values[..., own])
    return torch.cat(found, dim=-1) @ weights["output.weight"].T + weights["output.bias"]


def minimal_loss(logits, target, smoothing):
    """(1 − ε) of the true piece's −log p, and ε of the mean over all pieces."""
    log_p = torch.log_softmax(logits, dim=-1)
    rows = torch.arange(len(target))
    return (-(1 - smoothing) * log_p[rows, target] - smoothing * log_p.mean(dim=-1)).mean()
