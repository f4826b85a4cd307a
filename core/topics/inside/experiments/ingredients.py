"""What each ingredient of the trained encoder is worth: take one away and count what is still right."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, every, mapped, paired
from core.experiments.samples import accuracy_interval, draw, sign_test
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.reading.class_order import positive_class
from core.nn.encoder import EncoderShape, Weights, bert_classifier
from core.training.batches import token_rows
from core.training.evaluate import logits_of

MODEL = MAIN_MODEL
MOST_TOKENS = 128
SENTENCES: dict[Size, int | None] = {"small": 200, "full": None}

TABLES = {"positions": "position", "segments": "token_type"}


@dataclass(frozen=True)
class Removal:
    """What is taken away: `nothing`, `positions`, `segments`, or a `layer` or its `feed_forward` (from 0).

    `feed_forwards` are those of all layers.
    """

    part: str
    layer: int | None = None


class Remaining(torch.nn.Module):
    """The encoder written from scratch without one ingredient, called as the library's network is."""

    def __init__(self, weights: Weights, shape: EncoderShape, removal: Removal) -> None:
        super().__init__()
        self.weights, self.shape = without(weights, shape, removal), shape
        skipped = removal.layer if removal.part == "layer" else None
        self.layers = [layer for layer in range(shape.layers) if layer != skipped]

    def forward(self, input_ids: Int[Tensor, "B T"], attention_mask: Int[Tensor, "B T"]) -> SimpleNamespace:
        logits = bert_classifier(
            input_ids, attention_mask, self.weights, self.shape, layers=self.layers
        )  # (B, C)
        return SimpleNamespace(logits=logits)


def removals(layers: int) -> Iterator[Removal]:
    """Everything that is tried, the whole encoder first."""
    yield from (Removal("nothing"), Removal("positions"), Removal("segments"))
    yield from (Removal("layer", layer) for layer in range(layers))
    yield from (Removal("feed_forward", layer) for layer in range(layers))
    yield Removal("feed_forwards")


def without(weights: Weights, shape: EncoderShape, removal: Removal) -> dict[str, Tensor]:
    """The weights with zeros where something is taken away; a skipped layer's weights stay as they are."""
    zeroed: list[str] = []
    if removal.part in TABLES:
        zeroed = [f"bert.embeddings.{TABLES[removal.part]}_embeddings.weight"]
    if removal.part in ("feed_forward", "feed_forwards"):
        # A feed-forward network whose last linear map gives 0 adds nothing to what came in.
        off: Sequence[int] = range(shape.layers) if removal.layer is None else [removal.layer]
        stems = [f"bert.encoder.layer.{layer}.output.dense" for layer in off]
        zeroed = [f"{stem}.{kind}" for stem in stems for kind in ("weight", "bias")]
    return {**weights, **{name: torch.zeros_like(weights[name]) for name in zeroed}}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Right answers on dev without each ingredient, and how many predictions changed against the whole."""
    assert data is not None, "this experiment reads SST-2"
    folder = locate(MODEL, network=True).folder
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    config = network.config
    shape = EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    dev = draw(data.dev, SENTENCES[size], seed)
    rows = token_rows(tokenizer, dev.sentences, MOST_TOKENS)
    truth = torch.tensor(dev.labels) == 1  # (B,)
    positive, weights = positive_class(config.id2label, MODEL), network.state_dict()
    tried = list(removals(shape.layers))
    settings: list[dict[str, Any]] = []
    rights: list[Tensor] = []  # (B,) for each removal
    with closing(begin(len(tried))) as progress:
        for removal in tried:
            logits = logits_of(Remaining(weights, shape, removal), rows, tokenizer.pad_token_id)  # (B, 2)
            rights.append((logits.argmax(dim=-1) == positive) == truth)
            settings.append(_setting(removal, rights[-1], rights[0]))
            progress.step(1, accuracy=settings[-1]["accuracy"])
    return {"sentences": len(dev), "settings": settings}


def _setting(removal: Removal, right: Bool[Tensor, "B"], whole: Bool[Tensor, "B"]) -> dict[str, Any]:
    """One row of the result: `lost` sentences were right with the whole encoder, `gained` ones wrong."""
    lost, gained = int((whole & ~right).sum()), int((right & ~whole).sum())
    counts = {"changed": lost + gained, "lost": lost, "gained": gained, "chance": sign_test(lost, gained)}
    return {
        "part": removal.part,
        "layer": removal.layer,
        **accuracy_interval(int(right.sum()), len(right)),
        **counts,
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if every removal costs right answers, failed if one surely adds some.

    Interval: of a paired difference (Bonett & Price), 5 % shared among all removals (Bonferroni).
    """
    whole, *rest = numbers["settings"]
    count, total = len(rest), numbers["sentences"]
    gains = [paired(one["lost"], one["gained"], total, count) for one in rest]
    needed = sum(gain.high < 0 for gain in gains)
    worst, least = min(gains, key=_value), max(gains, key=_value)
    accuracies = [ingredient["accuracy"] for ingredient in rest]
    return every(below(gain, 0) for gain in gains), {
        "sentences": total,
        "whole": Estimate(whole["accuracy"], *whole["interval"]),
        "removals": count,
        "needed": needed,
        "spared": count - needed,
        "lowest": min(accuracies),
        "highest": max(accuracies),
        "worst": mapped(worst, lambda gain: 100 * gain),
        "least": mapped(least, lambda gain: 100 * gain),
    }


def _value(estimate: Estimate) -> float:
    return estimate.value


EXPERIMENT = Experiment("ingredients", measure, outcome, "paired", models=(MODEL,))
