"""What fewer bits change: the same weights in float16, bfloat16 and int8 against float32."""

import copy
from collections.abc import Callable
from contextlib import closing
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, share
from core.experiments.samples import draw
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.training.batches import token_rows
from core.training.evaluate import logits_of

PHRASES: dict[Size, int] = {"small": 40, "full": 4000}  # of train, which needs no labels here
SENTENCES: dict[Size, int | None] = {"small": 40, "full": None}
MOST_TOKENS = 512
ENOUGH = 0.995  # of the labels


def to_half(tensor: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Rounded to float16 and back."""
    return tensor.half().float()


def to_int8(tensor: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Each row of a matrix rounded to 255 equal steps and back; vectors stay as they are."""
    if tensor.ndim < 2:
        return tensor
    step = (tensor.abs().amax(dim=-1, keepdim=True) / 127).clamp(min=1e-12)  # (rows, 1)
    return (tensor / step).round() * step


def same(tensor: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    return tensor


# What happens to the weights, and whether matrix products run in bfloat16.
FORMATS: dict[str, tuple[Callable[[Tensor], Tensor], bool]] = {
    "float16": (to_half, False),
    "bfloat16": (same, True),
    "int8": (to_int8, False),
}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """How often the labels agree with float32, and how far the probabilities move."""
    assert data is not None, "this experiment reads SST-2"
    folder = locate(MAIN_MODEL).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    dev, phrases = draw(data.dev, SENTENCES[size], seed), draw(data.train, PHRASES[size], seed)
    rows = token_rows(tokenizer, dev.sentences + phrases.sentences, MOST_TOKENS)
    labels = torch.tensor(dev.labels)  # (B,)
    formats = []
    with closing(begin(len(FORMATS) + 1)) as progress:
        exact = logits_of(network, rows, tokenizer.pad_token_id)  # (B, 2)
        progress.step()
        for name, (rounded, bfloat16) in FORMATS.items():
            other = copy.deepcopy(network)
            with torch.no_grad():
                for parameter in other.parameters():
                    parameter.copy_(rounded(parameter))
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                logits = logits_of(other, rows, tokenizer.pad_token_id).float()  # (B, 2)
            formats.append({"format": name, **compared(exact, logits), **_right(logits, labels)})
            progress.step()
    return {"texts": len(rows), "sentences": len(dev), "exact": _right(exact, labels), "formats": formats}


def compared(exact: Float[Tensor, "B 2"], other: Float[Tensor, "B 2"]) -> dict[str, float]:
    """Fraction of equal labels, mean and largest difference of the probabilities."""
    moved = (exact.softmax(-1) - other.softmax(-1))[:, 1].abs()  # (B,)
    agree = (exact.argmax(-1) == other.argmax(-1)).double().mean().item()
    return {"agreement": agree, "mean_move": moved.mean().item(), "largest_move": moved.max().item()}


def _right(logits: Float[Tensor, "B 2"], labels: Tensor) -> dict[str, float]:
    return {"accuracy": (logits[: len(labels)].argmax(-1) == labels).double().mean().item()}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if every format gives the same label for at least 99.5 % of the texts.

    Interval: Wilson's.
    """
    agreements = {
        entry["format"]: share(round(entry["agreement"] * numbers["texts"]), numbers["texts"])
        for entry in numbers["formats"]
    }
    held = every(above(agreement, ENOUGH) for agreement in agreements.values())
    return held, {"texts": numbers["texts"], **agreements}


EXPERIMENT = Experiment("precision", measure, outcome, "wilson", models=(MAIN_MODEL,))
