"""What sampling's settings change: how varied the samples are, and how probable."""

from contextlib import closing
from itertools import pairwise
from statistics import fmean
from typing import Any

import torch
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, mean
from core.models.language_model import NAME, Continuation, load_language_model
from core.topics.decoding.concepts.distinct_n import distinct
from core.topics.decoding.concepts.filters import Filters, apply
from core.topics.decoding.concepts.search import Search, sample
from core.topics.decoding.prompts import STEPS, never_ending, prompts

SETTINGS = (
    *(Filters(temperature=t) for t in (0.3, 0.7, 1.0, 1.3)),
    *(Filters(top_p=p) for p in (0.5, 0.8, 0.95)),
)
DRAWS: dict[Size, int] = {"small": 3, "full": 4}
EVERY: dict[Size, int] = {"small": 1, "full": 2}  # of the prompts


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Several samples a prompt and setting, all settings as one batch."""
    model, steps, draws = load_language_model(NAME), STEPS[size], DRAWS[size]
    texts = prompts(size)[:: EVERY[size]]
    generator = torch.Generator().manual_seed(seed)
    rows: list[list[dict[str, float]]] = [[] for _ in SETTINGS]
    with closing(begin(len(texts))) as progress:
        for text in texts:
            answer = Continuation(model.network, model.prompt(text, steps))
            count = draws * len(SETTINGS)
            scores = never_ending(answer.logits, model.ends)
            search = sample(scores, steps, count, generator, filtered=by_setting)
            for number, results in enumerate(rows):
                results.append(_facts(search, range(number * draws, (number + 1) * draws), steps))
            progress.step()
    settings = [
        {
            "temperature": filters.temperature,
            "top_p": filters.top_p,
            **{key: fmean(row[key] for row in results) for key in results[0]},
            "each": [[row["distinct_2"], row["log_prob"]] for row in results],
        }
        for filters, results in zip(SETTINGS, rows, strict=True)
    ]
    return {"prompts": len(texts), "draws": draws, "steps": steps, "settings": settings}


def by_setting(logits: Tensor, prefixes: Tensor) -> Tensor:
    """Each setting's own rows of the batch through its own filters."""
    parts = zip(logits.chunk(len(SETTINGS)), prefixes.chunk(len(SETTINGS)), SETTINGS, strict=True)
    return torch.cat([apply(part, seen, filters)[-1][1] for part, seen, filters in parts])  # (W, V)


def _facts(search: Search, numbers: range, steps: int) -> dict[str, float]:
    """Diversity among one setting's samples, and their mean log-probability for a token."""
    samples = [search.tree.tokens(search.best[number].node) for number in numbers]
    total = sum(search.best[number].log_prob for number in numbers)
    return {"distinct_2": distinct(samples, 2), "log_prob": total / (len(samples) * steps)}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if every step up in temperature, and in top-p, gives more variety and less probability.

    Interval: Student's t over the prompts, prompt by prompt.
    """
    settings = numbers["settings"]
    heat = [setting for setting in settings if setting["top_p"] == 1]
    nucleus = [setting for setting in settings if setting["top_p"] < 1]
    cold, hot = ([mean(column) for column in zip(*end["each"], strict=True)] for end in (heat[0], heat[-1]))
    steps = [step for row in (heat, nucleus) for step in pairwise(row)]
    varied = [_gain(before["each"], after["each"], 0) for before, after in steps]
    return every(verdict for step in steps for verdict in _trades(*step)), {
        "cold": heat[0]["temperature"],
        "hot": heat[-1]["temperature"],
        "distinct_cold": cold[0],
        "distinct_hot": hot[0],
        "log_prob_cold": cold[1],
        "log_prob_hot": hot[1],
        "prompts": numbers["prompts"],
        "steps": len(steps),
        "least": min(varied, key=lambda gain: gain.value),
    }


def _trades(before: dict[str, Any], after: dict[str, Any]) -> tuple[Verdict, Verdict]:
    """Whether a step up gives more variety, and less probability."""
    varied, probable = (_gain(before["each"], after["each"], column) for column in (0, 1))
    return above(varied, 0), below(probable, 0)


def _gain(before: list[list[float]], after: list[list[float]], column: int) -> Estimate:
    return mean([b[column] - a[column] for a, b in zip(before, after, strict=True)])


EXPERIMENT = Experiment("temperature", measure, outcome, "student", models=(NAME,), needs_sst2=False)
