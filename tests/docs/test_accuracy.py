"""The figures that documents quote are those of the model cards."""

import json
import re

import pytest

from core.base.settings import ASSETS, REPOSITORY
from core.models.catalog import OFFERED
from tests.docs.support import text_of

ROW = re.compile(
    r"^\| `([\w-]+)`[^|]*\| \**([\d.]+) %\** \| ([\d.]+) … ([\d.]+) \| ([\d.]+) \|", re.MULTILINE
)
QUOTED = {
    name: [*map(float, rest)] for name, *rest in ROW.findall(text_of(REPOSITORY / "docs" / "models.md"))
}
README = re.compile(r"\| \**([\d.]+) ?%\** \| ([\d.]+) … ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)


def figures_of(name: str) -> list[float]:
    """Accuracy and its interval in percent, and F1, rounded as they are quoted."""
    dev = json.loads((ASSETS / "models" / name / "model_card.json").read_text(encoding="utf-8"))["dev"]
    return [
        *(round(100 * x, 1) for x in (dev["accuracy"], *dev["accuracy_interval_95"])),
        round(dev["f1"], 3),
    ]


@pytest.mark.parametrize("name", OFFERED)
def test_models_quotes_each_card(name: str) -> None:
    assert QUOTED[name] == figures_of(name)


def test_readme_quotes_the_same_figures() -> None:
    quoted = [[*map(float, row)] for row in README.findall(text_of(REPOSITORY / "README.md"))]
    assert sorted(quoted) == sorted(QUOTED.values())
