"""The filters: exactly the library's, one after another, and what each cut."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.decoding.concepts.filters import Filters, apply, entropy, keep_min_p, keep_top_p, stages

SEEN = torch.tensor([[2, 2, 5]])


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    st.integers(0, 999),
    st.sampled_from([0.5, 1.0, 1.4]),
    st.sampled_from([0, 1, 7]),
    st.sampled_from([0.3, 0.9, 1.0]),
    st.sampled_from([0.0, 0.1]),
    st.sampled_from([1.0, 1.3]),
)
def test_all_together_are_the_library_s(
    seed: int, temperature: float, top_k: int, top_p: float, min_p: float, repetition: float
) -> None:
    import transformers as library

    logits = 2 * torch.randn(1, 20, generator=torch.Generator().manual_seed(seed))
    filters = Filters(repetition, temperature, top_k, top_p, min_p)
    expected = library.RepetitionPenaltyLogitsProcessor(repetition)(SEEN, logits)
    expected = library.TemperatureLogitsWarper(temperature)(SEEN, expected)
    if top_k:
        expected = library.TopKLogitsWarper(top_k)(SEEN, expected)
    if top_p < 1:
        expected = library.TopPLogitsWarper(top_p)(SEEN, expected)
    if min_p:
        expected = library.MinPLogitsWarper(min_p)(SEEN, expected)
    assert torch.equal(apply(logits, SEEN, filters)[-1][1], expected)


def test_settings_that_change_nothing_add_no_stage() -> None:
    assert [stage.name for stage in stages(torch.zeros(4), SEEN[0][:0], Filters())] == ["raw"]


def test_each_stage_says_what_it_cut() -> None:
    logits = torch.tensor([0.4, 0.3, 0.2, 0.1]).log()
    found = stages(logits, torch.tensor([], dtype=torch.long), Filters(top_k=3, top_p=0.7))
    assert [stage.name for stage in found] == ["raw", "top_k", "top_p"]
    assert [stage.cut for stage in found] == [0, 1, 1]
    assert [stage.mass for stage in found] == pytest.approx([0, 0.1, 0.2 / 0.9], abs=1e-6)
    assert found[0].entropy == pytest.approx(1.2799, abs=1e-3)
    assert found[-1].entropy < found[1].entropy < found[0].entropy


def test_the_nucleus_is_the_smallest_set_that_holds_enough() -> None:
    logits = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log()
    kept = lambda p: int(torch.isfinite(keep_top_p(logits, p)).sum())  # noqa: E731
    assert [kept(p) for p in (0.01, 0.49, 0.6, 0.9, 0.999)] == [1, 1, 2, 3, 4]


def test_min_p_is_a_share_of_the_best() -> None:
    logits = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log()
    assert torch.isfinite(keep_min_p(logits, 0.5)).tolist() == [[True, True, False, False]]


def test_entropy_by_hand() -> None:
    assert entropy(torch.full((8,), 1 / 8)) == pytest.approx(math.log(8), abs=1e-6)
    assert entropy(torch.tensor([1.0, 0.0])) == 0
