"""Masks by hand and by their properties: what is hidden, what is not, and what a wrong way lets through."""

import math

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nn.encoder import self_attention
from core.nn.masks import causal, combine, everything, local
from core.topics.masks.concept import (
    additive,
    additive_masked_softmax,
    attention_mask,
    reachable,
    softmax_then_zero,
)

EXACT = settings(deadline=None, derandomize=True, max_examples=25)
sizes = st.integers(1, 7)


def scores(seed: int, T: int) -> torch.Tensor:
    return torch.randn(T, T, generator=torch.Generator().manual_seed(seed)) * 3


@EXACT
@given(st.integers(0, 999), sizes)
def test_shares_add_up_and_hidden_tokens_get_nothing(seed: int, T: int) -> None:
    shares = additive_masked_softmax(scores(seed, T), causal(T))
    assert torch.allclose(shares.sum(-1), torch.ones(T))
    assert not shares[~causal(T)].any()


@EXACT
@given(st.integers(0, 999), st.integers(2, 7))
def test_a_hidden_score_changes_nothing_unless_it_is_hidden_too_late(seed: int, T: int) -> None:
    before, mask = scores(seed, T), causal(T)
    after = before + 5 * (~mask)
    assert torch.equal(additive_masked_softmax(before, mask), additive_masked_softmax(after, mask))
    late = softmax_then_zero(before, mask), softmax_then_zero(after, mask)
    assert not torch.allclose(late[0][0], late[1][0])
    assert late[0][0].sum() < 1


def test_a_number_that_is_not_large_enough_leaks() -> None:
    given_scores, mask = torch.zeros(1, 2), torch.tensor([[True, False]])
    assert additive_masked_softmax(given_scores, mask, forbidden=-5.0)[0, 1] > 0.006
    assert additive_masked_softmax(given_scores, mask, forbidden=-10_000.0)[0, 1] == 0


def test_a_row_that_may_look_at_nothing_is_no_number() -> None:
    mask = torch.tensor([[True, True], [False, False]])
    shares = additive_masked_softmax(torch.zeros(2, 2), mask)
    assert shares[0].tolist() == [0.5, 0.5]
    assert all(math.isnan(share) for share in shares[1].tolist())


def test_additive_is_zero_or_minus_infinity() -> None:
    assert additive(causal(2)).tolist() == [[0.0, -math.inf], [0.0, 0.0]]


@EXACT
@given(sizes, st.integers(0, 3), st.integers(0, 4))
def test_what_can_be_heard_of(T: int, reach: int, layers: int) -> None:
    assert torch.equal(reachable(causal(T), layers + 1), causal(T))
    assert torch.equal(reachable(local(T, reach), layers), local(T, reach * layers))
    assert torch.equal(reachable(everything(T), 0), torch.eye(T, dtype=torch.bool))


def test_every_mask_is_one_case_of_the_encoder_s_attention() -> None:
    """A mask with a row for each token, against the same attention with the padding mask alone."""
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(2, 5, 8, generator=generator)
    names = [f"self.{part}.{kind}" for part in ("query", "key", "value") for kind in ("weight", "bias")]
    weights = {
        name: torch.randn(*((8, 8) if name.endswith("weight") else (8,)), generator=generator)
        for name in names
    }
    real = torch.tensor([[1] * 5, [1, 1, 1, 0, 0]])
    expected = self_attention(x, real, weights, 2)
    assert torch.equal(self_attention(x, real[:, None, :].expand(2, 5, 5), weights, 2), expected)
    both = combine(causal(5), real.bool()).long()
    first = self_attention(x, both, weights, 2)
    changed = x.clone()
    changed[:, 4] += 1
    assert torch.equal(self_attention(changed, both, weights, 2)[:, :4], first[:, :4])


def test_a_tokenizer_s_mask_counts_its_tokens() -> None:
    def tokenizer(sentence: str) -> dict:
        return {"input_ids": [1] * (len(sentence.split()) + 2)}

    assert attention_mask(["a b", "c"], tokenizer).tolist() == [[1, 1, 1, 1], [1, 1, 1, 0]]
