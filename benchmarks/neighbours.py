"""`python -m benchmarks.neighbours`: the nearest of 400,000 GloVe words, against scikit-learn.

Exact on both sides, warm, one thread, the two taking turns; the last line is the ratio of the medians.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
from sklearn.neighbors import NearestNeighbors

from core.models.word_vectors import load_glove

NEAREST, ROUNDS, WARM_UP = 12, 40, 5


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Print both medians and their ratio."""
    glove = load_glove()
    _ = glove.scales
    library = NearestNeighbors(n_neighbors=NEAREST, metric="cosine", algorithm="brute", n_jobs=1)
    library.fit(np.array(glove.vectors))
    rows = np.random.default_rng(42).integers(0, len(glove.words), ROUNDS)
    times = []
    for row in rows:
        query = np.array(glove.vectors[row])
        theirs = seconds(lambda query=query: library.kneighbors(query[None, :]))
        times.append((theirs, seconds(lambda query=query: glove.nearest(query, NEAREST))))
    theirs_median, ours_median = (statistics.median(each) for each in zip(*times[WARM_UP:], strict=True))
    print(f"scikit-learn, brute force: {theirs_median * 1000:.1f} ms")
    print(f"ours, memory-mapped:       {ours_median * 1000:.1f} ms")
    print(f"ratio: {ours_median / theirs_median:.2f}")


if __name__ == "__main__":
    main()
