"""How varied texts are: distinct-n, the proportion of different n-grams. Source: Li et al. 2016."""

from collections.abc import Sequence


def distinct(texts: Sequence[Sequence[int]], n: int) -> float:
    """Different runs of n tokens, divided by all of them, over all texts together; 1 where there is none."""
    runs = [tuple(text[start : start + n]) for text in texts for start in range(len(text) - n + 1)]
    return len(set(runs)) / len(runs) if runs else 1.0
