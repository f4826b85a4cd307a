"""What moves the faithfulness of an explanation more: the method, or where integrated gradients begin."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, bootstrap, mean
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.read_sentence import read_sentence
from core.nn.attribution.grading import comprehensiveness, order_of
from core.topics.why.measuring.estimates import kept, read_estimate
from core.topics.why.measuring.sample import short_sentences
from core.topics.why.measuring.variants import BY_BASELINE, SAMPLES, STEPS, values_by

SENTENCES: dict[Size, int] = {"small": 6, "full": 80}
MOST_WORDS = 15
# Those that ask for the verdict; rollout does not, and would only make the methods' spread wider.
METHODS = (
    "gradient_times_input",
    "integrated_gradients_mask",
    "occlusion",
    "lime",
    "kernel_shap",
    "gradient_times_attention",
)


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Comprehensiveness of every method and every baseline on the same dev sentences, and both spreads."""
    assert data is not None, "this experiment reads SST-2"
    model, names = load_classifier(MAIN_MODEL), dict.fromkeys((*METHODS, *BY_BASELINE))
    rows: dict[str, list[float]] = {name: [] for name in names}
    texts = short_sentences(data.dev, SENTENCES[size], MOST_WORDS, seed)
    with closing(begin(len(texts))) as progress:
        for number, text in enumerate(texts):
            reading = read_sentence(model, text)
            for name, values in values_by(reading, names, seed + number).items():
                order = order_of(values, reading.difference)
                rows[name].append(comprehensiveness(reading.game, order))
            progress.step()
    return {
        "sentences": len(texts),
        "most_words": MOST_WORDS,
        "steps": STEPS,
        "samples": SAMPLES,
        "baselines": [{"method": name, **kept(mean(rows[name]))} for name in BY_BASELINE],
        "methods": [{"method": name, **kept(mean(rows[name]))} for name in METHODS],
        **_spreads(rows, seed),
    }


def _spreads(rows: dict[str, list[float]], seed: int) -> dict[str, Any]:
    """Standard deviations of the means, over baselines and over methods, and their difference."""
    table = {name: np.array(values) for name, values in rows.items()}

    def spread(names: Sequence[str], picked: Any) -> float:
        return float(np.std([table[name][picked].mean() for name in names], ddof=1))

    def lead(picked: Any) -> float:
        return spread(tuple(BY_BASELINE), picked) - spread(METHODS, picked)

    N = len(next(iter(table.values())))
    return {
        "over_baselines": kept(bootstrap(lambda picked: spread(tuple(BY_BASELINE), picked), N, seed)),
        "over_methods": kept(bootstrap(lambda picked: spread(METHODS, picked), N, seed)),
        "difference": kept(bootstrap(lead, N, seed)),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if comprehensiveness surely spreads more over the baselines than over the methods.

    Interval: bootstrap over sentences, which all methods share, of the difference of the standard deviations.
    """
    estimates = {name: read_estimate(numbers[name]) for name in ("over_baselines", "over_methods")}
    lead = read_estimate(numbers["difference"])
    values = [one["value"] for one in numbers["baselines"]]
    return above(lead, 0), {
        "sentences": numbers["sentences"],
        "most_words": numbers["most_words"],
        "steps": numbers["steps"],
        "samples": numbers["samples"],
        "baselines": len(values),
        "methods": len(numbers["methods"]),
        "least": min(values),
        "most": max(values),
        "difference": lead,
        **estimates,
    }


EXPERIMENT = Experiment("baselines", measure, outcome, "bootstrap", models=(MAIN_MODEL,))
