"""What a classifier has that its pre-trained encoder had not, read from two safetensors headers."""

import math
import re
from dataclasses import dataclass, replace
from pathlib import Path

from core.topics.workshop.concepts.safetensors_header import Entry, read_header

FIRST_LOSS = math.log(2)  # nats, of a head that gives both classes one half
PREFIX = "bert."  # the encoder's place inside the classifier; alone, it has none
LAYER = re.compile(r"encoder\.layer\.(\d+)\.")


@dataclass(frozen=True)
class Added:
    """Tensors of the classifier: those the encoder brought along, and those that are new.

    `missing` are names that the encoder's file has and the classifier's has not.
    """

    loaded: tuple[Entry, ...]
    new: tuple[Entry, ...]
    missing: tuple[str, ...]

    @property
    def loaded_count(self) -> int:
        return sum(entry.count for entry in self.loaded)

    @property
    def new_count(self) -> int:
        return sum(entry.count for entry in self.new)

    @property
    def new_proportion(self) -> float:
        """The new parameters over all."""
        return self.new_count / (self.new_count + self.loaded_count)

    def head_count(self, classes: int) -> int:
        """Parameters of a head for a number of classes: D · C weights and C biases."""
        return self.width * classes + classes

    @property
    def width(self) -> int:
        """D: how many numbers the head reads."""
        return next(entry.shape[-1] for entry in self.new if len(entry.shape) == 2)


def added_head(encoder: Path, classifier: Path) -> Added:
    """Compare two files by the names and shapes in their headers; no tensor is read."""
    before = {bare(entry.name): entry.shape for entry in read_header(encoder)}
    after = read_header(classifier)
    loaded = tuple(entry for entry in after if before.get(bare(entry.name)) == entry.shape)
    new = tuple(entry for entry in after if entry not in loaded)
    left = before.keys() - {bare(entry.name) for entry in after}
    return Added(loaded, new, tuple(sorted(left)))


def with_classes(head: tuple[Entry, ...], classes: int) -> tuple[Entry, ...]:
    """The same head for another number of classes, which is the first axis of all its tensors."""
    return tuple(replace(entry, shape=(classes, *entry.shape[1:])) for entry in head)


def bare(name: str) -> str:
    """A tensor's name without the encoder's place in front."""
    return name.removeprefix(PREFIX)


def part_of(entry: Entry) -> str:
    """Which part a tensor belongs to: `embeddings`, `layer 1` …, `pooler`, `classifier`."""
    layer = LAYER.search(entry.name)
    return f"layer {int(layer[1]) + 1}" if layer else bare(entry.name).split(".")[0]


def counts_by_part(entries: tuple[Entry, ...]) -> dict[str, int]:
    """How many numbers each part has, from the input upwards."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[part_of(entry)] = counts.get(part_of(entry), 0) + entry.count
    order = {"embeddings": 0, "pooler": 2, "classifier": 3}
    return dict(sorted(counts.items(), key=lambda part: (order.get(part[0], 1), part[0])))
