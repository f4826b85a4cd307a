"""A logistic regression on a frozen encoder's features: which features and how regularised, folds say."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from core.training.own_file.vectors import Dense, Kind, features, scaled_pooler

STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # scikit-learn's C, the inverse of the regularisation
MOST_FOLDS = 5
MOST_STEPS = 2000
MARGIN_SCALE = 10.0  # of the shipped head's margin as a column: its weight is hardly regularised


@dataclass(frozen=True)
class Featured:
    """What a head reads: a pooler's features and, with a `prior` head for two classes, its margin beside.

    The margin is itself a sum of the features, so that a head of such columns is one of the features alone:
    the prior's direction costs nothing, what departs from it does.
    """

    kind: Kind
    pooler: Dense
    prior: Dense | None = None

    def columns(self, vectors: Float[Tensor, "N H"]) -> NDArray[np.float64]:
        """The matrix that a logistic regression is fitted on, (N, H) or (N, H + 1)."""
        read = features(self.pooler, vectors).double()  # (N, H)
        if self.prior is None:
            return np.asarray(read.numpy())
        weight, bias = self._margin()
        return torch.cat([read, (MARGIN_SCALE * (read @ weight + bias))[:, None]], dim=1).numpy()

    def head(self, columns: NDArray[np.float64], labels: NDArray[np.int64], strength: float) -> Dense:
        """The head of a logistic regression, multinomial where there are more than two classes.

        Labels are 0 … C − 1, each of them there. The two rows of a head for two classes are opposite.
        """
        fitted = _fitted(columns, labels, strength)
        weight, bias = torch.from_numpy(fitted.coef_), torch.from_numpy(fitted.intercept_)
        if self.prior is not None:
            own_weight, own_bias = self._margin()
            share = MARGIN_SCALE * weight[:, -1:]  # (1, 1)
            weight, bias = weight[:, :-1] + share * own_weight, bias + share[0] * own_bias
        if len(weight) == 1:
            weight, bias = torch.cat([-weight, weight]) / 2, torch.cat([-bias, bias]) / 2
        return Dense(weight.float(), bias.float())

    def _margin(self) -> tuple[Float[Tensor, "H"], Float[Tensor, ""]]:
        assert self.prior is not None
        weight, bias = self.prior.weight.double(), self.prior.bias.double()
        return weight[1] - weight[0], bias[1] - bias[0]


@dataclass(frozen=True)
class Setting:
    """What cross-validation chose: the columns, scikit-learn's C, the mean log-loss in nats over folds."""

    featured: Featured
    strength: float
    loss: float
    folds: int


@dataclass(frozen=True)
class Learned:
    """A head for its setting's features: pooler and head are what a BERT's folder holds."""

    head: Dense
    setting: Setting

    @property
    def pooler(self) -> Dense:
        return self.setting.featured.pooler

    def logits(self, vectors: Float[Tensor, "N H"]) -> Float[Tensor, "N C"]:
        """The logits for vectors of [CLS]."""
        return self.head(features(self.pooler, vectors))


def learn(
    vectors: Float[Tensor, "N H"],
    labels: Sequence[int],
    groups: Sequence[int],
    own: Dense,
    prior: Dense | None,
    seed: int,
) -> Learned:
    """Choose features and regularisation by cross-validation, rows of a group in one fold; fit on all.

    Features are those of the encoder's `own` pooler, or the numbers of [CLS] themselves, scaled. With a
    `prior`, the encoder's head for these two classes, the first are read beside its margin as well.
    """
    truth = np.array(labels)
    folds = _folds(truth, np.array(groups), seed)
    candidates = [Featured("own", own), Featured("scaled", scaled_pooler(vectors))]
    candidates += [] if prior is None else [Featured("prior", own, prior)]
    settings = [one for featured in candidates for one in _tried(featured, vectors, truth, folds)]
    best = min(settings, key=lambda one: one.loss)
    columns = best.featured.columns(vectors)
    return Learned(best.featured.head(columns, truth, best.strength), best)


def _fitted(columns: NDArray[np.float64], labels: NDArray[np.int64], strength: float) -> Any:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # nearly there is judged as it is
        return LogisticRegression(C=strength, max_iter=MOST_STEPS).fit(columns, labels)


def _tried(
    featured: Featured, vectors: Float[Tensor, "N H"], labels: NDArray[np.int64], folds: list[Any]
) -> list[Setting]:
    """Each strength with its log-loss on rows that were not learned from."""
    columns = featured.columns(vectors)
    return [
        Setting(
            featured,
            strength,
            float(np.mean([_loss(columns, labels, train, test, strength) for train, test in folds])),
            len(folds),
        )
        for strength in STRENGTHS
    ]


def _folds(labels: NDArray[np.int64], groups: NDArray[np.int64], seed: int) -> list[Any]:
    """Folds in each of whose training parts every class is; a class that is one group may allow few."""
    from sklearn.model_selection import StratifiedGroupKFold

    count = max(2, min(MOST_FOLDS, int(np.bincount(labels).min())))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # fewer groups of a class than folds
        splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
        folds = [*splitter.split(labels, labels, groups)]
    whole = set(labels.tolist())
    return [fold for fold in folds if set(labels[fold[0]].tolist()) == whole and len(fold[1])]


def _loss(
    columns: NDArray[np.float64], labels: NDArray[np.int64], train: Any, test: Any, strength: float
) -> float:
    from sklearn.metrics import log_loss

    fitted = _fitted(columns[train], labels[train], strength)
    return float(log_loss(labels[test], fitted.predict_proba(columns[test]), labels=fitted.classes_))
