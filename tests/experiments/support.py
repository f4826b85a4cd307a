"""Helpers of the experiments' tests."""

from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name

import pytest

from core.experiments.record import Record
from core.experiments.registry import find
from core.experiments.run import run
from core.models import locate as locating
from core.models.catalog import Entry
from core.models.locate import Located
from tests.shared.pages import figures_of_experiments

# The figure that a page draws of each experiment.
DRAW = {name: resolve_name(figure) for name, figure in figures_of_experiments().items()}


class QuietProgress:
    """Counts steps instead of drawing a bar."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.closed = total, 0, False

    def step(self, count: int = 1, /, **metrics: float) -> None:
        self.done += count

    def close(self) -> None:
        self.closed = True


def lead_to(tiny: Mapping[str, Path], patch: pytest.MonkeyPatch) -> None:
    """Every name of the catalog leads to its tiny stand-in, or to that of the classifiers."""

    def shipped(entry: Entry) -> Located:
        return Located(entry.name, tiny.get(entry.name, tiny["classifier"]), "shipped")

    patch.setattr(locating, "_shipped", shipped)


def measured(name: str, tiny: Mapping[str, Path], sst2: Path, texts: Path, output: Path) -> Record:
    """A small measurement on the given models and data, written to `output`."""
    with pytest.MonkeyPatch.context() as patch:
        lead_to(tiny, patch)
        return run(find(name), "small", 42, sst2, output, texts)
