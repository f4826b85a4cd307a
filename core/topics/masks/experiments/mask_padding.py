"""Padding with its mask and without: how far the predictions of the trained classifier move."""

from contextlib import closing
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import exactly
from core.experiments.samples import accuracy_interval, draw
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.reading.class_order import positive_class
from core.nn.batches import pad_rows
from core.training.batches import token_rows

SENTENCES: dict[Size, int] = {"small": 40, "full": 200}
ADDED: dict[Size, tuple[int, ...]] = {"small": (0, 8, 32), "full": (0, 2, 4, 8, 16, 32, 64)}
MOST_TOKENS, BATCH = 64, 16
MOVED = 0.01  # of probability; less than that is no more than rounding


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Probability of positive for each sentence with so many rows of padding, masked and not."""
    assert data is not None, "this experiment reads SST-2"
    folder = locate(MAIN_MODEL).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    dev = draw(data.dev, SENTENCES[size], seed)
    rows = token_rows(tokenizer, dev.sentences, MOST_TOKENS)
    positive = positive_class(network.config.id2label, MAIN_MODEL)
    truth = torch.tensor(dev.labels) == 1  # (B,)
    points: list[dict[str, Any]] = []
    alone = None
    with closing(begin(2 * len(ADDED[size]))) as progress:
        for added in ADDED[size]:
            point: dict[str, Any] = {"added": added}
            for masked in (True, False):
                sure = _positive(network, rows, added, masked, tokenizer.pad_token_id, positive)  # (B,)
                alone = sure if alone is None else alone
                point["masked" if masked else "unmasked"] = _compared(sure, alone, truth)
                progress.step()
            points.append(point)
    return {"sentences": len(dev), "points": points}


@torch.inference_mode()
def _positive(
    network: Any, rows: list[list[int]], added: int, masked: bool, pad_id: int, positive: int
) -> Float[Tensor, "B"]:
    """Each sentence with exactly `added` paddings behind it: sentences of one length share a batch."""
    result = torch.zeros(len(rows))
    for length in sorted({len(row) for row in rows}):
        numbers = [n for n, row in enumerate(rows) if len(row) == length]
        for start in range(0, len(numbers), BATCH):
            chosen = numbers[start : start + BATCH]
            ids, mask = pad_rows([rows[n] for n in chosen], pad_id, length + added)  # (B, T) each
            mask = mask if masked else torch.ones_like(mask)
            logits = network(input_ids=ids, attention_mask=mask).logits  # (B, 2)
            result[chosen] = logits.softmax(-1)[:, positive]
    return result


def _compared(sure: Float[Tensor, "B"], alone: Float[Tensor, "B"], truth: Tensor) -> dict[str, Any]:
    moved = (sure - alone).abs()  # (B,)
    predicted = sure >= 0.5
    return {
        "mean_move": moved.mean().item(),
        "largest_move": moved.max().item(),
        "flipped": int((predicted != (alone >= 0.5)).sum()),
        **accuracy_interval(int((predicted == truth).sum()), len(truth)),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if with the mask no probability moves, and without it some move by more than a point.

    Exact: every sentence is compared with itself, and that some move is shown by one that does.
    """
    last = numbers["points"][-1]
    masked = max(point["masked"]["largest_move"] for point in numbers["points"])
    unmasked = max(point["unmasked"]["largest_move"] for point in numbers["points"])
    facts = {f"unmasked_{key}": last["unmasked"][key] for key in ("mean_move", "flipped")}
    for name in ("masked", "unmasked"):
        facts[f"{name}_accuracy"] = Estimate(last[name]["accuracy"], *last[name]["interval"])
    facts |= {"sentences": numbers["sentences"], "added": last["added"]}
    return exactly(masked < MOVED < unmasked), {"masked": masked, "unmasked": unmasked, **facts}


EXPERIMENT = Experiment("mask_padding", measure, outcome, "exact", models=(MAIN_MODEL,))
