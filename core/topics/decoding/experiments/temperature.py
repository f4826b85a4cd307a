"""What sampling's settings change: how varied the samples are, and how probable."""

from contextlib import closing
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size
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


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Several samples a prompt and setting, all settings as one batch."""
    model, texts, steps, draws = load_language_model(NAME), prompts(size), STEPS[size], DRAWS[size]
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
            **{key: sum(row[key] for row in results) / len(results) for key in results[0]},
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


def outcome(numbers: Numbers) -> tuple[bool, dict[str, Any]]:
    """Held if every step up in temperature, and in top-p, gives more variety and less probability."""
    settings = numbers["settings"]
    heat = [setting for setting in settings if setting["top_p"] == 1]
    nucleus = [setting for setting in settings if setting["top_p"] < 1]
    facts = {
        "cold": heat[0]["temperature"],
        "hot": heat[-1]["temperature"],
        "distinct_cold": heat[0]["distinct_2"],
        "distinct_hot": heat[-1]["distinct_2"],
        "log_prob_cold": heat[0]["log_prob"],
        "log_prob_hot": heat[-1]["log_prob"],
        "prompts": numbers["prompts"],
    }
    return all(_trades(row) for row in (heat, nucleus)), facts


def _trades(row: list[dict[str, float]]) -> bool:
    return all(b["distinct_2"] > a["distinct_2"] and b["log_prob"] < a["log_prob"] for a, b in pairwise(row))


EXPERIMENT = Experiment("temperature", measure, outcome, models=(NAME,), needs_sst2=False)
