"""What the order of words is worth on SST-2: the same sentences with their words shuffled."""

import random
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from core.base.numbers import Estimate
from core.data.labelled import LabelledData, Split
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, difference, mapped
from core.experiments.samples import accuracy_interval, draw
from core.jobs.progress import Progress
from core.models.bag_of_words import BagOfWordsClassifier, without_pairs
from core.models.catalog import COMPARED, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.nn.batches import length_sorted_batches

SENTENCES: dict[Size, int | None] = {"small": 100, "full": None}
SHUFFLES: dict[Size, int] = {"small": 2, "full": 5}
SINGLE = "single-words"  # the bag of words without its pairs
BATCH = 32
GROUPS = {"words_1": (1, 9), "words_10": (10, 19), "words_20": (20, 29), "words_30": (30, 10_000)}
FLIPS_SHOWN = 8


def shuffled(sentence: str, rng: random.Random) -> str:
    """The same words between blanks in another order; a word keeps its pieces together."""
    words = sentence.split()
    rng.shuffle(words)
    return " ".join(words)


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Right answers with and without order, by length, for MiniLM and the bag of words."""
    assert data is not None, "this experiment reads SST-2"
    dev, rng = draw(data.dev, SENTENCES[size], seed), random.Random(seed)
    mixed = [[shuffled(s, rng) for s in dev.sentences] for _ in range(SHUFFLES[size])]
    models = dict(_models())
    by_model: dict[str, list[list[float]]] = {}
    with closing(begin(len(models) * len(dev) * (1 + len(mixed)))) as progress:
        for name, model in models.items():
            by_model[name] = [_positive(model, texts, progress) for texts in (dev.sentences, *mixed)]
    return {
        "sentences": len(dev),
        "shuffles": len(mixed),
        "models": {name: _groups(dev, rows) for name, rows in by_model.items()},
        "flips": list(_flips(dev, mixed, by_model[MAIN_MODEL])),
    }


def _models() -> Iterator[tuple[str, Any]]:
    for name in COMPARED:
        model = load_classifier(name)
        yield name, model
        if isinstance(model, BagOfWordsClassifier):
            yield SINGLE, without_pairs(model)


def _positive(model: Any, sentences: list[str], progress: Progress) -> list[float]:
    """Probability of positive of each sentence, read in batches of like length."""
    probabilities = [0.0] * len(sentences)
    for rows in length_sorted_batches([len(sentence) for sentence in sentences], BATCH):
        for n, prediction in zip(rows, model.classify([sentences[n] for n in rows]), strict=True):
            probabilities[n] = prediction.probability
        progress.step(len(rows))
    return probabilities


def _groups(dev: Split, by_order: list[list[float]]) -> list[dict[str, Any]]:
    """All sentences and each class of length: right in order, right in disorder, predictions kept."""
    lengths = [len(sentence.split()) for sentence in dev.sentences]
    chosen = {"all": list(range(len(dev)))}
    for group, (low, high) in GROUPS.items():
        chosen[group] = [n for n, length in enumerate(lengths) if low <= length <= high]
    return [{"group": group, **_counts(rows, dev, by_order)} for group, rows in chosen.items() if rows]


def _counts(rows: list[int], dev: Split, by_order: list[list[float]]) -> dict[str, Any]:
    """The shuffled accuracy is the mean over the shuffles; its interval is that of a single one."""
    ordered, *mixed = by_order
    right = [
        sum((probabilities[n] >= 0.5) == bool(dev.labels[n]) for n in rows) for probabilities in by_order
    ]
    unchanged = sum((probabilities[n] >= 0.5) == (ordered[n] >= 0.5) for probabilities in mixed for n in rows)
    mean = sum(right[1:]) / len(mixed)
    return {
        "sentences": len(rows),
        "ordered": accuracy_interval(right[0], len(rows)),
        "shuffled": {**accuracy_interval(round(mean), len(rows)), "accuracy": mean / len(rows)},
        "kept": unchanged / (len(mixed) * len(rows)),
    }


def _flips(dev: Split, mixed: list[list[str]], by_order: list[list[float]]) -> Iterator[dict[str, Any]]:
    """Sentences predicted rightly in order, and wrongly after the most shuffles; the surest first."""
    ordered, *others = by_order
    wrong = {
        n: sum((probabilities[n] >= 0.5) != bool(dev.labels[n]) for probabilities in others)
        for n in range(len(dev))
        if (ordered[n] >= 0.5) == bool(dev.labels[n])
    }
    sure = sorted((n for n in wrong if wrong[n]), key=lambda n: (-wrong[n], -abs(ordered[n] - 0.5)))
    for n in sure[:FLIPS_SHOWN]:
        furthest = max(range(len(others)), key=lambda s: abs(others[s][n] - ordered[n]))
        yield {
            "sentence": dev.sentences[n],
            "shuffled": mixed[furthest][n],
            "before": ordered[n],
            "after": others[furthest][n],
            "share": wrong[n] / len(others),
        }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the main model reading disorder is right less often than the bag of words reading order.

    Interval: Newcombe's, of disorder that of a single shuffle: wider than needed, as both read the same
    sentences and disorder is a mean.
    """
    whole = {name: groups[0] for name, groups in numbers["models"].items()}
    main = whole[MAIN_MODEL]
    disorder, bag = (_estimate(part) for part in (main["shuffled"], whole["bag-of-words"]["ordered"]))
    lead = difference(disorder, bag)
    return below(lead, 0), {
        "sentences": numbers["sentences"],
        "shuffles": numbers["shuffles"],
        "ordered": main["ordered"]["accuracy"],
        "shuffled": main["shuffled"]["accuracy"],
        "kept": main["kept"],
        "bag": bag.value,
        "single": whole[SINGLE]["ordered"]["accuracy"],
        "lead": mapped(lead, lambda gain: 100 * gain),
    }


def _estimate(part: dict[str, Any]) -> Estimate:
    return Estimate(part["accuracy"], *part["interval"])


EXPERIMENT = Experiment("word_order", measure, outcome, "apart", models=(MAIN_MODEL,))
