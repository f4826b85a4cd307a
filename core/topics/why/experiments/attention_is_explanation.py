"""Does attention point at the words that matter?

Source of the dispute: Jain & Wallace 2019; Wiegreffe & Pinter 2019. Rollout: Abnar & Zuidema 2020.
"""

from contextlib import closing

from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, mean
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.methods import by_word
from core.models.explaining.read_sentence import read_sentence
from core.models.explaining.reading import Reading
from core.nn.attribution.grading import comprehensiveness, order_of
from core.nn.attribution.results import Attribution, Cost
from core.topics.why.measuring.correlations import correlation
from core.topics.why.measuring.estimates import kept, read_estimate
from core.topics.why.measuring.grades import random_orders
from core.topics.why.measuring.sample import short_sentences
from core.topics.why.measuring.variants import SAMPLES, values_by

SENTENCES: dict[Size, int] = {"small": 6, "full": 120}
MOST_WORDS = 15
ROW = "cls_row"
ATTENTION = (ROW, "rollout", "gradient_times_attention")
BY_ABSENCE = ("occlusion", "kernel_shap")
CHANCE = "random"
ALIKE = 0.5


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """How attention ranks words beside what their absence changes, and how faithful either order is."""
    assert data is not None, "this experiment reads SST-2"
    model = load_classifier(MAIN_MODEL)
    texts = short_sentences(data.dev, SENTENCES[size], MOST_WORDS, seed)
    ranks: dict[tuple[str, str], list[float]] = {(a, b): [] for a in ATTENTION for b in BY_ABSENCE}
    falls: dict[str, list[float]] = {name: [] for name in (*ATTENTION, *BY_ABSENCE, CHANCE)}
    with closing(begin(len(texts))) as progress:
        for number, text in enumerate(texts):
            reading = read_sentence(model, text)
            values = values_by(reading, (*ATTENTION[1:], *BY_ABSENCE), seed + number)
            values[ROW] = cls_row(reading)
            for a, b in ranks:
                ranks[a, b].append(correlation(values[a].abs(), values[b].abs()))
            for name, own in values.items():
                falls[name].append(comprehensiveness(reading.game, order_of(own, reading.difference)))
            falls[CHANCE].append(_by_chance(reading, seed + number))
            progress.step()
    count = len(ATTENTION)
    return {
        "sentences": len(texts),
        "most_words": MOST_WORDS,
        "samples": SAMPLES,
        "ranks": {a: {b: kept(mean(ranks[a, b], count)) for b in BY_ABSENCE} for a in ATTENTION},
        "comprehensiveness": {name: kept(mean(column)) for name, column in falls.items()},
        "over": {
            name: {other: kept(_lead(falls[name], falls[other])) for other in (CHANCE, *BY_ABSENCE)}
            for name in ATTENTION
        },
    }


def cls_row(reading: Reading) -> Tensor:
    """What [CLS] takes from each word (P,) in the last layer, the mean over heads, towards the verdict."""
    maps = reading.attention
    assert maps is not None, "the main model is a BERT"
    row = maps.weights[-1, :, 0].mean(dim=0)  # (T,)
    towards = row if reading.difference >= 0 else -row
    return by_word(reading, Attribution(towards, reading.difference, 0.0, Cost(1))).values


def _by_chance(reading: Reading, seed: int) -> float:
    orders = random_orders(len(reading.words), seed)
    return sum(comprehensiveness(reading.game, order) for order in orders) / len(orders)


def _lead(own: list[float], other: list[float]) -> Estimate:
    return mean([a - b for a, b in zip(own, other, strict=True)], len(ATTENTION))


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, object]]:
    """Held if the last layer's [CLS] row surely ranks words as occlusion does (ρ > 0.5) and beats chance.

    Intervals: Student's t over sentences, 5 % shared by the three readings of attention (Bonferroni).
    """
    alike = read_estimate(numbers["ranks"][ROW]["occlusion"])
    over_chance = read_estimate(numbers["over"][ROW][CHANCE])
    falls = {name: entry["value"] for name, entry in numbers["comprehensiveness"].items()}
    best = max(BY_ABSENCE, key=falls.__getitem__)
    return every([above(alike, ALIKE), above(over_chance, 0)]), {
        "sentences": numbers["sentences"],
        "most_words": numbers["most_words"],
        "alike": alike,
        "over_chance": over_chance,
        "behind": read_estimate(numbers["over"][ROW][best]),
        "rollout_alike": read_estimate(numbers["ranks"]["rollout"]["occlusion"]),
        "gradient_alike": read_estimate(numbers["ranks"]["gradient_times_attention"]["occlusion"]),
        "best": falls[best],
        **falls,
    }


EXPERIMENT = Experiment("attention_is_explanation", measure, outcome, "student", models=(MAIN_MODEL,))
