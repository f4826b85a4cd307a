"""One-hot words against embeddings as features of the same linear classifier, with few and many labels."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.labelled import LabelledData, Split
from core.data.overlap import clean
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, difference, every, mapped, mean, share
from core.experiments.samples import draw
from core.models.word_vectors import GLOVE, WordVectors, load_glove
from core.nn.terms import words

KINDS = ("one_hot", "glove", "random")
SIZES: dict[Size, tuple[int | None, ...]] = {
    "small": (100, 1000),
    "full": (100, 300, 1000, 3000, 10_000, 30_000, None),
}
DRAWS = 5  # of a training set, where it is not everything
REGULARISATIONS = (0.1, 1.0, 10.0, 100.0)  # scikit-learn's C; the best on a held-out fifth is taken
FIFTH = 5

Features = Callable[[Sequence[str]], Any]  # sentences in, a matrix with one row each out


@dataclass(frozen=True)
class Task:
    """Everything that one fit needs."""

    train: Split
    dev: Split
    seed: int


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Dev accuracy of each kind of feature after each number of labelled phrases."""
    assert data is not None, "this experiment reads SST-2"
    glove, cleaned = load_glove(), clean(data)
    sizes = [min(rows or len(cleaned.train), len(cleaned.train)) for rows in SIZES[size]]
    draws = [DRAWS if rows < len(cleaned.train) else 1 for rows in sizes]
    curves: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    with closing(begin(sum(draws) * len(KINDS))) as progress:
        for rows, times in zip(sizes, draws, strict=True):
            tasks = [Task(draw(cleaned.train, rows, seed + n), cleaned.dev, seed + n) for n in range(times)]
            for kind in KINDS:
                accuracies = []
                for task in tasks:
                    accuracies.append(accuracy(task, features(kind, task, glove)))
                    progress.step(1, accuracy=accuracies[-1])
                mean = sum(accuracies) / len(accuracies)
                curves[kind].append({"rows": rows, "accuracy": mean, "all": accuracies})
    return {"sentences": len(cleaned.dev), "curves": curves}


def features(kind: str, task: Task, glove: WordVectors) -> Features:
    """One column for each word of the training phrases, or the mean of the words' vectors."""
    if kind == "one_hot":
        from sklearn.feature_extraction.text import CountVectorizer

        counter = CountVectorizer(analyzer=words, binary=True).fit(task.train.sentences)
        return counter.transform
    if kind == "glove":
        return lambda sentences: means(sentences, glove, glove.vectors)
    drawn = np.random.default_rng(task.seed).standard_normal(glove.vectors.shape, dtype=np.float32)
    return lambda sentences: means(sentences, glove, drawn)


def means(sentences: Sequence[str], glove: WordVectors, vectors: np.ndarray) -> np.ndarray:
    """The mean vector of each sentence's known words, zeros where there is none: (B, D)."""
    result = np.zeros((len(sentences), vectors.shape[1]), dtype=np.float32)  # (B, D)
    for number, sentence in enumerate(sentences):
        rows = [glove.rows[word] for word in words(sentence) if word in glove.rows]
        if rows:
            result[number] = vectors[rows].mean(axis=0)
    return result


def accuracy(task: Task, make: Features) -> float:
    """Fit with each regularisation on four fifths, take the best on the last; its accuracy on dev."""
    from sklearn.linear_model import LogisticRegression

    matrix, labels = make(task.train.sentences), np.array(task.train.labels)
    training = np.random.default_rng(task.seed).permutation(len(labels)) % FIFTH > 0  # (B,)

    def fitted(c: float, rows: np.ndarray) -> Any:
        return LogisticRegression(C=c, max_iter=2000).fit(matrix[rows], labels[rows])

    scores = [fitted(c, training).score(matrix[~training], labels[~training]) for c in REGULARISATIONS]
    best = REGULARISATIONS[int(np.argmax(scores))]
    everything = np.ones(len(labels), dtype=bool)
    right = fitted(best, everything).score(make(task.dev.sentences), np.array(task.dev.labels))
    return float(right)


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if embeddings win with the fewest labels, and one-hot words with the most.

    Interval: with few labels Student's t over the draws, draw by draw; with all of them Newcombe's for the
    dev sentences, wider than needed as both read the same ones.
    """
    one_hot, glove, random = (numbers["curves"][kind] for kind in KINDS)
    draws = zip(glove[0]["all"], one_hot[0]["all"], strict=True)
    few = mean([dense - sparse for dense, sparse in draws])
    right = [round(curve[-1]["accuracy"] * numbers["sentences"]) for curve in (one_hot, glove)]
    most = [share(count, numbers["sentences"]) for count in right]
    many = difference(*most)
    return every((above(few, 0), above(many, 0))), {
        "sentences": numbers["sentences"],
        "few": one_hot[0]["rows"],
        "many": one_hot[-1]["rows"],
        "draws": len(one_hot[0]["all"]),
        "few_one_hot": one_hot[0]["accuracy"],
        "few_glove": glove[0]["accuracy"],
        "few_lead": mapped(few, lambda lead: 100 * lead),
        "many_one_hot": most[0],
        "many_glove": most[1],
        "many_random": random[-1]["accuracy"],
    }


EXPERIMENT = Experiment("one_hot_features", measure, outcome, "student", models=(GLOVE,))
