"""Is the model as often right as it is sure, and does one temperature correct it?"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import cross_entropy

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, bootstrap, every, mapped
from core.experiments.samples import draw
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.reading.class_order import positive_class
from core.nn.calibration import BINS, calibration_error, fit_temperature
from core.training.batches import token_rows
from core.training.evaluate import logits_of

SENTENCES: dict[Size, int | None] = {"small": 200, "full": None}
MOST_TOKENS = 512
FOLDS = 2


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Calibration before, and after a temperature fitted on other sentences than it is measured on."""
    assert data is not None, "this experiment reads SST-2"
    folder = locate(MAIN_MODEL).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    dev = draw(data.dev, SENTENCES[size], seed)
    labels = torch.tensor(dev.labels)  # (B,)
    with closing(begin(3)) as progress:
        rows = token_rows(tokenizer, dev.sentences, MOST_TOKENS)
        logits = logits_of(network, rows, tokenizer.pad_token_id).double()  # (B, 2)
        if positive_class(network.config.id2label, MAIN_MODEL) == 0:
            logits = logits.flip(-1)
        progress.step()
        mended = out_of_fold(logits, labels, seed)  # (B, 2)
        progress.step()
        intervals = {
            name: asdict(estimate) for name, estimate in changes(logits, mended, labels, seed).items()
        }
        progress.step()
    return {
        "sentences": len(dev),
        "temperature": fit_temperature(logits, labels).item(),
        "before": reliability(logits, labels),
        "after": reliability(mended, labels),
        "intervals": intervals,
    }


def changes(
    before: Float[Tensor, "B 2"], after: Float[Tensor, "B 2"], labels: Int[Tensor, "B"], seed: int
) -> dict[str, Estimate]:
    """How sure less how often right, calibration error and loss, and what the temperature changes of both."""
    right = (before.argmax(-1) == labels).double()  # (B,)
    sure = [logits.softmax(-1).amax(-1) for logits in (before, after)]  # (B,) each
    losses = [cross_entropy(logits, labels, reduction="none") for logits in (before, after)]  # (B,) each

    def error(state: int, rows: Any) -> float:
        return calibration_error(sure[state][rows], right[rows].long()).item()

    def loss(state: int, rows: Any) -> float:
        return losses[state][rows].mean().item()

    statistics: dict[str, Callable[[Any], float]] = {
        "sure": lambda rows: sure[0][rows].mean().item(),
        "right": lambda rows: right[rows].mean().item(),
        "gap": lambda rows: (sure[0][rows] - right[rows]).mean().item(),
        "gap_after": lambda rows: (sure[1][rows] - right[rows]).mean().item(),
        "error": lambda rows: error(0, rows),
        "error_after": lambda rows: error(1, rows),
        "error_change": lambda rows: error(1, rows) - error(0, rows),
        "loss": lambda rows: loss(0, rows),
        "loss_after": lambda rows: loss(1, rows),
        "loss_change": lambda rows: loss(1, rows) - loss(0, rows),
    }
    return {name: bootstrap(statistic, len(labels), seed) for name, statistic in statistics.items()}


def out_of_fold(logits: Float[Tensor, "B 2"], labels: Int[Tensor, "B"], seed: int) -> Float[Tensor, "B 2"]:
    """Each half of the logits divided by the temperature that suits the other half."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    result = logits.clone()
    for fold in range(FOLDS):
        held_out = order[fold::FOLDS]
        learned = torch.ones(len(labels), dtype=torch.bool)  # (B,)
        learned[held_out] = False
        result[held_out] = logits[held_out] / fit_temperature(logits[learned], labels[learned])
    return result


def reliability(logits: Float[Tensor, "B 2"], labels: Int[Tensor, "B"]) -> dict[str, Any]:
    """Calibration error, loss, and per bin of confidence: how many, how sure, how often right."""
    sure, predicted = logits.softmax(-1).max(-1)  # (B,) each
    right = (predicted == labels).long()  # (B,)
    numbers = (sure * BINS).long().clamp(max=BINS - 1)  # (B,)
    bins = [
        {
            "count": int((numbers == n).sum()),
            "confidence": sure[numbers == n].mean().item(),
            "accuracy": right[numbers == n].double().mean().item(),
        }
        for n in range(BINS)
        if (numbers == n).any()
    ]
    loss = cross_entropy(logits, labels).item()
    return {"error": calibration_error(sure, right).item(), "loss": loss, "bins": bins}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the model is surer than right, and the temperature lowers calibration error and loss.

    Interval: bootstrap over the dev sentences, the same before and after; the temperatures stay.
    """
    found = {name: Estimate(**ends) for name, ends in numbers["intervals"].items()}
    changed = (below(found[f"{what}_change"], 0) for what in ("error", "loss"))
    facts = {"sentences": numbers["sentences"], "temperature": numbers["temperature"], **found}
    facts["gap"] = mapped(found["gap"], lambda gap: 100 * gap)
    return every((above(found["gap"], 0), *changed)), facts


EXPERIMENT = Experiment("calibration", measure, outcome, "bootstrap", models=(MAIN_MODEL,))
