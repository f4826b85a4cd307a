"""Every method on real models: what it promises, and why one cannot be run."""

from typing import Any, get_args

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.explaining.methods import (
    METHODS,
    MOST_WORDS,
    Method,
    Settings,
    attribute,
    baseline_of,
    obstacle,
)
from core.models.explaining.read_sentence import read_sentence
from core.models.explaining.reading import Baseline, Reading
from core.nn.attribution.shapley import MOST_PLAYERS
from tests.support.shipped_models import shipped

SENTENCE = "A dull, slow and wonderfully acted film."
FEW = Settings(steps=40, samples=60)
COMPLETE: tuple[Method, ...] = ("integrated_gradients", "kernel_shap", "exact_shapley", "coefficients")


@pytest.fixture(scope="module", params=["sst2-minilm", "sst2-lstm", "bag-of-words"])
def reading(request: pytest.FixtureRequest) -> Reading:
    return read_sentence(shipped(request.param), SENTENCE)


def keys_of(reading: Reading) -> dict[str, str]:
    found = {method: obstacle(reading, method) for method in METHODS}
    return {method: error.key for method, error in found.items() if error}


def test_methods_give_a_value_for_each_word(reading: Reading) -> None:
    for method in set(METHODS) - set(keys_of(reading)):
        found = attribute(reading, method, FEW)
        assert found.values.shape == (9,)
        assert found.values.dtype == torch.float32
        assert found.values.isfinite().all()
        assert found.whole == pytest.approx(reading.difference, abs=1e-4)
        assert found.cost.forward > 0


def test_what_is_complete_adds_up(reading: Reading) -> None:
    for method in set(COMPLETE) - set(keys_of(reading)):
        assert attribute(reading, method, FEW).gap == pytest.approx(0, abs=0.05)


def test_what_a_kind_of_model_cannot_do() -> None:
    keys = {name: keys_of(read_sentence(shipped(name), SENTENCE)) for name in ("sst2-gru", "sst2-minilm")}
    assert keys["sst2-minilm"] == {"coefficients": "why_not_linear"}
    assert keys["sst2-gru"] == {
        "coefficients": "why_not_linear",
        **dict.fromkeys(("gradient_times_attention", "rollout"), "why_no_attention"),
    }
    bag = keys_of(read_sentence(shipped("bag-of-words"), SENTENCE))
    assert bag == {
        **dict.fromkeys(("gradient_times_attention", "rollout"), "why_no_attention"),
        **dict.fromkeys(("gradient_times_input", "integrated_gradients"), "why_no_embeddings"),
    }


def test_kernel_shap_with_all_subsets_is_exact(reading: Reading) -> None:
    exact, kernel = (
        attribute(reading, method, Settings(samples=2**9)) for method in ("exact_shapley", "kernel_shap")
    )
    torch.testing.assert_close(kernel.values, exact.values, atol=1e-4, rtol=0)


def test_too_many_words_for_every_subset() -> None:
    assert MOST_WORDS == MOST_PLAYERS
    long = read_sentence(shipped("sst2-rnn"), "film " * 13)
    with pytest.raises(SentiscopeError, match="why_too_many_words"):
        attribute(long, "exact_shapley")
    assert attribute(long, "kernel_shap", FEW).values.shape == (13,)


def test_a_text_of_512_tokens_and_one_of_one_word() -> None:
    model = shipped("sst2-minilm")
    long = read_sentence(model, "film " * 600)
    assert attribute(long, "gradient_times_input").values.shape == (510,)
    one = read_sentence(model, "dull")
    for method in set(METHODS) - set(keys_of(one)):
        assert attribute(one, method, FEW).values.shape == (1,)


def test_clauses_share_their_value(reading: Reading) -> None:
    values = attribute(reading, "clause_occlusion").values
    assert values[:3].unique().numel() == values[3:].unique().numel() == 1
    kept = torch.tensor([[True] * 9, [False] * 3 + [True] * 6])
    whole, without = reading.game(kept).tolist()
    assert values[:3].sum().item() == pytest.approx(whole - without, abs=1e-5)


def test_attention_speaks_for_the_verdict_only() -> None:
    model = shipped("sst2-minilm")
    for sentence, sign in (("a wonderful film", 1), ("an awful film", -1)):
        for method in ("gradient_times_attention", "rollout"):
            assert (attribute(read_sentence(model, sentence), method).values * sign >= 0).all()


@pytest.mark.parametrize("baseline", get_args(Baseline))
def test_a_baseline_is_the_model_s_own(baseline: Baseline) -> None:
    for name in ("sst2-minilm", "sst2-lstm"):
        reading = read_sentence(shipped(name), SENTENCE)
        assert reading.differentiable is not None
        offered = reading.differentiable.baselines
        used = baseline_of(reading, Settings(baseline=baseline))
        assert used == (baseline if baseline in offered else next(iter(offered)))


def test_masking_every_word_is_the_mask_baseline() -> None:
    """Both compare the sentence with the same nothing."""
    reading = read_sentence(shipped("sst2-minilm"), SENTENCE)
    nothing = attribute(reading, "occlusion").nothing
    assert attribute(reading, "integrated_gradients").nothing == pytest.approx(nothing, abs=1e-4)


def test_a_bag_s_coefficients_are_the_gradient_of_a_linear_model() -> None:
    reading: Any = read_sentence(shipped("bag-of-words"), SENTENCE)
    found = attribute(reading, "coefficients")
    assert found.nothing == pytest.approx(reading.intercept, abs=1e-5)
