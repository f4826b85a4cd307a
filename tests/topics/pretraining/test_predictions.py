"""Guesses against the library's BertForPreTraining; sight, kinds and fractions of corruption, live twins."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.models.bert.weights import OpenedModel
from core.nn.twin import compare
from core.topics.pretraining.concept import NOT_CHOSEN, TWINS
from core.topics.pretraining.mlm_cell import work_out
from core.topics.pretraining.predictions import (
    EXPECTED,
    KINDS,
    SIDES,
    best,
    draw_corruption,
    guess,
    in_sight,
    is_next,
    kind_fractions,
    kinds_of,
    next_sentence_logits,
    rank,
    twin_arguments,
    with_holes,
)

SENTENCE = "the film is a gorgeous and witty story ."


@pytest.mark.parametrize("side", SIDES)
def test_guesses_are_the_librarys(opened: OpenedModel, network, side) -> None:
    inputs = opened.batch(SENTENCE)
    ids = with_holes(inputs, [4], {2: 7}, opened.tokenizer.mask_token_id)
    assert ids[0, 4] == opened.tokenizer.mask_token_id
    assert ids[0, 2] == 7
    seen = in_sight(ids.shape[1], 4, side)
    ours = guess(opened, ids, inputs.segments, [4], seen)
    with torch.inference_mode():
        theirs = network(input_ids=ids, attention_mask=seen).prediction_logits[:, 4]
    torch.testing.assert_close(ours.logits, theirs, rtol=1e-4, atol=1e-5)
    assert ours.probabilities.sum().item() == pytest.approx(1, abs=1e-5)


def test_only_one_side_is_in_sight_beside_the_frame() -> None:
    assert in_sight(6, 2, "both").tolist() == [[1, 1, 1, 1, 1, 1]]
    assert in_sight(6, 2, "left").tolist() == [[1, 1, 1, 0, 0, 1]]
    assert in_sight(6, 2, "right").tolist() == [[1, 0, 1, 1, 1, 1]]


def test_hidden_tokens_do_not_move_a_guess(opened: OpenedModel) -> None:
    inputs = opened.batch(SENTENCE)
    mask = opened.tokenizer.mask_token_id
    for side, hidden in (("left", 6), ("right", 2)):
        seen = in_sight(inputs.ids.shape[1], 4, side)
        logits = [
            guess(opened, with_holes(inputs, [4], put, mask), inputs.segments, [4], seen).logits
            for put in ({}, {hidden: 9})
        ]
        assert torch.equal(*logits)


def test_best_and_rank_agree(opened: OpenedModel) -> None:
    probabilities = torch.tensor([0.1, 0.4, 0.2, 0.3])
    assert [one.id for one in best(probabilities, opened.tokenizer, 3)] == [1, 3, 2]
    assert [rank(probabilities, token) for token in range(4)] == [4, 1, 3, 2]


def test_the_pair_is_judged_as_by_the_library(opened: OpenedModel, network) -> None:
    inputs = opened.batch(SENTENCE, "it is not dull .")
    pooled, logits = next_sentence_logits(opened, inputs)
    with torch.inference_mode():
        theirs = network(
            input_ids=inputs.ids, attention_mask=inputs.mask, token_type_ids=inputs.segments
        ).seq_relationship_logits[0]
    torch.testing.assert_close(logits, theirs, rtol=1e-4, atol=1e-5)
    assert is_next(logits) == pytest.approx(theirs.softmax(-1)[0].item(), abs=1e-5)
    assert pooled.shape == (16,)


def test_every_kind_of_corruption_is_told_apart() -> None:
    before, mask = torch.tensor([5, 6, 7, 8]), 4
    corrupted = torch.tensor([5, 4, 9, 8])
    targets = torch.tensor([NOT_CHOSEN, 6, 7, 8])
    assert [KINDS[kind] for kind in kinds_of(before, corrupted, targets, mask)] == list(KINDS)


@given(seed=st.integers(0, 2**31))
def test_special_tokens_are_never_chosen(opened: OpenedModel, seed: int) -> None:
    inputs = opened.batch(SENTENCE)
    corrupted, targets = draw_corruption(inputs, opened.tokenizer, seed)
    special = torch.tensor([token.special for token in inputs.tokens])
    assert (targets[0, special] == NOT_CHOSEN).all()
    assert torch.equal(corrupted[targets == NOT_CHOSEN], inputs.ids[targets == NOT_CHOSEN])


def test_many_draws_come_near_the_procedure(opened: OpenedModel) -> None:
    fractions = kind_fractions(opened.batch(SENTENCE), opened.tokenizer, seed=3, draws=4000)
    assert sum(share for share, _, _ in fractions.values()) == pytest.approx(1)
    for kind, (share, low, high) in fractions.items():
        assert low <= share <= high
        # four standard deviations of 36,000 draws; a random token may be the old one, a little oftener here
        wide = 4 * (EXPECTED[kind] * (1 - EXPECTED[kind]) / 36_000) ** 0.5 + 0.0005
        assert abs(share - EXPECTED[kind]) < wide, kind


def test_a_guess_worked_out_is_the_forward_passes(opened: OpenedModel) -> None:
    inputs = opened.batch(SENTENCE)
    ids = with_holes(inputs, [5], {}, opened.tokenizer.mask_token_id)
    guesses = guess(opened, ids, inputs.segments, [5])
    for token in (7, 11):
        chain = work_out(guesses.vectors[0], opened.weights, token, opened.shape.epsilon)
        assert chain.logit == pytest.approx(guesses.logits[0, token].item(), abs=1e-4)
        assert chain.probability == pytest.approx(guesses.probabilities[0, token].item(), abs=1e-5)
        assert chain.products.sum().item() + chain.bias == pytest.approx(chain.logit)
        assert chain.loss == pytest.approx(-torch.tensor(chain.probability).log().item(), abs=1e-5)


@pytest.mark.parametrize("sentence", [SENTENCE, "."])
def test_every_twin_holds_on_a_sentence(opened: OpenedModel, sentence: str) -> None:
    inputs = opened.batch(sentence)
    given = twin_arguments(opened, inputs, opened.batch("it is dull"))
    of_corpus = {"nearest_contexts"}  # its own test gives it the corpus that it needs
    assert set(given) | of_corpus == {twin.name for twin in TWINS}
    for twin in (twin for twin in TWINS if twin.name in given):
        assert compare(twin, *given[twin.name]).holds, twin.name
