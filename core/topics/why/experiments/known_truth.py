"""Graded where the truth is known: the bag of words says itself what each word adds."""

from contextlib import closing
from typing import Any

import torch
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, mean
from core.models.classifiers import load_classifier
from core.models.explaining.methods import MOST_WORDS
from core.models.explaining.read_sentence import read_sentence
from core.models.explaining.reading import Reading
from core.nn.attribution.kernel_shap import kernel_shap
from core.nn.attribution.lime import lime
from core.nn.attribution.occlusion import occlusion
from core.nn.attribution.results import Game
from core.nn.attribution.shapley import exact_shapley
from core.topics.why.measuring.estimates import kept, read_estimate
from core.topics.why.measuring.sample import short_sentences
from core.topics.why.measuring.variants import SAMPLES

MODEL = "bag-of-words"
SENTENCES: dict[Size, int] = {"small": 6, "full": 200}
LONGEST: dict[Size, int] = {"small": 6, "full": MOST_WORDS}
METHODS = ("occlusion", "lime", "kernel_shap", "exact_shapley")
MODELS = ("linear", "bag")
TRUE = 0.9


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Each method's correlation with the words' own contributions, on the bag and on a plain sum of them."""
    assert data is not None, "this experiment reads SST-2"
    model = load_classifier(MODEL)
    texts = short_sentences(data.dev, SENTENCES[size], LONGEST[size], seed)
    found: dict[tuple[str, str], list[float]] = {(kind, name): [] for kind in MODELS for name in METHODS}
    with closing(begin(len(texts))) as progress:
        for number, text in enumerate(texts):
            reading = read_sentence(model, text)
            truth = reading.coefficients
            if truth is not None and (truth != truth[0]).any():  # else there is nothing to find
                for (kind, name), values in _values(reading, truth, seed + number).items():
                    found[kind, name].append(pearson(values, truth))
            progress.step()
    return {
        "sentences": len(found["bag", "occlusion"]),
        "most_words": LONGEST[size],
        "samples": SAMPLES,
        **{
            kind: [{"method": name, **kept(mean(found[kind, name], len(METHODS)))} for name in METHODS]
            for kind in MODELS
        },
    }


def _values(reading: Reading, truth: Tensor, seed: int) -> dict[tuple[str, str], Tensor]:
    games: dict[str, Game] = {"linear": lambda kept: kept.float() @ truth, "bag": reading.game}
    pairs = [(kind, name) for kind in games for name in METHODS]
    return {(kind, name): by_game(games[kind], len(truth), name, seed) for kind, name in pairs}


def by_game(game: Game, P: int, method: str, seed: int) -> Tensor:
    """A method's values (P,) of a game."""
    if method == "lime":
        return lime(game, P, SAMPLES, seed).values
    if method == "kernel_shap":
        return kernel_shap(game, P, SAMPLES, seed).values
    return (exact_shapley if method == "exact_shapley" else occlusion)(game, P).values


def pearson(first: Tensor, second: Tensor) -> float:
    """Pearson's correlation of two rows (P,); 0 where one is constant."""
    return float(torch.corrcoef(torch.stack([first.double(), second.double()]))[0, 1].nan_to_num())


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if every method's mean correlation with the truth, on the bag itself, is surely above 0.9.

    Interval: Student's t over sentences, 5 % shared by the methods (Bonferroni).
    """
    bag = {one["method"]: read_estimate(one) for one in numbers["bag"]}
    linear = {f"linear_{one['method']}": one["value"] for one in numbers["linear"]}
    parameters = {name: numbers[name] for name in ("sentences", "most_words", "samples")}
    return every(above(one, TRUE) for one in bag.values()), {**parameters, **bag, **linear}


EXPERIMENT = Experiment("known_truth", measure, outcome, "student", models=(MODEL,))
