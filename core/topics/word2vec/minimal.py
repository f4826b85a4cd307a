"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

from collections import Counter

import torch


def counts(sentences):
    """How often each word occurs, the most frequent first."""
    counted = Counter(word for sentence in sentences for word in sentence)
    return torch.tensor([count for _, count in counted.most_common()])  # (V,)


def softmax_gradients(vectors, outputs, inputs, targets):
    """By hand: the error is the probabilities minus 1 at the right word; an input id of −1 is empty."""
    B, ids = len(inputs), inputs.clamp(min=0)  # (B, C)
    real = (inputs >= 0).to(vectors.dtype)[:, :, None]  # (B, C, 1)
    share = real / real.sum(dim=1, keepdim=True)  # (B, C, 1): 1 / number of inputs
    h = (vectors[ids] * share).sum(dim=1)  # (B, D)
    error = (h @ outputs.T).softmax(dim=-1)  # (B, V)
    error[range(B), targets] -= 1
    error = error / B
    d_outputs = error.T @ h  # (V, D)
    d_inputs = share * (error @ outputs)[:, None, :]  # (B, C, D)
    d_vectors = torch.zeros_like(vectors).index_add(0, ids.flatten(), d_inputs.flatten(0, 1))  # (V, D)
    return torch.stack([d_vectors, d_outputs])  # (2, V, D)


def sampled_gradients(vectors, outputs, inputs, targets, negatives):
    """By hand: σ(score) minus 1 at the right word, minus 0 at the negative samples."""
    B, ids = len(inputs), inputs.clamp(min=0)  # (B, C)
    real = (inputs >= 0).to(vectors.dtype)[:, :, None]  # (B, C, 1)
    share = real / real.sum(dim=1, keepdim=True)  # (B, C, 1): 1 / number of inputs
    h = (vectors[ids] * share).sum(dim=1)  # (B, D)
    rows = torch.cat([targets[:, None], negatives], dim=1)  # (B, 1 + K): the right word first
    error = torch.sigmoid(torch.einsum("bd,bnd->bn", h, outputs[rows]))  # (B, 1 + K)
    error[:, 0] -= 1
    error = error / B
    d_rows = error[:, :, None] * h[:, None, :]  # (B, 1 + K, D)
    d_outputs = torch.zeros_like(outputs).index_add(0, rows.flatten(), d_rows.flatten(0, 1))  # (V, D)
    d_inputs = share * torch.einsum("bn,bnd->bd", error, outputs[rows])[:, None, :]  # (B, C, D)
    d_vectors = torch.zeros_like(vectors).index_add(0, ids.flatten(), d_inputs.flatten(0, 1))  # (V, D)
    return torch.stack([d_vectors, d_outputs])  # (2, V, D)
