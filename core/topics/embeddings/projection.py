"""Many dimensions onto two: PCA, t-SNE and UMAP, and how faithful the resulting map is."""

import threading
import warnings

import numpy as np
import torch

from core.topics.embeddings.concept import neighbour_overlap, principal_components, trustworthiness

METHODS = ("pca", "tsne", "umap")
NEIGHBOURS = 15  # whose survival on the map is measured
FEWEST = 2 * NEIGHBOURS  # points; with fewer there is nothing to measure
MOST_SAMPLED = 3000  # points of a larger map
ITERATIONS = 1000
_umap = threading.Lock()  # two fits in two threads can abort the whole process


def project(vectors: np.ndarray, method: str, seed: int) -> np.ndarray:
    """Two coordinates for each row (N × D): float32, N × 2."""
    points = {"pca": _by_pca, "tsne": _by_tsne, "umap": _by_umap}[method](vectors, seed)
    return np.ascontiguousarray(points, dtype=np.float32)


def honesty(vectors: np.ndarray, points: np.ndarray, seed: int) -> dict[str, float]:
    """Trustworthiness and neighbour overlap of the map, from 0 to 1, over at most `MOST_SAMPLED` points.

    Those are drawn by the seed; their neighbours are looked for among all points.
    """
    high, low = torch.from_numpy(vectors), torch.from_numpy(points)
    sample = torch.randperm(len(high), generator=torch.Generator().manual_seed(seed))[:MOST_SAMPLED]  # (R,)
    return {
        "trustworthiness": trustworthiness(high, low, NEIGHBOURS, sample).item(),
        "overlap": neighbour_overlap(high, low, NEIGHBOURS, sample).item(),
        "judged": len(sample),
    }


def unit(vectors: np.ndarray) -> np.ndarray:
    """Every row with length 1, so that near means a high cosine."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-8)


def _by_pca(vectors: np.ndarray, seed: int) -> np.ndarray:
    return principal_components(torch.from_numpy(vectors).double()).numpy()


def _by_tsne(vectors: np.ndarray, seed: int) -> np.ndarray:
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(vectors) - 1) / 3)
    made = TSNE(perplexity=perplexity, init="pca", max_iter=ITERATIONS, random_state=seed, n_jobs=1)
    return made.fit_transform(vectors)


def _by_umap(vectors: np.ndarray, seed: int) -> np.ndarray:
    neighbours = min(NEIGHBOURS, len(vectors) - 1)
    with _umap, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba's and UMAP's deprecations
        from umap import UMAP

        return UMAP(n_neighbors=neighbours, random_state=seed, n_jobs=1).fit_transform(vectors)
