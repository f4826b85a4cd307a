"""How long the gradient is at the first layer and at the last, through 2 … 48 layers before any training."""

import math
from contextlib import closing
from typing import Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, geometric_mean
from core.training.small.loop import classification_loss
from core.training.small.transformer import Norm, Order, SmallShape, SmallTransformer

DEPTHS: dict[Size, tuple[int, ...]] = {"small": (2, 6, 16), "full": (2, 4, 8, 16, 32, 48)}
SEEDS: dict[Size, int] = {"small": 2, "full": 5}
# Without a norm there is nothing to stand before or after.
SETTINGS: dict[str, tuple[Norm, Order]] = {
    "none": ("none", "pre"),
    "layer_post": ("layer", "post"),
    "layer_pre": ("layer", "pre"),
    "rms_post": ("rms", "post"),
    "rms_pre": ("rms", "pre"),
    "batch_post": ("batch", "post"),
    "batch_pre": ("batch", "pre"),
}
WIDTH, VOCABULARY, SENTENCES, TOKENS = 64, 200, 16, 16
STEADY = 10.0  # the gradient keeps its size if depth changes it by no more than this factor


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Mean over several random networks of the length of the loss's gradient for each layer's weights."""
    generator = torch.Generator().manual_seed(seed)
    rows = torch.randint(4, VOCABULARY, (SENTENCES, TOKENS), generator=generator)  # (B, T)
    labels = torch.randint(0, 2, (SENTENCES,), generator=generator)  # (B,)
    lengths = torch.randint(TOKENS // 2, TOKENS + 1, (SENTENCES,), generator=generator)
    real = torch.arange(TOKENS) < lengths[:, None]  # (B, T)
    settings: dict[str, list[dict[str, Any]]] = {name: [] for name in SETTINGS}
    with closing(begin(len(SETTINGS) * len(DEPTHS[size]))) as progress:
        for name, (norm, order) in SETTINGS.items():
            for depth in DEPTHS[size]:
                shape = SmallShape(VOCABULARY, WIDTH, layers=depth, window=TOKENS, norm=norm, order=order)
                seeds = range(seed, seed + SEEDS[size])
                lengths_by_layer = [_gradients(shape, rows, real, labels, run_seed) for run_seed in seeds]
                settings[name].append(_point(depth, lengths_by_layer))
                progress.step()
    return {"depths": list(DEPTHS[size]), "networks": SEEDS[size], "settings": settings}


def _gradients(
    shape: SmallShape,
    rows: Int[Tensor, "B T"],
    real: Bool[Tensor, "B T"],
    labels: Int[Tensor, "B"],
    seed: int,
) -> list[float]:
    """Length of the gradient for all weight matrices of each layer, first to last, in a new network."""
    torch.manual_seed(seed)
    network = SmallTransformer(shape, classes=2).train()
    sentences = [row[keep].tolist() for row, keep in zip(rows, real, strict=True)]
    classification_loss(network, sentences, labels.tolist()).backward()
    return [
        math.sqrt(
            sum(
                weight.grad.square().sum().item()
                for weight in block.parameters()
                if weight.ndim == 2 and weight.grad is not None
            )
        )
        for block in network.blocks
    ]


def _point(depth: int, networks: list[list[float]]) -> dict[str, Any]:
    """Geometric means over the networks: of the first layer (and each of them), the last, all in between."""
    layers = [
        math.exp(sum(map(math.log, of_layer)) / len(of_layer)) for of_layer in zip(*networks, strict=True)
    ]
    firsts = [of_network[0] for of_network in networks]
    return {"depth": depth, "first": layers[0], "last": layers[-1], "layers": layers, "firsts": firsts}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if depth changes the first layer's gradient over ten times without a norm, by less with one.

    The factor is each seed's largest length by its smallest over the depths. Interval: Student's t on the
    logarithms over the seeds.
    """
    factors = {}
    for name, points in numbers["settings"].items():
        by_seed = zip(*(point["firsts"] for point in points), strict=True)
        factors[name] = geometric_mean([max(lengths) / min(lengths) for lengths in by_seed])
    steady = (below(factors[f"layer_{order}"], STEADY) for order in ("pre", "post"))
    facts = {"least": numbers["depths"][0], "most": numbers["depths"][-1], "networks": numbers["networks"]}
    return every((above(factors["none"], STEADY), *steady)), {**facts, **factors}


EXPERIMENT = Experiment("normalization_depth", measure, outcome, "student", needs_sst2=False)
