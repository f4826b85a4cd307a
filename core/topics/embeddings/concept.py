"""One-hot and dense word vectors: lookup, similarity, analogies, projection, and a map's faithfulness.

Sources: Bengio et al. 2003 (a table of learned vectors); Mikolov, Yih & Zweig 2013 (vector offsets);
Pearson 1901 (principal components); Beyer et al. 1999 (distances in many dimensions);
Venna & Kaski 2001 (trustworthiness of a map).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

TINY = 1e-8  # lower bound of a norm in a cosine: a zero vector's is 0 and not 0/0
NUMBER_BYTES = 4  # a float32 or an int32
ROWS_AT_ONCE = 500  # rows of the (N, N) distance matrix in memory at a time


@dataclass(frozen=True)
class Memory:
    """Bytes for T words as dense one-hot rows, sparse ones and dense vectors, and for the V × D table."""

    dense: int
    sparse: int
    vectors: int
    table: int


def one_hot(ids: Int[Tensor, "T"], size: int) -> Float[Tensor, "T V"]:
    """One-hot rows: 1 at the word's id, 0 elsewhere; `size` is V. IndexError for an id of V or more."""
    rows = torch.zeros(len(ids), size)  # (T, V)
    rows[torch.arange(len(ids)), ids] = 1.0
    return rows


def look_up(ids: Int[Tensor, "T"], table: Float[Tensor, "V D"]) -> Float[Tensor, "T D"]:
    """Embedding lookup as a matrix product: one-hot rows times the table select the rows of the ids."""
    return one_hot(ids, len(table)).to(table.dtype) @ table  # (T, D)


def memory(words: int, vocabulary: int, width: int) -> Memory:
    """Bytes for T = `words`, V = `vocabulary` and D = `width`, at 4 bytes a number.

    Sparse rows are in CSR: a value and a column index for each 1, and T + 1 row pointers.
    """
    return Memory(
        dense=words * vocabulary * NUMBER_BYTES,
        sparse=words * 2 * NUMBER_BYTES + (words + 1) * NUMBER_BYTES,
        vectors=words * width * NUMBER_BYTES,
        table=vocabulary * width * NUMBER_BYTES,
    )


def lengths(vectors: Float[Tensor, "N D"]) -> Float[Tensor, "N"]:
    """Euclidean norm of each row."""
    return (vectors * vectors).sum(dim=-1).sqrt()


def cosine(first: Float[Tensor, "N D"], second: Float[Tensor, "M D"]) -> Float[Tensor, "N M"]:
    """Cosine similarity of every pair of rows, from −1 to 1; 0 for a vector of zeros."""
    products = first @ second.T  # (N, M)
    return products / lengths(first).clamp(min=TINY)[:, None] / lengths(second).clamp(min=TINY)[None, :]


def nearest(
    query: Float[Tensor, "D"], table: Float[Tensor, "V D"], count: int, excluded: Sequence[int] = ()
) -> Int[Tensor, "N"]:
    """Row indices of the N = `count` nearest neighbours by cosine, best first, by exhaustive search.

    Rows in `excluded` are left out; fewer than `count` where the table has no more.
    """
    similarity = cosine(query[None, :], table)[0]  # (V,)
    similarity[list(excluded)] = -torch.inf
    return similarity.topk(min(count, len(table) - len(set(excluded)))).indices  # (N,)


def arithmetic(plus: Float[Tensor, "P D"], minus: Float[Tensor, "M D"]) -> Float[Tensor, "D"]:
    """Vector offset of an analogy: Σ plus − Σ minus, e.g. king − man + woman.

    Source: Mikolov, Yih & Zweig 2013.
    """
    return plus.sum(dim=0) - minus.sum(dim=0)


def axis_position(
    vectors: Float[Tensor, "N D"], low: Float[Tensor, "D"], high: Float[Tensor, "D"]
) -> Float[Tensor, "N"]:
    """Orthogonal projection of each row on the line through `low`, where it is 0, and `high`, where it is 1.

    (v − low) · (high − low) / ‖high − low‖²; ValueError where both ends are one point. The
    difference of two words' vectors is a direction of meaning. Source: Bolukbasi et al. 2016.
    """
    direction = high - low  # (D,)
    squared = direction @ direction
    if squared == 0:
        raise ValueError("both ends are one point")
    return (vectors - low) @ direction / squared  # (N,)


