"""The curse of dimensionality: do all distances become alike as dimensions are added?"""

import itertools
from contextlib import closing
from statistics import fmean
from typing import Any

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, exactly, geometric_mean, mean, ratio
from core.models.word_vectors import GLOVE, load_glove
from core.topics.embeddings.concept import relative_contrast
from core.topics.embeddings.distance_concentration import KINDS, gaps

DIMENSIONS: dict[Size, tuple[int, ...]] = {
    "small": (2, 10, 50, 200),
    "full": (2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 200, 300, 500, 700, 1000),
}
CLOUDS: dict[Size, int] = {"small": 3, "full": 20}  # drawn anew, GloVe's turned anew
ROUNDING = 1e-6


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Mean relative contrast over the asking points of each cloud; of the first cloud each point's."""
    glove = load_glove()
    width = glove.vectors.shape[1]
    dimensions = sorted({*DIMENSIONS[size], width})
    contrasts: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    with closing(begin(len(dimensions))) as progress:
        for dimension in dimensions:
            clouds = [gaps(dimension, glove, seed + number) for number in range(CLOUDS[size])]
            for kind in clouds[0]:
                means = [fmean(relative_contrast(row).item() for row in cloud[kind]) for cloud in clouds]
                middle = geometric_mean(means).value if min(means) > 0 else fmean(means)
                asking = [relative_contrast(row).item() for row in clouds[0][kind]]
                point = {"dimension": dimension, "contrast": middle, "clouds": means, "asking": asking}
                contrasts[kind].append(point)
            progress.step()
    return {"width": width, "contrasts": contrasts}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if Gaussian points lose contrast at every step, one-hot points have none, and GloVe has more.

    Interval: Student's t, of Gaussian points on the logarithms over the clouds, of GloVe over the asking
    words; a ratio of two from both (MOVER). That one-hot points have no contrast is exact.
    """
    gaussian, glove, one_hot = (numbers["contrasts"][kind] for kind in KINDS)
    at = {point["dimension"]: geometric_mean(point["clouds"]) for point in gaussian}
    shared, words = at[numbers["width"]], mean(glove[-1]["asking"])
    steps = (below(ratio(later, earlier), 1) for earlier, later in itertools.pairwise(at.values()))
    alike = exactly(max(point["contrast"] for point in one_hot) < ROUNDING)
    return every((*steps, alike, above(ratio(words, shared), 1))), {
        "low": gaussian[0]["dimension"],
        "high": gaussian[-1]["dimension"],
        "before": at[gaussian[0]["dimension"]],
        "after": at[gaussian[-1]["dimension"]],
        "width": numbers["width"],
        "gaussian": shared,
        "glove": words,
    }


EXPERIMENT = Experiment(
    "distance_concentration", measure, outcome, "student", models=(GLOVE,), needs_sst2=False
)
