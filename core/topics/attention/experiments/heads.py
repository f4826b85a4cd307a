"""Which heads matter: every head switched off in turn, and how few are enough.

Which heads go first is decided by training phrases: accuracy is measured on dev, which must not choose.
Source: Michel et al. 2019 (sections 3 and 4).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, difference, mapped
from core.experiments.samples import accuracy_interval, draw
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.reading.class_order import positive_class
from core.nn.batches import length_sorted_batches, pad_rows
from core.nn.classification import cross_entropy
from core.nn.encoder import (
    EncoderShape,
    Weights,
    add_and_norm,
    classify,
    embed,
    feed_forward,
    part_of,
    self_attention,
)
from core.nn.layers import linear
from core.training.batches import token_rows

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


PLANS: dict[Size, Plan] = {"small": Plan(40, 32, 12), "full": Plan(None, 512, 6)}
Batch = tuple[Tensor, Tensor, Tensor]  # ids (B, T), mask (B, T), number of the right class (B,)


@dataclass(frozen=True)
class GatedEncoder:
    """The encoder written from scratch, each head's context times a gate: 1 keeps, 0 removes it."""

    weights: Weights
    shape: EncoderShape

    def logits(self, batch: Batch, gates: Float[Tensor, "*B L H"]) -> Float[Tensor, "B C"]:
        """One set of gates for all rows of the batch, or one for each."""
        return self._from(0, self._embedded(batch), batch[1], gates)

    def without_each(self, batch: Batch) -> Iterator[tuple[int, int, Float[Tensor, "B C"]]]:
        """Logits with each head shut in turn; what comes before it is worked out once."""
        x, mask, open_ = self._embedded(batch), batch[1], torch.ones(self.shape.layers, self.shape.heads)
        for layer in range(self.shape.layers):
            context = self._context(layer, x, mask)  # (B, T, D)
            for head in range(self.shape.heads):
                gates = open_.clone()
                gates[layer, head] = 0
                after = self._finish(layer, x, context, gates)
                yield layer, head, self._from(layer + 1, after, mask, open_)
            x = self._finish(layer, x, context, open_)

    def _embedded(self, batch: Batch) -> Float[Tensor, "B T D"]:
        tables = part_of(self.weights, "bert.embeddings.")
        return embed(batch[0], torch.zeros_like(batch[0]), tables, self.shape.epsilon)

    def _from(self, first: int, x: Tensor, mask: Tensor, gates: Tensor) -> Float[Tensor, "B C"]:
        for layer in range(first, self.shape.layers):
            x = self._finish(layer, x, self._context(layer, x, mask), gates)
        return classify(x, self.weights)

    def _context(self, layer: int, x: Tensor, mask: Tensor) -> Float[Tensor, "B T D"]:
        mixing = part_of(self.weights, f"bert.encoder.layer.{layer}.attention.")
        return self_attention(x, mask, mixing, self.shape.heads)

    def _finish(self, layer: int, x: Tensor, context: Tensor, gates: Tensor) -> Tensor:
        """A layer from its gated heads on; the last layer for [CLS] alone, which is all that is read."""
        own, epsilon = part_of(self.weights, f"bert.encoder.layer.{layer}."), self.shape.epsilon
        if layer == self.shape.layers - 1:
            x, context = x[:, :1], context[:, :1]  # (B, 1, D)
        gate = gates[..., layer, :].repeat_interleave(context.shape[-1] // self.shape.heads, dim=-1)
        gated = context * (gate if gate.ndim == 1 else gate[:, None])  # (B, T, D)
        mixed = linear(gated, own["attention.output.dense.weight"], own["attention.output.dense.bias"])
        x = add_and_norm(x, mixed, part_of(own, "attention.output."), epsilon)  # (B, T, D)
        return add_and_norm(x, feed_forward(x, own), part_of(own, "output."), epsilon)  # (B, T, D)


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Right answers on dev with each head off, and with the least important heads off together."""
    assert data is not None, "this experiment reads SST-2"
    plan, folder = PLANS[size], locate(MODEL, network=True).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    config = network.config
    shape = EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    model, positive = GatedEncoder(network.state_dict(), shape), positive_class(config.id2label, MODEL)
    dev, train = draw(data.dev, plan.sentences, seed), draw(data.train, plan.phrases, seed)
    dev_batches, ranking = (_batches(part, tokenizer, positive) for part in (dev, train))
    counts = _counts(shape, plan.step)
    with closing(begin(len(dev_batches) + len(counts))) as progress:
        off = _each_off(model, dev_batches, progress)
        curve = _fewer(model, dev_batches, ranking, counts, progress)
    N = len(dev)
    return {
        "sentences": N,
        "phrases": len(train),
        "whole": accuracy_interval(curve[0][1], N),
        "off": [[accuracy_interval(right, N)["accuracy"] for right in row] for row in off],
        "kept": [{"heads": heads, **accuracy_interval(right, N)} for heads, right in curve],
    }


def _batches(part: Any, tokenizer: Any, positive: int) -> list[Batch]:
    """Sentences of like length together, with the number of the right class."""
    rows = token_rows(tokenizer, part.sentences, MOST_TOKENS)
    truth = [positive if label == 1 else 1 - positive for label in part.labels]
    return [
        (
            *pad_rows([rows[n] for n in group], tokenizer.pad_token_id),
            torch.tensor([truth[n] for n in group]),
        )
        for group in length_sorted_batches([len(row) for row in rows], BATCH)
    ]


def _counts(shape: EncoderShape, step: int) -> list[int]:
    """How many heads are kept: all, `step` fewer each time, none."""
    return [*range(shape.layers * shape.heads, 0, -step), 0]


@torch.inference_mode()
def _each_off(model: GatedEncoder, batches: Sequence[Batch], progress: Any) -> list[list[int]]:
    right = torch.zeros(model.shape.layers, model.shape.heads, dtype=torch.long)  # (L, H)
    for batch in batches:
        for layer, head, logits in model.without_each(batch):
            right[layer, head] += _right(logits, batch)
        progress.step()
    return right.tolist()


def _fewer(
    model: GatedEncoder,
    dev_batches: Sequence[Batch],
    ranking: Sequence[Batch],
    counts: Sequence[int],
    progress: Any,
) -> list[tuple[int, int]]:
    """Heads kept and right answers; the heads that matter least to what is left go first."""
    gates, curve = torch.ones(model.shape.layers, model.shape.heads), []
    for count in counts:
        while int(gates.sum()) > count:
            worth = importance(model, ranking, gates).masked_fill(gates == 0, torch.inf)  # (L, H)
            surplus = int(gates.sum()) - count
            gates.view(-1)[worth.flatten().argsort()[:surplus]] = 0
        with torch.inference_mode():
            curve.append((count, sum(_right(model.logits(batch, gates), batch) for batch in dev_batches)))
        progress.step()
    return curve


def importance(
    model: GatedEncoder, batches: Sequence[Batch], gates: Float[Tensor, "L H"]
) -> Float[Tensor, "L H"]:
    """How much the loss of each phrase would move with each gate: Σ |∂ loss / ∂ gate|."""
    total = torch.zeros_like(gates)
    for batch in batches:
        free = gates.expand(len(batch[0]), *gates.shape).clone().requires_grad_()  # (B, L, H)
        loss = cross_entropy(model.logits(batch, free), batch[2]) * len(batch[0])  # a sum, not a mean
        (slope,) = torch.autograd.grad(loss, free)
        total += slope.abs().sum(dim=0)
    return total


def _right(logits: Float[Tensor, "B C"], batch: Batch) -> int:
    return int((logits.argmax(dim=-1) == batch[2]).sum())


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the largest number tried below half of the heads keeps 99 % of the accuracy.

    Interval: of its accuracy less 99 % of the whole model's, from Wilson's of both (MOVER), wider than needed
    as both read the same sentences. `enough` are so many heads that they, and every larger number tried,
    keep it.
    """
    off = [accuracy for row in numbers["off"] for accuracy in row]
    whole, heads = numbers["whole"]["accuracy"], len(off)
    enough = heads
    for entry in numbers["kept"]:
        if entry["accuracy"] < ENOUGH * whole:
            break
        enough = entry["heads"]
    few = next(entry for entry in numbers["kept"] if entry["heads"] < FEW * heads)
    needed = mapped(_estimate(numbers["whole"]), lambda accuracy: ENOUGH * accuracy)
    spare = difference(_estimate(few), needed)
    worst = min(range(heads), key=off.__getitem__)
    return above(spare, 0), {
        "sentences": numbers["sentences"],
        "heads": heads,
        "whole": _estimate(numbers["whole"]),
        "few": few["heads"],
        "few_right": _estimate(few),
        "spare": mapped(spare, lambda share: 100 * share),
        "harmless": sum(accuracy >= whole for accuracy in off),
        "layer": worst // len(numbers["off"][0]) + 1,
        "head": worst % len(numbers["off"][0]) + 1,
        "worst": off[worst],
        "enough": enough,
        "none": numbers["kept"][-1]["accuracy"],
    }


def _estimate(entry: dict[str, Any]) -> Estimate:
    return Estimate(entry["accuracy"], *entry["interval"])


EXPERIMENT = Experiment("heads", measure, outcome, "apart", models=(MODEL,))
