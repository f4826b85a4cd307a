"""Guessing a masked token by counting alone: what any pre-trained network must beat.

A table remembers the token that most often stood between the same neighbours; where these never
occurred, fewer neighbours are used (back-off). Source: Katz 1987, without its discounts.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Int
from torch import Tensor

Offsets = tuple[int, ...]  # where the neighbours stand: -1 is the token before

# From the most to the fewest neighbours.
BASELINES: dict[str, tuple[Offsets, ...]] = {
    "most_frequent": ((),),
    "left_trigram": ((-2, -1), (-1,), ()),
    "two_sided_trigram": ((-1, 1), (-1,), (1,), ()),
}


class Counts:
    """Tables of what stood between which neighbours in `ids`, for a chain of back-off."""

    def __init__(
        self, ids: Int[Tensor, "B T"], special: Int[Tensor, "N"], vocabulary: int, chain: Sequence[Offsets]
    ) -> None:
        self.vocabulary, self.chain = vocabulary, chain
        counted = ~torch.isin(ids, special)  # (B, T): special tokens are never guessed
        self.tables = [
            most_frequent(self._keys(ids, offsets)[counted], ids[counted], vocabulary) for offsets in chain
        ]

    def guess(self, ids: Int[Tensor, "B T"]) -> Int[Tensor, "B T"]:
        """The likeliest token for every position, from its true neighbours."""
        guesses = torch.full_like(ids, -1)  # (B, T)
        for offsets, (keys, tokens) in zip(self.chain, self.tables, strict=True):
            lookup = self._keys(ids, offsets)  # (B, T)
            positions = torch.searchsorted(keys, lookup).clamp(max=len(keys) - 1)  # (B, T)
            known = (keys[positions] == lookup) & (guesses < 0)
            guesses = torch.where(known, tokens[positions], guesses)
        return guesses

    def _keys(self, ids: Int[Tensor, "B T"], offsets: Offsets) -> Int[Tensor, "B T"]:
        """One number for the neighbours of each position; beyond the row stands 0."""
        T = ids.shape[1]
        widest = max(map(abs, offsets), default=0)
        wide = torch.nn.functional.pad(ids, (widest, widest))  # (B, T + 2 widest)
        keys = torch.zeros_like(ids)  # (B, T)
        for offset in offsets:
            keys = keys * self.vocabulary + wide[:, widest + offset : widest + offset + T]
        return keys


def most_frequent(
    keys: Int[Tensor, "N"], tokens: Int[Tensor, "N"], vocabulary: int
) -> tuple[Int[Tensor, "M"], Int[Tensor, "M"]]:
    """Each key once, sorted, and the token most often seen with it (the smallest id of equals)."""
    both, counts = torch.unique(keys * vocabulary + tokens, return_counts=True)  # sorted by key, then token
    often = counts.argsort(descending=True, stable=True)
    order = often[(both[often] // vocabulary).argsort(stable=True)]  # by key, the most frequent first
    ordered = both[order] // vocabulary
    first = torch.ones(len(ordered), dtype=torch.bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first], (both[order] % vocabulary)[first]
