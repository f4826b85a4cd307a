"""How often greedy search misses a more probable sequence, and whether our beam is the library's."""

import math
import statistics
from contextlib import closing
from typing import Any

import torch

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, share
from core.models.language_model import NAME, Continuation, LanguageModel, load_language_model
from core.topics.decoding.concepts.search import beam, greedy
from core.topics.decoding.concepts.twins import library_beam, sequences
from core.topics.decoding.prompts import never_ending, prompts

STEPS: dict[Size, int] = {"small": 6, "full": 10}
WIDTHS: dict[Size, tuple[int, ...]] = {"small": (2, 4), "full": (2, 4, 8)}
WIDTH = 4  # that greedy is compared with
MORE = 1e-4  # nats; less is rounding
SAME_SCORE = 1e-4
HALF = 0.5  # of the prompts


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Greedy against a beam of four on sequences of one length; every width against the library."""
    model, texts, steps = load_language_model(NAME), prompts(size), STEPS[size]
    gains, agreements = [], list[dict[str, float]]()
    with closing(begin(len(texts))) as progress:
        for text in texts:
            prompt = model.prompt(text, steps)
            answer = Continuation(model.network, prompt)
            endless = never_ending(answer, model.ends)
            first = greedy(endless, steps).best[0].log_prob
            gains.append(beam(endless, WIDTH, steps, length_penalty=0.0).best[0].log_prob - first)
            agreements += [agreement(model, prompt, answer, width, steps) for width in WIDTHS[size]]
            progress.step()
    return {
        "prompts": len(texts),
        "steps": steps,
        "width": WIDTH,
        "gains": gains,
        "library": {
            "widths": list(WIDTHS[size]),
            "searches": len(agreements),
            "same": sum(agreement["same"] for agreement in agreements),
            "largest_difference": max(agreement["difference"] for agreement in agreements),
        },
    }


def agreement(
    model: LanguageModel, prompt: torch.Tensor, answer: Continuation, width: int, steps: int
) -> dict[str, float]:
    """Whether all n best sequences are the library's, and how far the scores differ at most."""
    ours = sequences(beam(answer, width, steps, ends=model.ends), steps)  # (W, T+1)
    library = library_beam(model.network, prompt, width, steps, 1.0, False, list(model.ends))  # (W, T+1)
    difference = (ours[:, -1] - library[:, -1]).abs().max().item()
    same = torch.equal(ours[:, :-1], library[:, :-1]) and difference <= SAME_SCORE
    return {"same": float(same), "difference": difference}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the beam finds a more probable sequence for more than half of the prompts.

    Interval: Wilson's. That our beam is the library's is exact.
    """
    gains = numbers["gains"]
    missed = [gain for gain in gains if gain > MORE]
    library, found = numbers["library"], share(len(missed), len(gains))
    return above(found, HALF), {
        "missed": len(missed),
        "prompts": len(gains),
        "share": found,
        "times": math.exp(statistics.median(missed) if missed else 0.0),
        "worse": sum(gain < -MORE for gain in gains),
        "same": int(library["same"]),
        "searches": library["searches"],
        "difference": library["largest_difference"],
    }


EXPERIMENT = Experiment("greedy_misses", measure, outcome, "wilson", models=(NAME,), needs_sst2=False)
