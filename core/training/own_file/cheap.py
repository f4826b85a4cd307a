"""The cheap model: a head on vectors of a frozen encoder, learned in seconds, and its learning curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from core.jobs.progress import Progress
from core.models.locate import Located
from core.training.own_file.classes import is_sentiment
from core.training.own_file.curve import LearningCurve, learning_curve
from core.training.own_file.head import Learned, learn
from core.training.own_file.rows import OwnRows
from core.training.own_file.split import Sides
from core.training.own_file.vectors import cls_vectors, features, own_head


@dataclass(frozen=True)
class Cheap:
    """What was learned, its logits (N, C) on the rows set aside, and (N, 2) those of the shipped head."""

    learned: Learned
    logits: Float[Tensor, "N C"]
    shipped: Float[Tensor, "N 2"]
    curve: LearningCurve


def learn_head(rows: OwnRows, sides: Sides, base: Located, seed: int) -> Cheap:
    """Read all rows once, learn from one side, answer the other; then learn from parts for the curve."""
    progress = Progress(len(rows), "reading")
    vectors = cls_vectors(base.folder, rows.texts, progress.step)  # (N, H)
    progress.close()
    train, held_out = vectors[sides.train], vectors[sides.held_out]
    labels = _of(rows.labels, sides.train)
    pooler, head = own_head(base.folder)
    groups = [rows.groups[row] for row in sides.train]
    prior = head if is_sentiment(rows.classes) else None
    learned = learn(train, labels.tolist(), groups, pooler, prior, seed)
    curve = _curve(learned, train, labels, held_out, _of(rows.labels, sides.held_out), seed)
    return Cheap(learned, learned.logits(held_out), head(features(pooler, held_out)), curve)


def _of(labels: Sequence[int], side: Sequence[int]) -> NDArray[np.int64]:
    return np.array([labels[row] for row in side], np.int64)


def _curve(
    learned: Learned,
    train: Float[Tensor, "N H"],
    labels: NDArray[np.int64],
    held_out: Float[Tensor, "M H"],
    truth: NDArray[np.int64],
    seed: int,
) -> LearningCurve:
    """With the features and the regularisation that were chosen on all rows."""
    featured, strength = learned.setting.featured, learned.setting.strength
    columns = featured.columns(train)
    outputs = features(learned.pooler, held_out)

    def right_of(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        head = featured.head(columns[rows], labels[rows], strength)
        return np.asarray(head(outputs).argmax(dim=-1).numpy() == truth)

    return learning_curve(labels.tolist(), right_of, seed)
