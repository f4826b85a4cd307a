"""Small scored files, made of what is right and how sure."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.evaluation.scored import Scored, Verdicts


def scored(
    labels: Sequence[int],
    *probabilities: Sequence[float],
    texts: Sequence[str] = (),
    columns: dict[str, list[str]] | None = None,
) -> Scored:
    """Rows with labels (−1: none) and the probabilities of one model or more; texts are numbered."""
    rows = len(labels)
    return Scored(
        np.arange(1, rows + 1),
        list(texts) or [f"text {row}" for row in range(rows)],
        np.array(labels, np.int8),
        tuple(Verdicts(f"model-{n}", np.array(one, np.float64)) for n, one in enumerate(probabilities)),
        columns or {},
    )


def calibrated(rows: int, generator: np.random.Generator) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Labels and probabilities of a model that is right as often as it says."""
    probability = 1 / (1 + np.exp(-3 * generator.standard_normal(rows)))
    return (generator.random(rows) < probability).astype(np.int8), probability


def write(path: Path, header: str, *rows: str) -> Path:
    """A CSV."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
