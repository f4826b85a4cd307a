"""Which sentences need more layers before an exit is sure: long ones, negations, contrasts?"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.evaluation.traits import TRAITS, text_slices
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, bootstrap, every, mean, share
from core.models.catalog import MAIN_MODEL
from core.scoring.backends.exits.stages import layers_of
from core.scoring.backends.exits.thresholds import BUDGET, fitted, levels
from core.topics.inside.measuring import Read, opened, read_halves

HARD = ("negation", "contrast")  # traits that may need layers
FEWEST = 2  # sentences of a slice, for an interval


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """How many layers dev's sentences go through, by length and trait, and what each adds by itself."""
    classifier, exits = opened()
    known, dev = read_halves(classifier, exits, data, begin, seed, size)
    layers = layers_of(classifier.folder)
    behind = np.array([*(head.after for head in exits.heads), layers])
    passed = behind[levels(dev.heard.log_odds, fitted(known.heard, BUDGET))]  # (N,)
    return {
        "sentences": len(dev.sentences),
        "held_out": len(known.sentences),
        "layers": layers,
        "all": _passed(passed, layers),
        "slices": list(_by_slice(dev.sentences, passed, layers)),
        "effects": _effects(dev, passed, seed),
    }


def _passed(passed: NDArray[np.int64], layers: int) -> dict[str, Any]:
    """The mean number of layers with its interval, and how many sentences go through all."""
    found = mean(passed.astype(float).tolist())
    return {
        "count": len(passed),
        "mean": found.value,
        "interval": [found.low, found.high],
        "to_the_end": int((passed == layers).sum()),
    }


def _by_slice(sentences: list[str], passed: NDArray[np.int64], layers: int) -> Iterator[dict[str, Any]]:
    """Quarters by length in words, and sentences with and without each trait."""
    for one in text_slices(sentences):
        if one.kind != "length" and one.name not in HARD:
            continue
        sides = (
            {"with": one.members} if one.kind == "length" else {"with": one.members, "without": ~one.members}
        )
        for side, members in sides.items():
            if members.sum() >= FEWEST:
                name = one.name or one.kind
                yield {"slice": name, "side": side, "words": one.value, **_passed(passed[members], layers)}


def _effects(dev: Read, passed: NDArray[np.int64], seed: int) -> dict[str, list[float]]:
    """How many layers more a sentence of twice the length needs, one with a negation, one with a contrast.

    The coefficients of one line of least squares, so that none gets what another explains; bootstrap over
    sentences.
    """
    traits = [np.array([TRAITS[name](text) for text in dev.sentences], float) for name in HARD]
    x = np.stack([np.ones(len(passed)), np.log2(dev.tokens), *traits], axis=1)  # (N, 4)

    def coefficient(place: int) -> Callable[[NDArray[np.int64]], float]:
        return lambda rows: float(np.linalg.lstsq(x[rows], passed[rows], rcond=None)[0][place])

    effects = {}
    for place, name in enumerate(("length", *HARD), start=1):
        found = bootstrap(coefficient(place), len(passed), seed)
        effects[name] = [found.value, found.low, found.high]
    return effects


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if length, negation and contrast each add layers beyond what the other two explain.

    Interval: the bootstrap's of each coefficient; all three have to lie above 0.
    """
    effects = {name: Estimate(*found) for name, found in numbers["effects"].items()}
    whole = numbers["all"]
    return every(above(effect, 0) for effect in effects.values()), {
        "sentences": numbers["sentences"],
        "layers": numbers["layers"],
        "mean": Estimate(whole["mean"], *whole["interval"]),
        "to_the_end": share(whole["to_the_end"], whole["count"]),
        **effects,
    }


EXPERIMENT = Experiment("exit_layers", measure, outcome, "bootstrap", models=(MAIN_MODEL,))
