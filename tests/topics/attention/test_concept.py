"""The kinds of attention: the textbook's oracle, torch's own masks, and what a window may change."""

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.nn.attention import masked_softmax, scaled_dot_product_attention, scaled_dot_product_scores
from core.nn.masks import padding
from core.topics.attention.additive_fit import fit_additive
from core.topics.attention.concept import (
    RANGES,
    additive_scores,
    banded_local_attention,
    dot_product_scores,
    masked_local_attention,
    multi_head_attention,
    range_mask,
)

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=40)


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("kind", ["dot", "scaled", "additive"])
def test_identical_keys_average_the_values_that_are_there(kind: str) -> None:
    """Keys of ones, values 0 … 39 in rows of four: the means of the first 2 and the first 6 rows."""
    keys, values = torch.ones(2, 10, 2), torch.arange(40.0).reshape(1, 10, 4).expand(2, 10, 4)
    queries, allowed = numbers(2, 1, 2), padding(torch.tensor([2, 6]), 10)[:, None]
    if kind == "additive":
        scores = additive_scores(queries, keys, numbers(8, 2), numbers(8, 2, seed=1), numbers(8, seed=2))
    else:
        scores = (dot_product_scores if kind == "dot" else scaled_dot_product_scores)(queries, keys)
    found = masked_softmax(scores, allowed) @ values
    torch.testing.assert_close(found[:, 0], torch.tensor([[2.0, 3, 4, 5], [10, 11, 12, 13]]))


def test_scores_by_hand() -> None:
    queries, keys = torch.tensor([[1.0, 2, 3, 4]]), torch.tensor([[1.0, 0, 1, 0], [0, 1, 0, -1]])
    torch.testing.assert_close(dot_product_scores(queries, keys), torch.tensor([[4.0, -2.0]]))
    torch.testing.assert_close(scaled_dot_product_scores(queries, keys), torch.tensor([[2.0, -1.0]]))
    added = additive_scores(
        torch.tensor([[1.0]]),
        torch.tensor([[2.0]]),
        torch.tensor([[0.5]]),
        torch.tensor([[-1.0]]),
        torch.tensor([3.0]),
    )
    assert added.item() == pytest.approx(3 * math.tanh(0.5 - 2))


def test_ranges_by_hand() -> None:
    rows = {kind: range_mask(kind, 4, 1).int().tolist() for kind in RANGES}
    assert rows["global"] == [[1] * 4] * 4
    assert rows["local"] == [[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]]
    assert rows["causal"] == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    assert rows["causal_local"] == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]


@EXAMPLES
@given(st.sampled_from(RANGES), st.integers(1, 9), st.integers(0, 10), st.integers(0, 999))
def test_rows_are_shares_and_nothing_leaks_through_a_mask(kind, T: int, window: int, seed: int) -> None:
    allowed = range_mask(kind, T, window)
    assert allowed.diagonal().all()
    weights = masked_softmax(3 * numbers(T, T, seed=seed), allowed)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(T))
    assert (weights[~allowed] == 0).all()


@EXAMPLES
@given(st.integers(1, 40), st.integers(0, 12), st.booleans(), st.integers(0, 999))
def test_a_band_gives_what_the_mask_gives(T: int, window: int, causal: bool, seed: int) -> None:
    queries, keys = numbers(1, 2, T, 4, seed=seed), numbers(1, 2, T, 4, seed=seed + 1)
    values = numbers(1, 2, T, 3, seed=seed + 2)
    allowed = torch.ones(T, T, dtype=torch.bool).tril(0 if causal else window).triu(-window)
    expected = F.scaled_dot_product_attention(queries, keys, values, attn_mask=allowed)
    banded = banded_local_attention(queries, keys, values, window, causal)
    torch.testing.assert_close(banded, expected, rtol=1e-5, atol=1e-5)
    if not causal:
        masked = masked_local_attention(queries, keys, values, window)
        torch.testing.assert_close(masked, expected, rtol=1e-5, atol=1e-5)


@EXAMPLES
@given(st.permutations(range(6)), st.integers(0, 999))
def test_reordered_tokens_give_reordered_results(order: list[int], seed: int) -> None:
    """Without positions, attention is equivariant: it knows no order of its own."""
    queries, keys, values = (numbers(6, 4, seed=seed + n) for n in range(3))
    plain = scaled_dot_product_attention(queries, keys, values)
    moved = scaled_dot_product_attention(queries[order], keys[order], values[order])
    torch.testing.assert_close(moved, plain[order], rtol=1e-5, atol=1e-6)


def test_multi_head_takes_a_mask_and_another_source() -> None:
    maps = {
        f"{part}.weight": numbers(8, 8, seed=n) for n, part in enumerate(("query", "key", "value", "output"))
    }
    maps |= {f"{part}.bias": numbers(8, seed=n) for n, part in enumerate(("query", "key", "value", "output"))}
    x, source = numbers(1, 5, 8, seed=8), numbers(1, 3, 8, seed=9)
    one = multi_head_attention(x, source, maps, 2, torch.tensor([True, False, False]))
    alone = multi_head_attention(x, source[:, :1], maps, 2)
    torch.testing.assert_close(one, alone)


def test_fit_reaches_scores_that_additive_attention_can_give() -> None:
    queries, keys = numbers(6, 4, seed=1), numbers(6, 4, seed=2)
    target = additive_scores(queries, keys, numbers(4, 4, seed=3), numbers(4, 4, seed=4), numbers(4, seed=5))
    fit = fit_additive(queries, keys, target, width=8)
    assert fit.explained > 0.98
    assert fit.weights == 8 * 4 * 2 + 8
    torch.testing.assert_close(
        fit.scores, additive_scores(queries, keys, fit.query_map, fit.key_map, fit.score_vector)
    )
    again = fit_additive(queries, keys, target, width=8)
    assert torch.equal(again.scores, fit.scores)


def test_fit_works_on_what_inference_mode_left() -> None:
    with torch.inference_mode():
        queries = numbers(3, 4)
        target = scaled_dot_product_scores(queries, queries)
        fit = fit_additive(queries, queries, target)
    assert 0.5 < fit.explained <= 1


def test_a_single_token_has_nothing_to_explain() -> None:
    assert fit_additive(numbers(1, 4), numbers(1, 4), torch.ones(1, 1)).explained == 1.0