def principal_components(vectors: Float[Tensor, "N D"], count: int = 2) -> Float[Tensor, "N C"]:
    """PCA: centred rows projected on the C = `count` eigenvectors of their covariance of largest eigenvalue.

    An eigenvector's sign is arbitrary; here its entry of largest magnitude is positive.
    Source: Pearson 1901.
    """
    centred = vectors - vectors.mean(dim=0)  # (N, D)
    covariance = centred.T @ centred / (len(vectors) - 1)  # (D, D)
    _, directions = torch.linalg.eigh(covariance)  # columns, the smallest eigenvalue first
    axes = directions.flip(-1).T[:count]  # (C, D)
    largest = axes.gather(1, axes.abs().argmax(dim=1, keepdim=True))  # (C, 1)
    return centred @ (axes * largest.sign()).T  # (N, C)


def distances(first: Float[Tensor, "N D"], second: Float[Tensor, "M D"]) -> Float[Tensor, "N M"]:
    """Squared Euclidean distance of every pair: ‖a‖² − 2 a·b + ‖b‖², clamped to 0 against rounding."""
    of_first, of_second = (first * first).sum(-1), (second * second).sum(-1)  # (N,), (M,)
    return (of_first[:, None] - 2 * first @ second.T + of_second[None, :]).clamp(min=0)


def relative_contrast(distances_to: Float[Tensor, "N"]) -> Float[Tensor, ""]:
    """(max − min) / min of a query's distances to N points. Source: Beyer et al. 1999."""
    return (distances_to.max() - distances_to.min()) / distances_to.min()


def shell_volume(dimension: int, thickness: float) -> float:
    """Fraction of a D-ball's volume in its outer shell, whose `thickness` is a fraction of the radius.

    Volume grows as the radius to the power D = `dimension`, hence 1 − (1 − thickness)^D.
    """
    return 1 - (1 - thickness) ** dimension


def trustworthiness(
    high: Float[Tensor, "N D"],
    low: Float[Tensor, "N C"],
    count: int,
    points: Int[Tensor, "R"] | None = None,
) -> Float[Tensor, ""]:
    """Trustworthiness of a projection: 1 − the normalised rank excess of false neighbours.

    For each of a point's k = `count` nearest neighbours in `low` that ranks beyond k in `high`, the excess
    of its rank is a penalty; the worst projection gets about 0. `points` are the indices averaged over,
    None for all. Source: Venna & Kaski 2001.
    """
    N, points = len(high), torch.arange(len(high)) if points is None else points
    penalty = torch.zeros((), dtype=torch.float64)
    for rows in points.split(ROWS_AT_ONCE):
        true = distances_to_others(high, rows)  # (R, N)
        neighbours = distances_to_others(low, rows).topk(count, largest=False).indices  # (R, k)
        rank = torch.searchsorted(true.sort(dim=-1).values, true.gather(1, neighbours)) + 1  # (R, k)
        penalty += (rank - count).clamp(min=0).sum()
    return 1 - 2 * penalty / (len(points) * count * (2 * N - 3 * count - 1))


def neighbour_overlap(
    high: Float[Tensor, "N D"],
    low: Float[Tensor, "N C"],
    count: int,
    points: Int[Tensor, "R"] | None = None,
) -> Float[Tensor, ""]:
    """Mean proportion of a point's k = `count` nearest neighbours in `high` that are also its k in `low`.

    `points` are the indices averaged over, None for all.
    """
    points = torch.arange(len(high)) if points is None else points
    common = torch.zeros((), dtype=torch.float64)
    for rows in points.split(ROWS_AT_ONCE):
        true, mapped = (
            distances_to_others(space, rows).topk(count, largest=False).indices for space in (high, low)
        )  # (R, k) each
        common += (true[:, :, None] == mapped[:, None, :]).sum()
    return common / (len(points) * count)


def distances_to_others(points: Float[Tensor, "N D"], rows: Int[Tensor, "R"]) -> Float[Tensor, "R N"]:
    """Squared distances from the points `rows` to all N; infinite from a point to itself."""
    squared = distances(points[rows], points)  # (R, N)
    squared[torch.arange(len(rows)), rows] = torch.inf
    return squared
