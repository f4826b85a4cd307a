"""The same small decoder trained with its causal mask and without: what it knows, and what it writes."""

from contextlib import closing
from itertools import pairwise
from typing import Any

import torch

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size
from core.experiments.samples import draw
from core.topics.masks.training import (
    MASKS,
    Decoder,
    Plan,
    phrases,
    probabilities_from_beginning,
    probabilities_from_whole,
    train,
    write,
)
from core.training.small.vocabulary import END, START

PLANS: dict[Size, Plan] = {
    "small": Plan(80, 16, 800, 32, 2, rate=5e-3, positions=0.5),
    "full": Plan(900, 16, 2000, 64, 2, rate=5e-3, positions=0.5),
}
SENTENCES: dict[Size, int] = {"small": 20, "full": 100}  # of dev, that the losses are taken over
SAMPLES: dict[Size, int] = {"small": 4, "full": 30}
POINTS, MOST = 40, 20  # of a curve; words written
SHOWN = 5  # samples in the record
NEARLY_ZERO = 0.1  # nats a word


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Train both on the same phrases; losses with the whole phrase and with its beginning alone; samples."""
    assert data is not None, "this experiment reads SST-2"
    plan, dev = PLANS[size], draw(data.dev, SENTENCES[size], seed)
    pairs = bigrams(data.train.sentences)
    runs = {}
    with closing(begin(plan.steps * len(MASKS))) as progress:
        for mask in MASKS:
            decoder, losses = train(plan, mask, data.train.sentences, seed, progress)
            runs[mask] = {"curve": curve(losses), **evaluate(decoder, dev.sentences)}
            runs[mask] |= written(decoder, pairs, seed, SAMPLES[size])
    return {"steps": plan.steps, "sentences": len(dev), "samples": SAMPLES[size], "masks": runs}


def curve(losses: list[float]) -> list[dict[str, float]]:
    """Mean loss over equal stretches of the training, against the step at their ends."""
    points = min(POINTS, len(losses))
    ends = [round(len(losses) * (n + 1) / points) for n in range(points)]
    stretches = zip([0, *ends[:-1]], ends, strict=True)
    return [{"step": end, "loss": sum(losses[start:end]) / (end - start)} for start, end in stretches]


def evaluate(decoder: Decoder, sentences: list[str]) -> dict[str, float]:
    """Mean −log p of dev's words: teacher-forced, and from the words before alone."""
    rows = phrases(sentences, decoder.words)
    whole = torch.cat([probabilities_from_whole(decoder, row) for row in rows])  # (words,)
    beginning = torch.cat([probabilities_from_beginning(decoder, row) for row in rows])  # (words,)
    tiny = torch.finfo(torch.float32).tiny
    return {
        "whole": -whole.clamp(min=tiny).log().mean().item(),
        "beginning": -beginning.clamp(min=tiny).log().mean().item(),
    }


def bigrams(sentences: list[str]) -> set[tuple[str, str]]:
    """All pairs of neighbouring words."""
    split = (sentence.lower().split() for sentence in sentences)
    return {pair for words in split for pair in pairwise(words)}


def written(decoder: Decoder, pairs: set[tuple[str, str]], seed: int, count: int) -> dict[str, Any]:
    """Free-running samples, how many of their word pairs the training text has, how often words repeat."""
    rows = [write(decoder, [START], MOST, seed + number) for number in range(count)]
    texts = [[decoder.words.words[i] for i in row[1:] if i != END] for row in rows]
    made = [pair for words in texts for pair in pairwise(words)]
    known = sum(pair in pairs for pair in made) / max(1, len(made))
    repeated = sum(first == second for first, second in made) / max(1, len(made))
    shown = [" ".join(words) for words in texts[:SHOWN]]
    return {"known": known, "repeated": repeated, "texts": shown}


def outcome(numbers: Numbers) -> tuple[bool, dict[str, Any]]:
    """Held if the unmasked loss is nearly zero, and above the masked one where the future is absent."""
    causal, none = numbers["masks"]["causal"], numbers["masks"]["none"]
    holds = none["whole"] < NEARLY_ZERO and none["beginning"] > causal["beginning"]
    facts = {f"{mask}_{what}": numbers["masks"][mask][what] for mask in MASKS for what in FACTS}
    return holds, {"steps": numbers["steps"], "samples": numbers["samples"], **facts}


FACTS = ("whole", "beginning", "known")
EXPERIMENT = Experiment("mask_decoder", measure, outcome)
