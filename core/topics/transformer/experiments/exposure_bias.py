"""Exposure bias: how well the next piece is guessed after true pieces, after its own, after one wrong piece.

Source: Bengio et al. 2015; Ranzato et al. 2016.
"""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, bootstrap
from core.models.locate import locate
from core.topics.transformer.concept import shift_right
from core.topics.transformer.phrases.pieces import Phrase
from core.topics.transformer.phrases.sentences import LONGER, draw
from core.topics.transformer.translator import NEVER, Translator, batch_of, load, translate
from core.training.small.vocabulary import START

MODEL = "translator"
SENTENCES: dict[Size, int] = {"small": 6, "full": 150}
STRETCH = 8  # places that are counted together
READINGS = ("forced", "free", "near", "next")


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """At each place of longer sentences, whether the true piece is the likeliest, after three prefixes."""
    phrases = draw(f"{seed}/exposure", SENTENCES[size], held_out=True, words=LONGER)
    translator = load(locate(MODEL).folder)
    rows: list[dict[str, list[bool]]] = []
    with closing(begin(len(phrases))) as progress:
        for phrase in phrases:
            rows.append(_guessed(translator, phrase))
            progress.step()
    lost = bootstrap(lambda numbers: _difference([rows[n] for n in numbers]), len(rows), seed)
    return {
        "sentences": len(rows),
        "points": _points(rows),
        "shares": {reading: _share(rows, reading) for reading in READINGS},
        "lost": [lost.value, lost.low, lost.high],
    }


@torch.inference_mode()
def _guessed(translator: Translator, phrase: Phrase) -> dict[str, list[bool]]:
    """By place: is the true piece guessed after the true ones, was it written, is it after a wrong one.

    The wrong piece stands right before the place, and is the likeliest there but for the true one; before
    the first place there is none, so that is left out. `next` counts the place's true piece, as after a
    wrong one in the place of a true one; `near` also the one before it, as after one put in between, and
    the one behind it, as after one that stands for two.
    """
    batch = batch_of([phrase], translator.pieces)
    memory = translator.network.encode(batch.source, batch.real)  # (1, S, D)
    target = batch.target[0]  # (T,)
    read = shift_right(batch.target, START)  # (1, T)
    logits = _logits(translator, read, memory, batch.real)[0]  # (T, V)
    T = len(target)
    others = logits.clone()
    others[torch.arange(T), target] = -torch.inf
    spoilt = read.repeat(T - 1, 1)  # (T-1, T): in row n the piece at place n is wrong
    spoilt[torch.arange(T - 1), torch.arange(1, T)] = others.argmax(-1)[:-1]
    wide = memory.expand(T - 1, -1, -1), batch.real.expand(T - 1, -1)
    after = _logits(translator, spoilt, *wide)[torch.arange(T - 1), torch.arange(1, T)].argmax(-1)  # (T-1,)
    own, true = translate(translator, phrase.english, T), target.tolist()
    said = list(enumerate(after.tolist(), 1))
    return {
        "forced": (logits.argmax(-1) == target).tolist()[1:],
        "free": [place < len(own) and own[place] == true[place] for place in range(1, T)],
        "near": [piece in true[place - 1 : place + 2] for place, piece in said],
        "next": [piece == true[place] for place, piece in said],
    }


def _logits(translator: Translator, read: Int[Tensor, "B T"], memory: Tensor, real: Tensor) -> Tensor:
    """(B, T, V), of pieces that may be written."""
    logits = translator.network.decode(read, memory, real)
    logits[..., list(NEVER)] = -torch.inf
    return logits


def _share(rows: Sequence[dict[str, list[bool]]], reading: str) -> float:
    """Of all places."""
    return sum(sum(row[reading]) for row in rows) / sum(len(row[reading]) for row in rows)


def _difference(rows: Sequence[dict[str, list[bool]]]) -> float:
    return _share(rows, "near") - _share(rows, "forced")


def _points(rows: Sequence[dict[str, list[bool]]]) -> list[dict[str, Any]]:
    """The shares of each stretch of places, those of few sentences' ends left out."""
    points = []
    for first in range(0, max(len(row["forced"]) for row in rows), STRETCH):
        own = [
            {reading: guessed[first : first + STRETCH] for reading, guessed in row.items()}
            for row in rows
            if len(row["forced"]) >= first + STRETCH
        ]
        if len(own) * 2 >= len(rows):
            shares = {reading: _share(own, reading) for reading in READINGS}
            points.append({"first": first + 2, "last": first + 1 + STRETCH, **shares})
    return points


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if after one wrong piece it surely goes on rightly less often than after true ones.

    Rightly is generous: with the true piece before, at or behind the place (`near`).

    Interval: bootstrap over the sentences, of the difference of shares of all their places.
    """
    shares = numbers["shares"]
    lost = Estimate(*(100 * end for end in numbers["lost"]))
    return below(lost, 0.0), {
        "sentences": numbers["sentences"],
        "lost": lost,
        **{reading: shares[reading] for reading in READINGS},
    }


EXPERIMENT = Experiment("exposure_bias", measure, outcome, "bootstrap", models=(MODEL,), needs_sst2=False)
