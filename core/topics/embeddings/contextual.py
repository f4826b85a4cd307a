"""The same word in several sentences: one vector in the table, another in every context."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import torch
from jaxtyping import Float
from torch import Tensor

from core.models.reading.pieces import BLANK, word_starts
from core.topics.embeddings.concept import cosine
from core.trace.layerwise import stream
from core.trace.trace import TracedForward


@dataclass(frozen=True, eq=False)
class Occurrence:
    """One occurrence of a word: number of its sentence, first token, and vectors (N × D, N = L + 1).

    The first vector is the row of the table of pieces as the encoder receives it: with position and
    segment added, and normalised. A word of several pieces has the mean of their vectors.
    """

    sentence: int
    position: int
    vectors: Float[Tensor, "N D"]


def occurrences(traces: Sequence[TracedForward], word: str) -> list[Occurrence]:
    """Every occurrence of the word in these sentences, in order."""
    result = []
    for number, traced in enumerate(traces):
        pieces = [
            piece for one in traced.opened.tokenizer.tokenize(word) if (piece := one.removeprefix(BLANK))
        ]
        if not pieces:  # blanks
            continue
        tokens = [token.text.removeprefix(BLANK) for token in traced.inputs.tokens]
        starts = word_starts(traced.inputs.tokens)
        vectors = stream(traced.trace, traced.opened.shape)  # (N, T, D)
        for start in range(len(tokens) - len(pieces) + 1):
            end = start + len(pieces)
            whole = starts[start] == start and (end == len(tokens) or starts[end] == end)
            if tokens[start:end] == pieces and whole:
                result.append(Occurrence(number, start, vectors[:, start:end].mean(dim=1)))
    return result


def similarity(matches: Sequence[Occurrence]) -> Float[Tensor, "N M M"]:
    """Cosine of every pair of occurrences (M), for the embeddings and after each layer."""
    vectors = torch.stack([occurrence.vectors for occurrence in matches], dim=1)  # (N, M, D)
    return torch.stack([cosine(layer, layer) for layer in vectors])  # (N, M, M)


def pairs(matches: Sequence[Occurrence]) -> list[tuple[int, int]]:
    """Numbers of the occurrences that can be compared, each pair once."""
    return list(combinations(range(len(matches)), 2))
