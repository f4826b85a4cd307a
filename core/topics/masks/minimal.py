"""The shortest version of what a twin shows: torch alone, no helpers of ours."""

import torch


def causal_mask(T):
    """0 on and below the diagonal, −∞ above it: to be added to the scores."""
    mask = torch.zeros(T, T)
    for query in range(T):
        mask[query, query + 1 :] = -torch.inf  # every key after the query
    return mask


def padded_attention(queries, keys, values, lengths):
    """Attention in which nobody looks at the padding of a shorter sentence."""
    scores = queries @ keys.transpose(-1, -2) / queries.shape[-1] ** 0.5  # (B, T, S)
    real = torch.arange(keys.shape[1])[None, :] < lengths[:, None]  # (B, S): False at padding
    scores = scores.masked_fill(~real[:, None, :], -torch.inf)
    return scores.softmax(dim=-1) @ values  # (B, T, K)


def attention_mask(sentences, tokenizer):
    """1 for each token of a sentence, 0 for what fills it up to the longest."""
    lengths = [len(tokenizer(sentence)["input_ids"]) for sentence in sentences]
    return torch.tensor([[1] * length + [0] * (max(lengths) - length) for length in lengths])  # (B, T)
