"""A word as one 1 among zeros or as a dense vector, and what vectors are good for.

Sources: Bengio et al. 2003 (a table of learned vectors); Mikolov et al. 2013 (vector offsets);
Pearson 1901 (principal components); Beyer et al. 1999 (distances in many dimensions);
Venna & Kaski 2001 (trustworthiness of a map).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

TINY = 1e-8  # stands for the length of a vector of zeros, so that its cosine is 0 and not 0/0
NUMBER_BYTES = 4  # a float32 or an int32
ROWS_AT_ONCE = 500  # of a map whose distances would not fit into memory all together


@dataclass(frozen=True)
class Memory:
    """Bytes that T words take: as dense one-hot rows, as sparse ones, and as rows of a table of V × D."""

    dense: int
    sparse: int
    vectors: int
    table: int


def one_hot(ids: Int[Tensor, "T"], size: int) -> Float[Tensor, "T V"]:
    """One row for each word: a 1 at its number and V − 1 zeros; `size` is V."""
    rows = torch.zeros(len(ids), size)  # (T, V)
    rows[torch.arange(len(ids)), ids] = 1.0
    return rows


def look_up(ids: Int[Tensor, "T"], table: Float[Tensor, "V D"]) -> Float[Tensor, "T D"]:
    """One-hot rows times the table: each product picks one row, which is all that an embedding does."""
    return one_hot(ids, len(table)).to(table.dtype) @ table  # (T, D)


def memory(words: int, vocabulary: int, width: int) -> Memory:
    """Bytes for T words, with V words in the vocabulary and vectors of D numbers.

    Sparse rows (CSR) keep a value and its column for each 1, and where each row begins.
    """
    return Memory(
        dense=words * vocabulary * NUMBER_BYTES,
        sparse=words * 2 * NUMBER_BYTES + (words + 1) * NUMBER_BYTES,
        vectors=words * width * NUMBER_BYTES,
        table=vocabulary * width * NUMBER_BYTES,
    )


def lengths(vectors: Float[Tensor, "N D"]) -> Float[Tensor, "N"]:
    """Euclidean length of each row."""
    return (vectors * vectors).sum(dim=-1).sqrt()


def cosine(first: Float[Tensor, "N D"], second: Float[Tensor, "M D"]) -> Float[Tensor, "N M"]:
    """The dot product of every pair of rows, divided by both lengths: 1 for the same direction."""
    products = first @ second.T  # (N, M)
    return products / lengths(first).clamp(min=TINY)[:, None] / lengths(second).clamp(min=TINY)[None, :]


def nearest(
    query: Float[Tensor, "D"], table: Float[Tensor, "V D"], count: int, excluded: Sequence[int] = ()
) -> Int[Tensor, "N"]:
    """Numbers of the rows whose cosine with the query is highest, best first; every row is looked at."""
    similarity = cosine(query[None, :], table)[0]  # (V,)
    similarity[list(excluded)] = -torch.inf
    return similarity.topk(min(count, len(table) - len(set(excluded)))).indices  # (N,)


def arithmetic(plus: Float[Tensor, "P D"], minus: Float[Tensor, "M D"]) -> Float[Tensor, "D"]:
    """king − man + woman: the sum of some vectors less the sum of others."""
    return plus.sum(dim=0) - minus.sum(dim=0)


def principal_components(vectors: Float[Tensor, "N D"], count: int = 2) -> Float[Tensor, "N C"]:
    """The rows in the `count` (C) directions along which they differ most.

    Those are the eigenvectors of the covariance matrix with the largest eigenvalues. A direction and
    its opposite are equally good: here the largest number of each is positive.
    """
    centred = vectors - vectors.mean(dim=0)  # (N, D)
    covariance = centred.T @ centred / (len(vectors) - 1)  # (D, D)
    _, directions = torch.linalg.eigh(covariance)  # columns, the smallest eigenvalue first
    axes = directions.flip(-1).T[:count]  # (C, D)
    largest = axes.gather(1, axes.abs().argmax(dim=1, keepdim=True))  # (C, 1)
    return centred @ (axes * largest.sign()).T  # (N, C)


def distances(first: Float[Tensor, "N D"], second: Float[Tensor, "M D"]) -> Float[Tensor, "N M"]:
    """Squared Euclidean distance of every pair: ‖a‖² − 2 a·b + ‖b‖², which rounding may not make negative."""
    own, other = (first * first).sum(-1), (second * second).sum(-1)  # (N,), (M,)
    return (own[:, None] - 2 * first @ second.T + other[None, :]).clamp(min=0)


def relative_contrast(gaps: Float[Tensor, "N"]) -> Float[Tensor, ""]:
    """(max − min) / min: how much farther the farthest is than the nearest. Source: Beyer et al. 1999."""
    return (gaps.max() - gaps.min()) / gaps.min()


def shell_share(dimension: int, thickness: float) -> float:
    """Share of a ball's volume that lies in its outermost shell, `thickness` of the radius thick.

    Volume grows as radius to the power D, so 1 − (1 − thickness)^D.
    """
    return 1 - (1 - thickness) ** dimension


def trustworthiness(
    high: Float[Tensor, "N D"],
    low: Float[Tensor, "N C"],
    count: int,
    judged: Int[Tensor, "R"] | None = None,
) -> Float[Tensor, ""]:
    """1 minus a penalty for each of `count` (k) neighbours on the map that is no neighbour in truth.

    The penalty is how far down the true ranking it stands beyond place k, scaled so that the worst
    possible map gets about 0. `judged` are the points whose neighbours are looked at; without, all.
    Source: Venna & Kaski 2001, equation 1.
    """
    N, judged = len(high), torch.arange(len(high)) if judged is None else judged
    penalty = torch.zeros((), dtype=torch.float64)
    for rows in judged.split(ROWS_AT_ONCE):
        true = distances_to_others(high, rows)  # (R, N)
        shown = distances_to_others(low, rows).topk(count, largest=False).indices  # (R, k)
        place = torch.searchsorted(true.sort(dim=-1).values, true.gather(1, shown)) + 1  # (R, k)
        penalty += (place - count).clamp(min=0).sum()
    return 1 - 2 * penalty / (len(judged) * count * (2 * N - 3 * count - 1))


def neighbour_overlap(
    high: Float[Tensor, "N D"],
    low: Float[Tensor, "N C"],
    count: int,
    judged: Int[Tensor, "R"] | None = None,
) -> Float[Tensor, ""]:
    """Share of each judged point's `count` (k) true nearest neighbours that are among its k on the map."""
    judged = torch.arange(len(high)) if judged is None else judged
    kept = torch.zeros((), dtype=torch.float64)
    for rows in judged.split(ROWS_AT_ONCE):
        true, shown = (
            distances_to_others(points, rows).topk(count, largest=False).indices for points in (high, low)
        )  # (R, k) each
        kept += (true[:, :, None] == shown[:, None, :]).sum()
    return kept / (len(judged) * count)


def distances_to_others(points: Float[Tensor, "N D"], rows: Int[Tensor, "R"]) -> Float[Tensor, "R N"]:
    """Squared distances from some points to all; from a point to itself infinite, for it is no neighbour."""
    gaps = distances(points[rows], points)  # (R, N)
    gaps[torch.arange(len(rows)), rows] = torch.inf
    return gaps
