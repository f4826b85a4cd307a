"""Distances in many dimensions: from a few points to all others, for three kinds of points."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from core.models.word_vectors import WordVectors
from core.topics.embeddings.concept import distances, one_hot

KINDS = ("gaussian", "glove", "one_hot")
POINTS, ASKING = 1000, 20
SEED = 42


def gaps(dimension: int, glove: WordVectors, seed: int = SEED) -> dict[str, Float[Tensor, "Q N"]]:
    """Euclidean distances from `ASKING` points (Q) to all others (N), by kind of point.

    GloVe has D = 50 dimensions and is left out where more are asked for; with fewer, its vectors are
    turned at random first, so that no coordinate is special. One-hot points need two dimensions; there
    are as many as dimensions, `POINTS` at most.
    """
    generator = torch.Generator().manual_seed(seed)
    points = {"gaussian": torch.randn(POINTS, dimension, generator=generator)}  # (N, D)
    words = torch.from_numpy(np.array(glove.vectors[:POINTS]))  # (N, D)
    if dimension <= words.shape[1]:
        turn, _ = torch.linalg.qr(torch.randn(words.shape[1], words.shape[1], generator=generator))
        points["glove"] = (words @ turn)[:, :dimension]
    if dimension > 1:
        count = min(dimension, POINTS)
        points["one_hot"] = one_hot(torch.arange(count), dimension)
    return {kind: _to_others(rows) for kind, rows in points.items()}


def _to_others(points: Float[Tensor, "N D"]) -> Float[Tensor, "Q M"]:
    asking = min(ASKING, len(points))
    result = distances(points[:asking].double(), points.double()).sqrt()  # (Q, N)
    others = ~torch.eye(asking, len(points), dtype=torch.bool)
    return result[others].reshape(asking, len(points) - 1).float()
