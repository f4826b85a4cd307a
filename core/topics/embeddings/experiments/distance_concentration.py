"""The curse of dimensionality: do all distances become alike as dimensions are added?"""

import itertools
from contextlib import closing
from typing import Any

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size
from core.models.word_vectors import GLOVE, load_glove
from core.topics.embeddings.concept import relative_contrast
from core.topics.embeddings.distance_concentration import KINDS, gaps

DIMENSIONS: dict[Size, tuple[int, ...]] = {
    "small": (2, 10, 50, 200),
    "full": (2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 200, 300, 500, 700, 1000),
}
SHARED = 50  # dimensions that GloVe has


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Mean relative contrast over the asking points, for each kind and dimension."""
    glove = load_glove()
    width = glove.vectors.shape[1]
    dimensions = sorted({*DIMENSIONS[size], width})
    contrasts: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    with closing(begin(len(dimensions))) as progress:
        for dimension in dimensions:
            for kind, rows in gaps(dimension, glove, seed).items():
                every = [relative_contrast(row).item() for row in rows]
                contrasts[kind].append({"dimension": dimension, "contrast": sum(every) / len(every)})
            progress.step()
    return {"width": width, "contrasts": contrasts}


def outcome(numbers: Numbers) -> tuple[bool, dict[str, Any]]:
    """Held if Gaussian points lose contrast at every step, and one-hot points have none at all."""
    gaussian, glove, one_hot = (numbers["contrasts"][kind] for kind in KINDS)
    falling = [point["contrast"] for point in gaussian]
    holds = all(later < earlier for earlier, later in itertools.pairwise(falling))
    alike = max(point["contrast"] for point in one_hot)
    shared = next(p["contrast"] for p in gaussian if p["dimension"] == numbers["width"])
    return holds and alike < 1e-6, {
        "low": gaussian[0]["dimension"],
        "high": gaussian[-1]["dimension"],
        "before": gaussian[0]["contrast"],
        "after": gaussian[-1]["contrast"],
        "width": numbers["width"],
        "gaussian": shared,
        "glove": glove[-1]["contrast"],
    }


EXPERIMENT = Experiment("distance_concentration", measure, outcome, models=(GLOVE,), needs_sst2=False)
