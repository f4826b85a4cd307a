"""Which methods are faithful, and which is the best for what it costs."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import torch
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, mean
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.read_sentence import read_sentence
from core.models.explaining.reading import Reading
from core.topics.why.measuring.correlations import mean_agreement, shuffled_means
from core.topics.why.measuring.estimates import kept, read_estimate
from core.topics.why.measuring.grades import RANDOM_ORDERS, Grades, grades, random_grades
from core.topics.why.measuring.sample import short_sentences
from core.topics.why.measuring.variants import SAMPLES, STEPS, VARIANTS, attributed, passes

SENTENCES: dict[Size, int] = {"small": 6, "full": 300}
MOST_WORDS = 15
MOST_PASSES = 3  # scoring a text and saying why may take three times as long as scoring it
LOWER_IS_BETTER = ("sufficiency", "area")


@dataclass(frozen=True)
class Graded:
    """One sentence: every variant's values (P,), their cost and grades, and the grades of chance."""

    values: dict[str, Tensor]
    passes: dict[str, int]
    grades: dict[str, Grades]
    random: Grades


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Every variant's grades on dev sentences, against those of random orders, and its cost."""
    assert data is not None, "this experiment reads SST-2"
    model = load_classifier(MAIN_MODEL)
    texts = short_sentences(data.dev, SENTENCES[size], MOST_WORDS, seed)
    rows = []
    with closing(begin(len(texts))) as progress:
        for number, text in enumerate(texts):
            rows.append(_graded(read_sentence(model, text), seed + number))
            progress.step()
    methods = [_summary(name, rows) for name in VARIANTS]
    best_for_cost = chosen(methods, MOST_PASSES)
    leads = _leads(best_for_cost, rows)
    return {
        "sentences": len(rows),
        "most_words": MOST_WORDS,
        "words": fmean(len(next(iter(row.values.values()))) for row in rows),
        "steps": STEPS,
        "samples": SAMPLES,
        "random_orders": RANDOM_ORDERS,
        "random": {grade: kept(mean([getattr(row.random, grade) for row in rows])) for grade in _NAMES},
        "methods": [{**one, "over_chosen": leads[one["method"]]} for one in methods],
        "most_passes": MOST_PASSES,
        "chosen": best_for_cost,
        "agreement": _agreement([row.values for row in rows], seed),
    }


_NAMES = tuple(Grades.__dataclass_fields__)


def _graded(reading: Reading, seed: int) -> Graded:
    found = {name: attributed(reading, name, seed) for name in VARIANTS}
    return Graded(
        {name: one.values for name, one in found.items()},
        {name: passes(name, one) for name, one in found.items()},
        {name: grades(reading, one.values) for name, one in found.items()},
        random_grades(reading, seed),
    )


def _summary(name: str, rows: Sequence[Graded]) -> dict[str, Any]:
    """A variant's mean cost, its grades, and how much better than chance each is on the same sentences."""
    summary: dict[str, Any] = {"method": name, "passes": fmean(row.passes[name] for row in rows)}
    for grade in _NAMES:
        own = [getattr(row.grades[name], grade) for row in rows]
        chance = [getattr(row.random, grade) for row in rows]
        sign = -1 if grade in LOWER_IS_BETTER else 1
        gains = [sign * (a - b) for a, b in zip(own, chance, strict=True)]
        summary[grade] = kept(mean(own))
        summary[f"{grade}_gain"] = kept(mean(gains, len(VARIANTS)))
    return summary


def _leads(name: str, rows: Sequence[Graded]) -> dict[str, Any]:
    """How much more comprehensive each variant is than the one of that name, on the same sentences."""
    columns = {one: [row.grades[one].comprehensiveness for row in rows] for one in VARIANTS}
    pairs = {one: zip(own, columns[name], strict=True) for one, own in columns.items()}
    return {one: kept(mean([a - b for a, b in pair], len(VARIANTS) - 1)) for one, pair in pairs.items()}


def chosen(methods: Sequence[Mapping[str, Any]], most: float) -> str:
    """The name of the most comprehensive method among those that cost at most `most` passes."""
    affordable = [one for one in methods if one["passes"] <= most]
    name: str = max(affordable, key=lambda one: one["comprehensiveness"]["value"])["method"]
    return name


def _agreement(rows: Sequence[Mapping[str, Tensor]], seed: int) -> dict[str, Any]:
    """How well each pair of variants agrees on average, and what shuffled values would."""
    values = [torch.stack([row[name] for name in VARIANTS]) for row in rows]  # (M, P) each
    return {
        "methods": list(VARIANTS),
        "correlations": [[round(one, 4) for one in row] for row in mean_agreement(values).tolist()],
        "shuffled": shuffled_means([len(one[0]) for one in values], seed),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if every method's comprehensiveness is surely above that of random orders.

    Interval: Student's t of the difference on the same sentences, 5 % shared by the methods (Bonferroni).
    """
    methods = {one["method"]: one for one in numbers["methods"]}
    gains = {name: read_estimate(one["comprehensiveness_gain"]) for name, one in methods.items()}
    best = max(methods.values(), key=lambda one: one["comprehensiveness"]["value"])
    affordable = methods[numbers["chosen"]]
    weakest = min(gains.values(), key=lambda gain: gain.value)
    return every(above(gain, 0) for gain in gains.values()), {
        "sentences": numbers["sentences"],
        "most_words": numbers["most_words"],
        "steps": numbers["steps"],
        "samples": numbers["samples"],
        "methods": len(methods),
        "better": sum(gain.low > 0 for gain in gains.values()),
        "weakest": weakest,
        "random": read_estimate(numbers["random"]["comprehensiveness"]),
        "best": read_estimate(best["comprehensiveness"]),
        "lead": read_estimate(best["over_chosen"]),
        "best_passes": best["passes"],
        "most_passes": numbers["most_passes"],
        "chosen": read_estimate(affordable["comprehensiveness"]),
        "chosen_passes": affordable["passes"],
    }


EXPERIMENT = Experiment("faithfulness", measure, outcome, "student", models=(MAIN_MODEL,))
