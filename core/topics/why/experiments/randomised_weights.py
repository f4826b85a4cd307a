"""A sanity check: does an explanation change when the network forgets what it learned?

Source: Adebayo et al. 2018 (Sanity Checks for Saliency Maps).
"""

from collections.abc import Sequence
from contextlib import closing
from itertools import chain
from typing import Any

import torch
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, every, mean
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.read_sentence import read_sentence
from core.topics.why.measuring.correlations import correlation, mean_agreement
from core.topics.why.measuring.estimates import kept, read_estimate
from core.topics.why.measuring.random_network import randomised
from core.topics.why.measuring.sample import short_sentences
from core.topics.why.measuring.variants import STEPS, values_by

SENTENCES: dict[Size, int] = {"small": 4, "full": 40}
MOST_WORDS = 12
SAMPLES = 32  # half as many as elsewhere, since every step takes them anew
METHODS = (
    "gradient_times_input",
    "integrated_gradients_mask",
    "occlusion",
    "lime",
    "kernel_shap",
    "gradient_times_attention",
    "rollout",
)
LEFT = 0.2  # of the rank correlation: less than that is as good as none
Values = list[dict[str, Tensor]]  # of each sentence, each method's (P,)


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """The rank correlation of each method's sizes with those on the intact network, after each step."""
    assert data is not None, "this experiment reads SST-2"
    model = load_classifier(MAIN_MODEL)
    texts = short_sentences(data.dev, SENTENCES[size], MOST_WORDS, seed)
    steps, intact, latest = [], Values(), Values()
    with closing(begin((model.network.config.num_hidden_layers + 3) * len(texts))) as progress:
        for part, changed in chain([("none", model)], randomised(model, seed)):
            latest = []
            for number, text in enumerate(texts):
                latest.append(values_by(read_sentence(changed, text), METHODS, seed + number, SAMPLES))
                progress.step()
            intact = intact or latest
            steps.append({"part": part, **_likeness(intact, latest)})
    return {
        "sentences": len(texts),
        "most_words": MOST_WORDS,
        "steps": STEPS,
        "samples": SAMPLES,
        "parts": steps[1:],
        "agreement": {"methods": list(METHODS), "correlations": _agreement(latest)},
    }


def _likeness(intact: Sequence[dict[str, Tensor]], changed: Sequence[dict[str, Tensor]]) -> dict[str, Any]:
    """How alike the sizes are, since methods without a sign take that of the verdict."""
    pairs = list(zip(intact, changed, strict=True))
    columns = {name: [correlation(a[name].abs(), b[name].abs()) for a, b in pairs] for name in METHODS}
    return {name: kept(mean(column, len(METHODS))) for name, column in columns.items()}


def _agreement(rows: Sequence[dict[str, Tensor]]) -> list[list[float]]:
    """How well the methods agree with each other on the network that knows nothing."""
    together = mean_agreement([torch.stack([row[name] for name in METHODS]) for row in rows])
    return [[round(one, 4) for one in row] for row in together.tolist()]


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if each method's mean correlation is surely below 0.2 once all weights are random.

    Interval: Student's t over sentences, 5 % shared by the methods (Bonferroni); one draw of the weights.
    """
    first, last = numbers["parts"][0], numbers["parts"][-1]
    left = {name: read_estimate(last[name]) for name in METHODS}
    return every(below(one, LEFT) for one in left.values()), {
        "sentences": numbers["sentences"],
        "most_words": numbers["most_words"],
        "steps": numbers["steps"],
        "samples": numbers["samples"],
        "methods": len(METHODS),
        "lost": sum(one.high < LEFT for one in left.values()),
        "most_after_head": max(first[name]["value"] for name in METHODS),
        "least_after_head": min(first[name]["value"] for name in METHODS),
        **left,
    }


EXPERIMENT = Experiment("randomised_weights", measure, outcome, "student", models=(MAIN_MODEL,))
