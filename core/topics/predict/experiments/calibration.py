"""Is the model as often right as it is sure, and does one temperature correct it?"""

from contextlib import closing
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size
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
    with closing(begin(2)) as progress:
        rows = token_rows(tokenizer, dev.sentences, MOST_TOKENS)
        logits = logits_of(network, rows, tokenizer.pad_token_id).double()  # (B, 2)
        if positive_class(network.config.id2label, MAIN_MODEL) == 0:
            logits = logits.flip(-1)
        progress.step()
        mended = out_of_fold(logits, labels, seed)  # (B, 2)
        progress.step()
    return {
        "sentences": len(dev),
        "temperature": fit_temperature(logits, labels).item(),
        "before": reliability(logits, labels),
        "after": reliability(mended, labels),
    }


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
    loss = torch.nn.functional.cross_entropy(logits, labels).item()
    return {"error": calibration_error(sure, right).item(), "loss": loss, "bins": bins}


def outcome(numbers: Numbers) -> tuple[bool, dict[str, Any]]:
    """Held if the model was surer than right, and the temperature brought both closer together."""
    before, after = numbers["before"], numbers["after"]
    count = numbers["sentences"]
    sure = sum(entry["count"] * entry["confidence"] for entry in before["bins"]) / count
    right = sum(entry["count"] * entry["accuracy"] for entry in before["bins"]) / count
    facts = {"before": before["error"], "after": after["error"], "temperature": numbers["temperature"]}
    return sure > right and after["error"] < before["error"], {**facts, "sure": sure, "right": right}


EXPERIMENT = Experiment("calibration", measure, outcome, models=(MAIN_MODEL,))
