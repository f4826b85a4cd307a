"""How near each method comes to the exact Shapley values, on sentences short enough for all subsets."""

from contextlib import closing
from statistics import fmean
from typing import Any

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, mean
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.read_sentence import read_sentence
from core.topics.why.measuring.correlations import correlation
from core.topics.why.measuring.estimates import kept, read_estimate
from core.topics.why.measuring.sample import short_sentences
from core.topics.why.measuring.variants import SAMPLES, STEPS, VARIANTS, attributed, passes

SENTENCES: dict[Size, int] = {"small": 4, "full": 100}
MOST_WORDS: dict[Size, int] = {"small": 6, "full": 9}  # 2⁹ passes a sentence
ALIKE = 0.5


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """The rank correlation of every variant with the exact Shapley values, sentence by sentence."""
    assert data is not None, "this experiment reads SST-2"
    model, lengths = load_classifier(MAIN_MODEL), []
    texts = short_sentences(data.dev, SENTENCES[size], MOST_WORDS[size], seed)
    found: dict[str, list[float]] = {name: [] for name in VARIANTS}
    costs: dict[str, list[int]] = {name: [] for name in VARIANTS}
    with closing(begin(len(texts))) as progress:
        for number, text in enumerate(texts):
            reading = read_sentence(model, text)
            lengths.append(len(reading.words))
            exact = attributed(reading, "exact_shapley", seed).values  # (P,)
            for name in VARIANTS:
                own = attributed(reading, name, seed + number)
                found[name].append(correlation(own.values, exact))
                costs[name].append(passes(name, own))
            progress.step()
    return {
        "sentences": len(texts),
        "most_words": MOST_WORDS[size],
        "exact_passes": fmean(2.0**P for P in lengths),
        "steps": STEPS,
        "samples": SAMPLES,
        "methods": [
            {"method": name, "passes": fmean(costs[name]), **kept(mean(found[name], len(VARIANTS)))}
            for name in VARIANTS
        ],
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if every method's mean rank correlation with the exact values is surely above one half.

    Interval: Student's t over sentences, 5 % shared by the methods (Bonferroni).
    """
    methods = {one["method"]: read_estimate(one) for one in numbers["methods"]}
    return every(above(one, ALIKE) for one in methods.values()), {
        "sentences": numbers["sentences"],
        "steps": numbers["steps"],
        "samples": numbers["samples"],
        "most_words": numbers["most_words"],
        "exact_passes": numbers["exact_passes"],
        "methods": len(methods),
        "alike": sum(one.low > ALIKE for one in methods.values()),
        **methods,
    }


EXPERIMENT = Experiment("shapley_ranks", measure, outcome, "student", models=(MAIN_MODEL,))
