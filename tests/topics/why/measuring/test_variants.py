"""The measured variants: which method each is, and what it costs."""

import pytest
import torch

from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.explaining.methods import Settings, attribute
from core.models.explaining.read_sentence import read_sentence
from core.models.explaining.reading import Reading
from core.topics.why.measuring.variants import (
    BY_BASELINE,
    ONE_STEP,
    STEPS,
    VARIANTS,
    attributed,
    passes,
    values_by,
)

WORDS = 5


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_sentence(load_classifier(MAIN_MODEL), "a fine, slow film")


def test_costs_by_hand(reading: Reading) -> None:
    """A gradient is a pass forward and one backward that counts as two; five words have 32 versions."""
    costs = {name: passes(name, attributed(reading, name, seed=0)) for name in VARIANTS}
    assert {costs[name] for name in BY_BASELINE} == {3 * STEPS}
    assert costs[ONE_STEP] == costs["gradient_times_input"] == costs["gradient_times_attention"] == 3
    assert costs["rollout"] == 1
    assert costs["occlusion"] == WORDS + 2
    assert costs["kernel_shap"] == 2**WORDS


def test_each_baseline_gives_values_of_its_own(reading: Reading) -> None:
    found = values_by(reading, (*BY_BASELINE, ONE_STEP), seed=0)
    for number, (name, values) in enumerate(found.items()):
        others = list(found.values())[number + 1 :]
        assert not any(torch.allclose(values, other, atol=1e-3) for other in others), name
    pad = attribute(reading, "integrated_gradients", Settings("pad", STEPS)).values
    torch.testing.assert_close(found["integrated_gradients_pad"], pad)


def test_few_samples_are_asked_for(reading: Reading) -> None:
    assert passes("kernel_shap", attributed(reading, "kernel_shap", seed=0, samples=12)) <= 12 + 2
