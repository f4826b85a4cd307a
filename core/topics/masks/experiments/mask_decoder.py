"""The same small decoder trained with its causal mask and without: what it knows, and what it writes."""

from contextlib import closing
from itertools import pairwise
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, bootstrap, difference, every
from core.experiments.samples import draw
from core.topics.masks.decoder import (
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
            runs[mask] = {"curve": curve(losses), **evaluate(decoder, dev.sentences, seed)}
            runs[mask] |= written(decoder, pairs, seed, SAMPLES[size])
    return {"steps": plan.steps, "sentences": len(dev), "samples": SAMPLES[size], "masks": runs}


def curve(losses: list[float]) -> list[dict[str, float]]:
    """Mean loss over equal stretches of the training, against the step at their ends."""
    points = min(POINTS, len(losses))
    ends = [round(len(losses) * (n + 1) / points) for n in range(points)]
    stretches = zip([0, *ends[:-1]], ends, strict=True)
    return [{"step": end, "loss": sum(losses[start:end]) / (end - start)} for start, end in stretches]


def evaluate(decoder: Decoder, sentences: list[str], seed: int) -> dict[str, Any]:
    """Mean −log p of dev's words: teacher-forced, and from the words before alone; with intervals."""
    rows, tiny = phrases(sentences, decoder.words), torch.finfo(torch.float32).tiny
    ways = {"whole": probabilities_from_whole, "beginning": probabilities_from_beginning}
    facts: dict[str, Any] = {}
    for way, probabilities in ways.items():
        losses = [-probabilities(decoder, row).clamp(min=tiny).log() for row in rows]  # (words,) each
        estimate = _mean_loss(losses, seed)
        facts |= {way: estimate.value, f"{way}_interval": [estimate.low, estimate.high]}
    return facts


def _mean_loss(losses: list[Float[Tensor, "T"]], seed: int) -> Estimate:
    """The mean over all words, and its interval over sentences, whose words belong together."""
    sums = torch.tensor([row.sum().item() for row in losses], dtype=torch.float64)  # (B,)
    words = torch.tensor([len(row) for row in losses])  # (B,)
    return bootstrap(lambda drawn: (sums[drawn].sum() / words[drawn].sum()).item(), len(losses), seed)


def bigrams(sentences: list[str]) -> set[tuple[str, str]]:
    """All pairs of neighbouring words."""
    split = (sentence.lower().split() for sentence in sentences)
    return {pair for words in split for pair in pairwise(words)}


def written(decoder: Decoder, pairs: set[tuple[str, str]], seed: int, count: int) -> dict[str, Any]:
    """Free-running samples: their word pairs, those that the training text has, how many end at once."""
    rows = [write(decoder, [START], MOST, seed + number) for number in range(count)]
    texts = [[decoder.words.words[i] for i in row[1:] if i != END] for row in rows]
    made = [pair for words in texts for pair in pairwise(words)]
    known = sum(pair in pairs for pair in made)
    ended = sum(not words for words in texts)  # at once
    shown = [" ".join(words) for words in texts[:SHOWN]]
    return {"pairs": len(made), "known": known, "ended": ended, "texts": shown}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the unmasked loss is nearly zero, and above the masked one where the future is absent.

    Interval: bootstrap over the dev sentences, of each decoder apart; the two differ by both (MOVER). One
    training each.
    """
    runs = numbers["masks"]
    losses = {
        f"{mask}_{way}": Estimate(runs[mask][way], *runs[mask][f"{way}_interval"])
        for mask in MASKS
        for way in ("whole", "beginning")
    }
    worse = difference(losses["none_beginning"], losses["causal_beginning"])
    facts = {f"{mask}_{what}": runs[mask][what] for mask in MASKS for what in ("pairs", "known", "ended")}
    return every((below(losses["none_whole"], NEARLY_ZERO), above(worse, 0))), {
        "steps": numbers["steps"],
        "samples": numbers["samples"],
        **losses,
        **facts,
    }


EXPERIMENT = Experiment("mask_decoder", measure, outcome, "bootstrap")
