"""How far apart are two sets of texts? A classifier tries to tell them apart; its words say by what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.intervals import bootstrap
from core.base.numbers import Estimate
from core.nn.terms import words

MOST_TEXTS = 2000  # of each set: enough for an AUC to a point
FEWEST_TEXTS = 20
FOLDS = 5
MOST_WORDS = 10  # shown of each set
EXAMPLES = 3
RESAMPLES = 500


@dataclass(frozen=True)
class Distance:
    """The area under the ROC curve of a classifier on texts it has not seen: 0.5 is alike, 1 is told apart.

    Of texts that are alike it comes out below 0.5, since what is common in four fifths is rarer in the last.

    `here` and `there` are the words that speak for either set; `typical` the indices of texts of this file
    that are surest to be of it.
    """

    auc: Estimate
    here: tuple[str, ...]
    there: tuple[str, ...]
    typical: tuple[int, ...]


def distance(texts: Sequence[str], reference: Sequence[str], seed: int = 0) -> Distance | None:
    """Tell a file's texts from those of a reference by their words; None of fewer than 20 of either.

    Logistic regression on TF-IDF weights, each text judged by a classifier that did not learn from it.
    Of equal texts one is looked at.
    """
    generator = np.random.default_rng(seed)
    mine, theirs = _drawn(texts, generator), _drawn(reference, generator)
    if min(len(mine), len(theirs)) < FEWEST_TEXTS:
        return None
    all_texts = [texts[row] for row in mine] + [reference[row] for row in theirs]
    is_here = np.array([True] * len(mine) + [False] * len(theirs))  # (N,)
    weights, names = _weights(all_texts)
    scores = _out_of_fold(weights, is_here, seed)  # (N,)
    coefficients = _classifier().fit(weights, is_here).coef_[0]  # (V,)
    order = np.argsort(coefficients, kind="stable")
    surest = np.argsort(-scores[: len(mine)], kind="stable")[:EXAMPLES]
    return Distance(
        bootstrap(lambda rows: auc(scores[rows], is_here[rows]), len(scores), seed, RESAMPLES),
        tuple(names[place] for place in order[::-1][:MOST_WORDS] if coefficients[place] > 0),
        tuple(names[place] for place in order[:MOST_WORDS] if coefficients[place] < 0),
        tuple(int(mine[place]) for place in surest),
    )


def auc(scores: NDArray[np.float64], is_here: NDArray[np.bool_]) -> float:
    """How often one of ours scores above one of theirs, ties being half; 0.5 where either is missing.

    Source: Mann & Whitney 1947; Hanley & McNeil 1982.
    """
    from scipy.stats import rankdata

    ours, theirs = int(is_here.sum()), int((~is_here).sum())
    if not ours or not theirs:
        return 0.5
    ranks = rankdata(scores)[is_here].sum()
    return float((ranks - ours * (ours + 1) / 2) / (ours * theirs))


def _drawn(texts: Sequence[str], generator: np.random.Generator) -> list[int]:
    """The numbers of different texts that are not blank, at most MOST_TEXTS, in order."""
    once = {text.strip(): row for row, text in reversed([*enumerate(texts)]) if text.strip()}
    rows = sorted(once.values())
    if len(rows) > MOST_TEXTS:
        rows = sorted(generator.choice(rows, MOST_TEXTS, replace=False).tolist())
    return rows


def _weights(texts: Sequence[str]) -> tuple[Any, list[str]]:
    """TF-IDF weights, sparse (N, V), and the V words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=_words, min_df=2, sublinear_tf=True, max_features=20_000)
    matrix = vectorizer.fit_transform(texts)
    return matrix, [str(name) for name in vectorizer.get_feature_names_out()]


def _words(text: str) -> list[str]:
    return [word for word in words(text) if any(map(str.isalnum, word))]


def _classifier() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(class_weight="balanced", max_iter=1000)


def _out_of_fold(weights: Any, is_here: NDArray[np.bool_], seed: int) -> NDArray[np.float64]:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    found = cross_val_predict(_classifier(), weights, is_here, cv=folds, method="decision_function")
    return np.asarray(found, np.float64)
