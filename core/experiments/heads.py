"""Which heads matter: every head switched off in turn, and how few are enough.

Which heads go first is judged on training phrases, so that dev, where the rest is counted, has no say
in it. Source: Michel et al. 2019 (sections 3 and 4).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.concepts.classification import cross_entropy
from core.concepts.encoder import (
    EncoderShape,
    Weights,
    bert_classifier,
    classify,
    embed,
    encoder_layer,
    part_of,
)
from core.data.sst2 import SST2
from core.experiments.experiment import Begin, Experiment, Numbers, Size
from core.experiments.samples import draw, share
from core.models.catalog import MAIN_MODEL, locate
from core.models.loading import load_network, load_tokenizer
from core.models.transformer import positive_class
from core.training.batches import pad, token_rows

MODEL = MAIN_MODEL
MOST_TOKENS = 128
BATCH = 64
ENOUGH = 0.99  # of the whole model's accuracy
FEW = 0.5  # of all heads: the claim


@dataclass(frozen=True)
class Plan:
    """Dev sentences (None: all), training phrases that rank the heads, and heads taken away at a time."""

    sentences: int | None
    phrases: int
    step: int


PLANS: dict[Size, Plan] = {"small": Plan(40, 32, 12), "full": Plan(None, 512, 3)}
Batch = tuple[Tensor, Tensor, Tensor]  # ids (B, T), mask (B, T), number of the right class (B,)


@dataclass(frozen=True)
class Judge:
    """The encoder written from scratch, with a gate before each head's way out: 1 open, 0 shut."""

    weights: Weights
    shape: EncoderShape

    def logits(self, batch: Batch, gates: Float[Tensor, "L H"]) -> Float[Tensor, "B C"]:
        note = self._gated(gates)
        return bert_classifier(batch[0], batch[1], self.weights, self.shape, note=note)  # (B, C)

    def without_each(self, batch: Batch) -> Iterator[tuple[int, int, Float[Tensor, "B C"]]]:
        """Logits with each head shut in turn; what lies before its layer is worked out once."""
        ids, mask, _ = batch
        embeddings = part_of(self.weights, "bert.embeddings.")
        x = embed(ids, torch.zeros_like(ids), embeddings, self.shape.epsilon)  # (B, T, D)
        for layer in range(self.shape.layers):
            for head in range(self.shape.heads):
                gates = torch.ones(self.shape.layers, self.shape.heads)
                gates[layer, head] = 0
                yield layer, head, classify(self._from(layer, x, mask, gates), self.weights)
            x = self._layer(layer, x, mask, torch.ones(self.shape.layers, self.shape.heads))

    def _from(self, first: int, x: Tensor, mask: Tensor, gates: Tensor) -> Tensor:
        for layer in range(first, self.shape.layers):
            x = self._layer(layer, x, mask, gates)
        return x

    def _layer(self, layer: int, x: Tensor, mask: Tensor, gates: Tensor) -> Tensor:
        own, note = part_of(self.weights, f"bert.encoder.layer.{layer}."), self._gated(gates)
        return encoder_layer(x, mask, own, self.shape, lambda name, value: note(f"{layer}.{name}", value))

    def _gated(self, gates: Float[Tensor, "L H"]) -> Any:
        """A note that multiplies each head's part of a layer's context with its gate."""

        def note(name: str, value: Tensor) -> Tensor:
            layer, _, step = name.partition(".")
            if step != "context":
                return value
            width = value.shape[-1] // self.shape.heads
            return value * gates[int(layer)].repeat_interleave(width)  # (B, T, D)

        return note


def measure(begin: Begin, seed: int, size: Size, data: SST2 | None, /) -> Numbers:
    """Right answers on dev with each head off, and with the least important heads off together."""
    assert data is not None, "this experiment reads SST-2"
    plan, folder = PLANS[size], locate(MODEL, network=True).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    config = network.config
    shape = EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    judge, positive = Judge(network.state_dict(), shape), positive_class(config.id2label, MODEL)
    dev, train = draw(data.dev, plan.sentences, seed), draw(data.train, plan.phrases, seed)
    judged, ranking = (_batches(part, tokenizer, positive) for part in (dev, train))
    counts = _counts(shape, plan.step)
    with closing(begin(len(judged) + len(counts))) as progress:
        off = _each_off(judge, judged, progress)
        curve = _fewer(judge, judged, ranking, counts, progress)
    N = len(dev)
    return {
        "sentences": N,
        "phrases": len(train),
        "whole": share(curve[0][1], N),
        "off": [[share(right, N)["accuracy"] for right in row] for row in off],
        "kept": [{"heads": heads, **share(right, N)} for heads, right in curve],
    }


