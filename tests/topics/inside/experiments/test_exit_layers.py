"""Which sentences need layers: effects on made-up sentences that are known, and the verdict by hand."""

import numpy as np
import pytest

from core.experiments.record import Record
from core.scoring.backends.exits.thresholds import Heard
from core.topics.inside.experiments.exit_layers import _effects, _passed, outcome
from core.topics.inside.measuring import Read

KINDS = ("fine", "not fine", "fine but dull", "not fine but dull")


def made(rows: int = 80) -> tuple[Read, np.ndarray]:
    """Sentences whose layers are 1 + log2(tokens) / 2 + 0.5 for a negation and nothing for a contrast."""
    texts = [KINDS[row % 4] for row in range(rows)]
    tokens = 2 ** (1 + np.arange(rows) // 4 % 4)
    unheard = Heard(np.zeros((1, rows)), np.ones(rows, bool), np.ones(rows, bool), [0.5, 1])
    passed = 1 + np.log2(tokens) / 2 + np.array([0.5 * ("not" in text) for text in texts])
    return Read(texts, np.ones(rows, bool), tokens, unheard), passed


def test_each_effect_is_what_it_adds_beyond_the_others() -> None:
    read, passed = made()
    effects = _effects(read, passed, 42)
    for name, size in (("length", 0.5), ("negation", 0.5), ("contrast", 0.0)):
        assert effects[name] == pytest.approx([size] * 3, abs=1e-9), name


def numbers(length: tuple, negation: tuple, contrast: tuple) -> dict:
    effects = {"length": [*length], "negation": [*negation], "contrast": [*contrast]}
    whole = {"count": 10, "mean": 3.0, "interval": [2.5, 3.5], "to_the_end": 1}
    return {"sentences": 10, "layers": 6, "all": whole, "effects": effects}


UP, UNSURE, DOWN = (0.5, 0.1, 0.9), (0.1, -0.2, 0.4), (-0.5, -0.9, -0.1)


@pytest.mark.parametrize(
    ("effects", "verdict"),
    [((UP, UP, UP), "held"), ((UP, UNSURE, UP), "undecided"), ((UNSURE, UP, DOWN), "failed")],
)
def test_all_three_have_to_add_layers(effects: tuple, verdict: str) -> None:
    found, told = outcome(numbers(*effects))
    assert found == verdict
    assert (told["length"].value, told["to_the_end"].value) == (effects[0][0], 0.1)


def test_counted_by_hand() -> None:
    told = _passed(np.array([1, 3, 6, 6]), 6)
    assert (told["count"], told["mean"], told["to_the_end"]) == (4, 4, 2)
    assert told["interval"][0] < 4 < told["interval"][1]


def test_a_trait_and_its_absence_are_all_sentences(records: dict[str, Record]) -> None:
    made_small = records["exit_layers"].numbers
    counts = {
        (one["slice"], one["side"]): one["count"] for one in made_small["slices"] if one["slice"] != "length"
    }
    assert counts[("negation", "with")] + counts[("negation", "without")] == made_small["sentences"]
    quarters = [one["count"] for one in made_small["slices"] if one["slice"] == "length"]
    assert sum(quarters) == made_small["sentences"]
