"""The shortest version of what a twin shows, to be learnt by heart: torch alone, no helpers of ours.

Each takes the same arguments as the full function and is held to the same tolerance by the same tests.
"""

import re
from collections import Counter
from itertools import pairwise

import torch


def attention(queries, keys, values, allowed=None):
    """softmax(Q Kᵀ / √K) V; a query looks only where `allowed` is True."""
    scores = queries @ keys.transpose(-1, -2) / queries.shape[-1] ** 0.5  # (..., T, S)
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -torch.inf)
    weights = scores.softmax(dim=-1)  # (..., T, S): each row adds up to 1
    return weights @ values  # (..., T, K)


def causal_attention(queries, keys, values):
    """Attention in which no query sees a key behind it in the sentence."""
    T = queries.shape[-2]
    scores = queries @ keys.transpose(-1, -2) / queries.shape[-1] ** 0.5  # (..., T, T)
    ahead = torch.ones(T, T, dtype=torch.bool).triu(1)  # True above the diagonal: the future
    scores = scores.masked_fill(ahead, -torch.inf)
    return scores.softmax(dim=-1) @ values  # (..., T, K)


def f1_score(predictions, labels):
    """2 · hits / (predicted positives + true positives)."""
    hits = (predictions * labels).sum().double()
    return 2 * hits / (predictions.sum() + labels.sum()).clamp(min=1)


def tfidf_rows(texts, vocabulary, idf):
    """Count each known word and pair of words, weight the counts by idf, scale the row to length 1."""
    han = "\u3400-\u4dbf\u4e00-\u9fff"  # each Chinese character is a word
    pattern = rf"[{han}]|[^\W{han}]+?(?=n't)|n't|[^\W{han}]+|[^\w\s]"
    rows = torch.zeros(len(texts), len(vocabulary), dtype=idf.dtype)  # (B, V)
    for row, text in zip(rows, texts, strict=True):
        words = re.findall(pattern, text.lower())
        pairs = [" ".join(pair) for pair in pairwise(words)]
        for term, count in Counter(words + pairs).items():
            if term in vocabulary:
                row[vocabulary[term]] = count * idf[vocabulary[term]]
        row /= row.norm().clamp(min=1e-12)
    return rows