def _batches(part: Any, tokenizer: Any, positive: int) -> list[Batch]:
    """Sentences of like length together, with the number of the right class."""
    rows = token_rows(tokenizer, part.sentences, MOST_TOKENS)
    order = sorted(range(len(rows)), key=lambda n: len(rows[n]))
    groups = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    truth = [positive if label == 1 else 1 - positive for label in part.labels]
    return [
        (
            *pad([rows[n] for n in group], len(rows[group[-1]]), tokenizer.pad_token_id),
            torch.tensor([truth[n] for n in group]),
        )
        for group in groups
    ]


def _counts(shape: EncoderShape, step: int) -> list[int]:
    """How many heads are kept: all, `step` fewer each time, none."""
    return [*range(shape.layers * shape.heads, 0, -step), 0]


@torch.inference_mode()
def _each_off(judge: Judge, batches: Sequence[Batch], progress: Any) -> list[list[int]]:
    right = torch.zeros(judge.shape.layers, judge.shape.heads, dtype=torch.long)  # (L, H)
    for batch in batches:
        for layer, head, logits in judge.without_each(batch):
            right[layer, head] += _right(logits, batch)
        progress.step()
    return right.tolist()


def _fewer(
    judge: Judge, judged: Sequence[Batch], ranking: Sequence[Batch], counts: Sequence[int], progress: Any
) -> list[tuple[int, int]]:
    """Heads kept and right answers; the heads that matter least to what is left go first."""
    gates, curve = torch.ones(judge.shape.layers, judge.shape.heads), []
    for kept in counts:
        while int(gates.sum()) > kept:
            worth = importance(judge, ranking, gates).masked_fill(gates == 0, torch.inf)  # (L, H)
            surplus = int(gates.sum()) - kept
            gates.view(-1)[worth.flatten().argsort()[:surplus]] = 0
        with torch.inference_mode():
            curve.append((kept, sum(_right(judge.logits(batch, gates), batch) for batch in judged)))
        progress.step()
    return curve


def importance(judge: Judge, batches: Sequence[Batch], gates: Float[Tensor, "L H"]) -> Float[Tensor, "L H"]:
    """How much the loss of each phrase would move with each gate: Σ |∂ loss / ∂ gate|."""
    total = torch.zeros_like(gates)
    for ids, mask, truth in batches:
        for row in range(len(ids)):
            length = int(mask[row].sum())
            one = ids[row : row + 1, :length], mask[row : row + 1, :length], truth[row : row + 1]
            free = gates.clone().requires_grad_()
            cross_entropy(judge.logits(one, free), one[2]).backward()
            assert free.grad is not None
            total += free.grad.abs()
    return total


def _right(logits: Float[Tensor, "B C"], batch: Batch) -> int:
    return int((logits.argmax(dim=-1) == batch[2]).sum())


def verdict(numbers: Numbers) -> tuple[bool, dict[str, Any]]:
    """Held if fewer than half of the heads keep 99 % of the accuracy.

    Enough are so many heads that they, and every larger number tried, keep it.
    """
    off = [accuracy for row in numbers["off"] for accuracy in row]
    whole, heads = numbers["whole"]["accuracy"], len(off)
    enough = heads
    for one in numbers["kept"]:
        if one["accuracy"] < ENOUGH * whole:
            break
        enough = one["heads"]
    worst = min(range(heads), key=off.__getitem__)
    return enough < FEW * heads, {
        "sentences": numbers["sentences"],
        "heads": heads,
        "whole": whole,
        "harmless": sum(accuracy >= whole for accuracy in off),
        "layer": worst // len(numbers["off"][0]) + 1,
        "head": worst % len(numbers["off"][0]) + 1,
        "worst": off[worst],
        "enough": enough,
        "none": numbers["kept"][-1]["accuracy"],
    }


EXPERIMENT = Experiment("heads", measure, verdict, models=(MODEL,))
