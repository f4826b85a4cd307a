"""`python -m core.topics.embeddings.cls_map`: [CLS] in every layer, for all dev sentences of SST-2.

What is kept are points of a plane, labels and the plane's axes, so that another sentence can be put
on the same map; no text is kept. How far the classes lie apart is told by a linear classifier that is
fitted on four fifths of the full vectors and judged on the last fifth, five times over.
"""

import json
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_file
from core.base.settings import ASSETS, sst2_folder
from core.data.labelled import Split
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.bert.weights import OpenedModel, open_network
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate, weights_sha256
from core.models.reading.class_order import positive_class
from core.topics.embeddings.concept import principal_components
from core.trace.layerwise import stream
from core.trace.trace import TracedForward, trace_forward

SHIPPED = ASSETS / "maps" / "dev_cls.safetensors"
FOLDS = 5


@dataclass(frozen=True, eq=False)
class ClsMap:
    """N = L + 1 planes: points (N × B × 2), labels (B), means (N × D), axes (N × 2 × D), and the card.

    `card["accuracy"]` has one entry for each plane.
    """

    points: np.ndarray
    labels: np.ndarray
    means: np.ndarray
    axes: np.ndarray
    card: dict[str, Any]

    def project(self, traced: TracedForward) -> np.ndarray:
        """Where another sentence stands on each plane: (N, 2)."""
        vectors = stream(traced.trace, traced.opened.shape)[:, 0].numpy()  # (N, D)
        return np.einsum("nd,ncd->nc", vectors - self.means, self.axes)


@dataclass(frozen=True, kw_only=True)
class MakeClsMap(Command):
    """Map [CLS] in every layer for all dev sentences of SST-2."""

    data: Path | None = option(
        help="folder with train.tsv and dev.tsv (default: SENTISCOPE_SST2, else the hub)", factory=sst2_folder
    )
    seed: int = option(42, "of the five parts")
    output: Path = option(SHIPPED, "file to write", short="-o")

    def run(self) -> None:
        """Make the map and write it."""
        check_file(self.output)
        dev = load_sst2(self.data).dev
        located = locate(MAIN_MODEL)
        network, tokenizer = load_network(located.folder), load_tokenizer(located.folder)
        positive = positive_class(network.config.id2label, MAIN_MODEL)
        opened = open_network(network, tokenizer, MAIN_MODEL, positive)
        write(build(opened, dev, self.seed, weights_sha256(located)), self.output)
        print(label("embeddings.cls_written", shell_language(), count=len(dev), file=self.output))


def main(arguments: list[str] | None = None) -> int:
    """Make the map and return the shell's exit code."""
    return cli.main(MakeClsMap, arguments, "python -m core.topics.embeddings.cls_map")


def build(opened: OpenedModel, dev: Split, seed: int, model_sha256: str) -> ClsMap:
    """Trace every sentence, then lay each layer's vectors of [CLS] on a plane of its own.

    `model_sha256` tells the card which weights these are.
    """
    layers = opened.shape.layers + 1
    with closing(Progress(len(dev) + layers, "cls_map")) as progress:
        vectors = torch.stack([_cls(opened, sentence, progress) for sentence in dev.sentences])  # (B, N, D)
        labels = np.array(dev.labels)
        planes = []
        for layer in vectors.double().unbind(dim=1):
            planes.append((*plane(layer), separation(layer, labels, seed)))
            progress.step(1, accuracy=planes[-1][-1])
    points, means, axes, accuracy = zip(*planes, strict=True)
    card = {
        "model": MAIN_MODEL,
        "model_sha256": model_sha256,
        "sentences": len(dev),
        "dev_sha256": dev.fingerprint(),
        "command": f"python -m core.topics.embeddings.cls_map --data SST2_FOLDER --seed {seed}",
        "accuracy": list(accuracy),
    }
    stacked = (torch.stack(tensors).half().numpy() for tensors in (points, means, axes))
    half_points, half_means, half_axes = stacked
    return ClsMap(half_points, labels.astype(np.uint8), half_means, half_axes, card)


def _cls(opened: OpenedModel, sentence: str, progress: Progress) -> Float[Tensor, "N D"]:
    traced = trace_forward(opened, sentence)
    progress.step()
    return stream(traced.trace, opened.shape)[:, 0].clone()


def plane(vectors: Float[Tensor, "B D"]) -> tuple[Tensor, Tensor, Tensor]:
    """The first two principal components: points (B × 2), the mean (D), and the axes (2 × D)."""
    points, mean = principal_components(vectors), vectors.mean(dim=0)
    # The axes are what makes these points out of the centred vectors; none where all vectors are alike.
    axes = torch.linalg.lstsq(vectors - mean, points, driver="gelsd").solution.T
    return points, mean, axes


def separation(vectors: Float[Tensor, "B D"], labels: np.ndarray, seed: int) -> float:
    """Cross-validated accuracy of a linear classifier on the standardised vectors."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=1000))
    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return float(cross_val_score(model, vectors.numpy(), labels, cv=parts).mean())


def write(made: ClsMap, file: Path) -> None:
    """One safetensors file, its numbers as float16, the card as metadata."""
    from safetensors.numpy import save_file

    file.parent.mkdir(parents=True, exist_ok=True)
    arrays = {"points": made.points, "labels": made.labels, "means": made.means, "axes": made.axes}
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    save_file(contiguous, file, metadata={"card": json.dumps(made.card)})


def read(file: Path) -> ClsMap:
    """A map as it was written, in float32. Raises SentiscopeError `cls_map_unreadable`."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="numpy") as stored:
            card = json.loads(stored.metadata()["card"])
            arrays = {name: stored.get_tensor(name) for name in ("points", "means", "axes")}
            labels = stored.get_tensor("labels")
    except (OSError, SafetensorError, LookupError, TypeError, ValueError) as error:
        raise SentiscopeError("cls_map_unreadable", file=file.name) from error
    points, means, axes = (array.astype(np.float32) for array in arrays.values())
    return ClsMap(points, labels, means, axes, card)


if __name__ == "__main__":
    sys.exit(main())
