"""Attention by hand, and against its two definitions of a key that must not be seen."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nn.attention import (
    join_heads,
    mask_scores,
    masked_softmax,
    scaled_dot_product_attention,
    split_heads,
)
from core.nn.masks import causal

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=25)


@EXAMPLES
@given(st.integers(0, 999), st.integers(1, 7))
def test_hidden_keys_get_no_weight_as_with_minus_infinity(seed: int, T: int) -> None:
    scores = torch.randn(T, T, generator=torch.Generator().manual_seed(seed)) * 3
    weights = masked_softmax(scores, causal(T))
    torch.testing.assert_close(weights, scores.masked_fill(~causal(T), -torch.inf).softmax(-1))
    assert not weights[~causal(T)].any()


def test_a_row_that_may_look_at_nothing_stays_a_row_of_numbers() -> None:
    allowed = torch.tensor([[True, False], [False, False]])
    assert masked_softmax(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), allowed).tolist() == [
        [1.0, 0.0],
        [0.5, 0.5],
    ]


def test_without_a_mask_scores_stay_as_they_are() -> None:
    scores = torch.tensor([[1.0, -2.0]])
    assert mask_scores(scores, None) is scores


def test_attention_of_one_visible_token_is_its_value() -> None:
    parts = [torch.randn(3, 4, generator=torch.Generator().manual_seed(n)) for n in range(3)]
    attended = scaled_dot_product_attention(*parts, torch.eye(3, dtype=torch.bool))
    torch.testing.assert_close(attended, parts[2])


def test_heads_are_cut_and_joined_again() -> None:
    x = torch.arange(2 * 3 * 8, dtype=torch.float32).reshape(2, 3, 8)
    heads = split_heads(x, 4)
    assert heads.shape == (2, 4, 3, 2)
    assert heads[0, 1, 0].tolist() == [2.0, 3.0]
    assert torch.equal(join_heads(heads), x)
