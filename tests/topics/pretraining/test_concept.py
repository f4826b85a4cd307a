"""Corruption, sentence pairs and both heads: by hand, by the binomial, and against the library."""

import math
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.models.loading import load_tokenizer
from core.models.transformers_library import quiet_transformers
from core.nn.encoder import EncoderShape, encode, pool
from core.topics.pretraining.concept import (
    IS_NEXT,
    NOT_CHOSEN,
    corrupt,
    mlm_head,
    mlm_loss,
    next_sentence_head,
    pair_input,
    sentence_pairs,
)

SPECIAL = torch.tensor([0, 1, 2, 3, 4])  # [PAD] [UNK] [CLS] [SEP] [MASK]
MASK, VOCABULARY = 4, 50
FAR = 5  # standard deviations: beyond them once in 1.7 million draws


def seeded(seed: int = 42) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def corrupted(ids: Tensor, seed: int = 42, **shares: float) -> tuple[Tensor, Tensor]:
    inputs, targets = corrupt(ids, SPECIAL, VOCABULARY, MASK, seeded(seed), **shares)
    return inputs, targets


def close_to(count: int, trials: int, share: float) -> bool:
    """Is a count within five standard deviations of the binomial's mean?"""
    return abs(count - trials * share) <= FAR * math.sqrt(trials * share * (1 - share))


# ---- corruption

rows = st.integers(1, 30).flatmap(
    lambda T: st.lists(
        st.lists(st.integers(0, VOCABULARY - 1), min_size=T, max_size=T), min_size=1, max_size=4
    )
)


@settings(deadline=None, max_examples=80, derandomize=True)
@given(rows, st.integers(0, 2**31), st.floats(0, 1), st.floats(0, 1))
def test_only_chosen_ordinary_tokens_change(
    numbers: list[list[int]], seed: int, rate: float, masked: float
) -> None:
    ids = torch.tensor(numbers)
    before = ids.clone()
    inputs, targets = corrupted(ids, seed, rate=rate, masked=masked, random=(1 - masked) / 2)
    chosen = targets != NOT_CHOSEN
    assert torch.equal(ids, before)
    assert not (chosen & torch.isin(ids, SPECIAL)).any()
    assert torch.equal(targets[chosen], ids[chosen])
    assert torch.equal(inputs[~chosen], ids[~chosen])
    shown = inputs[chosen]
    assert ((shown == MASK) | ((shown >= 5) & (shown < VOCABULARY))).all()


@settings(deadline=None, max_examples=20, derandomize=True)
@given(rows, st.integers(0, 2**31))
def test_the_seed_alone_decides(numbers: list[list[int]], seed: int) -> None:
    ids = torch.tensor(numbers)
    assert torch.equal(torch.stack(corrupted(ids, seed)), torch.stack(corrupted(ids, seed)))


@pytest.mark.parametrize(("masked", "random"), [(0.8, 0.1), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (0.5, 0.3)])
@pytest.mark.parametrize("rate", [0.05, 0.15, 0.8])
def test_shares_are_as_asked(rate: float, masked: float, random: float) -> None:
    ids = torch.randint(5, VOCABULARY, (200, 100), generator=seeded(1))
    inputs, targets = corrupted(ids, rate=rate, masked=masked, random=random)
    chosen = targets != NOT_CHOSEN
    count = int(chosen.sum())
    assert close_to(count, ids.numel(), rate)
    assert close_to(int((inputs[chosen] == MASK).sum()), count, masked)
    other = (inputs != ids) & (inputs != MASK)
    ordinary = VOCABULARY - len(SPECIAL)  # a random token is the same one once in as many draws
    assert close_to(int(other.sum()), count, random * (1 - 1 / ordinary))


def test_random_tokens_are_drawn_evenly_from_the_ordinary_ones() -> None:
    ids = torch.full((200, 100), 7)
    inputs, _ = corrupted(ids, rate=1.0, masked=0.0, random=1.0)
    counts = inputs.flatten().bincount(minlength=VOCABULARY)
    assert counts[:5].sum() == 0
    assert all(close_to(int(count), ids.numel(), 1 / 45) for count in counts[5:])


def test_counts_are_the_collators_by_chi_square(tiny_classifier_folder: Path) -> None:
    """The library with a real tokenizer and other draws: masked, swapped, kept and untouched as often."""
    tokenizer = load_tokenizer(tiny_classifier_folder)
    ids = torch.randint(5, len(tokenizer), (300, 64), generator=seeded(1))
    collator = quiet_transformers().DataCollatorForLanguageModeling(tokenizer, seed=3)
    collator.create_rng()
    theirs = collator.torch_mask_tokens(ids.clone())
    ours = corrupt(ids, SPECIAL, len(tokenizer), MASK, seeded())

    def kinds(inputs: Tensor, targets: Tensor) -> Tensor:
        chosen = targets != NOT_CHOSEN
        kind = torch.where(inputs == MASK, 1, torch.where(inputs != ids, 2, 3))
        return torch.where(chosen, kind, 0).flatten().bincount(minlength=4)

    table = torch.stack([kinds(*ours), kinds(*theirs)]).double()  # (2, 4)
    expected = table.sum(1, keepdim=True) * table.sum(0) / table.sum()
    assert expected.min() > 100
    assert ((table - expected) ** 2 / expected).sum() < 16.27  # χ² with 3 degrees of freedom, p = 0.001


# ---- sentence pairs


def numbered(lengths: list[int]) -> list[list[tuple[int, int]]]:
    """Documents whose sentences are (document, place)."""
    return [[(number, place) for place in range(length)] for number, length in enumerate(lengths)]


lengths_of_documents = st.lists(st.integers(0, 6), min_size=2, max_size=6).filter(
    lambda lengths: sum(length > 0 for length in lengths) >= 2
)


@settings(deadline=None, max_examples=80, derandomize=True)
@given(lengths_of_documents, st.integers(0, 2**31))
def test_a_pair_is_the_next_sentence_or_one_of_another_document(lengths: list[int], seed: int) -> None:
    pairs = sentence_pairs(numbered(lengths), seeded(seed))
    assert [first for first, _, _ in pairs] == [s for doc in numbered(lengths) for s in doc[:-1]]
    assert len(pairs) == sum(max(0, length - 1) for length in lengths)
    for (document, place), second, is_next in pairs:
        if is_next:
            assert second == (document, place + 1)
        else:
            assert second[0] != document
            assert second[1] < lengths[second[0]]


@settings(deadline=None, max_examples=80, derandomize=True)
@given(lengths_of_documents, st.integers(0, 2**31))
def test_a_harder_pair_stays_in_its_document(lengths: list[int], seed: int) -> None:
    pairs = sentence_pairs(numbered(lengths), seeded(seed), harder=True)
    assert len(pairs) == sum(length - 1 for length in lengths if length > 2)
    for (document, place), second, is_next in pairs:
        assert second[0] == document
        assert second[1] < lengths[document]
        assert (second[1] == place + 1) is is_next
        assert second[1] != place


@pytest.mark.parametrize("harder", [False, True])
def test_half_of_the_pairs_are_real(harder: bool) -> None:
    pairs = sentence_pairs(numbered([40] * 60), seeded(), harder)
    assert close_to(sum(is_next for _, _, is_next in pairs), len(pairs), 0.5)


@pytest.mark.parametrize(("harder", "choices"), [(False, 8), (True, 2)])
def test_what_is_no_next_sentence_is_drawn_evenly(harder: bool, choices: int) -> None:
    drawn: dict[tuple[int, int], int] = {}
    total = 0
    for seed in range(600):
        pairs = sentence_pairs(numbered([4, 4, 4]), seeded(seed), harder)
        for first, second, is_next in pairs:
            if first == (0, 1) and not is_next:
                drawn[second] = drawn.get(second, 0) + 1
                total += 1
    assert len(drawn) == choices
    assert all(close_to(count, total, 1 / choices) for count in drawn.values())


def test_the_pairs_of_a_seed_are_the_same() -> None:
    first, again, other = (sentence_pairs(numbered([9, 9]), seeded(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_without_another_document_there_is_nothing_to_draw_from() -> None:
    with pytest.raises(ValueError, match="second document"):
        sentence_pairs([["a", "b"], []], seeded())
    assert sentence_pairs([["a", "b", "c"]], seeded(), harder=True)


def test_pair_input_is_the_tokenizers(tiny_classifier_folder: Path) -> None:
    tokenizer = load_tokenizer(tiny_classifier_folder)
    first, second = "you will smile", "it is a very warm film !"
    expected = tokenizer(first, second, return_tensors="pt")
    parts = (
        tokenizer(text, add_special_tokens=False, return_tensors="pt")["input_ids"][0]
        for text in (first, second)
    )
    ids, segments = pair_input(*parts, tokenizer.cls_token_id, tokenizer.sep_token_id)
    assert torch.equal(ids, expected["input_ids"][0])
    assert torch.equal(segments, expected["token_type_ids"][0])


def test_pair_input_by_hand() -> None:
    ids, segments = pair_input(torch.tensor([7, 8]), torch.tensor([9]), 101, 102)
    assert ids.tolist() == [101, 7, 8, 102, 9, 102]
    assert segments.tolist() == [0, 0, 0, 0, 1, 1]


# ---- loss and heads


def test_loss_by_hand() -> None:
    logits = torch.tensor([[[0.0, 0.0], [9.0, -9.0], [math.log(3.0), 0.0]]], dtype=torch.float64)
    targets = torch.tensor([[0, NOT_CHOSEN, 1]])
    expected = (math.log(2) + math.log(4)) / 2  # the right tokens have the probabilities 1/2 and 1/4
    assert mlm_loss(logits, targets).item() == pytest.approx(expected, abs=1e-12)


def test_loss_without_a_chosen_place_is_zero_and_has_a_gradient() -> None:
    logits = torch.ones(1, 2, 3, requires_grad=True)
    loss = mlm_loss(logits, torch.full((1, 2), NOT_CHOSEN))
    loss.backward()
    assert loss.item() == 0.0
    assert torch.equal(logits.grad, torch.zeros(1, 2, 3))


def test_places_not_chosen_have_no_gradient() -> None:
    logits = torch.randn(1, 4, 6, generator=seeded(), requires_grad=True)
    mlm_loss(logits, torch.tensor([[NOT_CHOSEN, 2, NOT_CHOSEN, 5]])).backward()
    assert (logits.grad[0].abs().sum(-1) > 0).tolist() == [False, True, False, True]


def test_mlm_head_by_hand() -> None:
    """D = 2: the dense layer swaps, GELU leaves ±100 as 100 and 0, LayerNorm gives 1 and −1."""
    weights = {
        "bert.embeddings.word_embeddings.weight": torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
        "cls.predictions.bias": torch.tensor([0.0, 0.5, 10.0]),
        "cls.predictions.transform.dense.weight": torch.tensor([[0.0, 1.0], [1.0, 0.0]]),
        "cls.predictions.transform.dense.bias": torch.zeros(2),
        "cls.predictions.transform.LayerNorm.weight": torch.ones(2),
        "cls.predictions.transform.LayerNorm.bias": torch.zeros(2),
    }
    logits = mlm_head(torch.tensor([[-100.0, 100.0]]), weights)
    torch.testing.assert_close(logits, torch.tensor([[1.0, -1.5, 10.0]]))


def test_next_sentence_head_by_hand() -> None:
    weights = {
        "cls.seq_relationship.weight": torch.tensor([[1.0, 2.0], [0.0, -1.0]]),
        "cls.seq_relationship.bias": torch.tensor([0.5, 0.0]),
    }
    logits = next_sentence_head(torch.tensor([[3.0, 1.0]]), weights)
    assert logits.tolist() == [[5.5, -1.0]]
    assert logits.argmax(-1).item() == IS_NEXT


def test_all_together_is_the_librarys_network() -> None:
    """Encoder and both heads from scratch against BertForPreTraining, losses included."""
    transformers = quiet_transformers()
    config = transformers.BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=0.2,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = transformers.BertForPreTraining(config).eval()
    ids, segments = pair_input(torch.arange(5, 15), torch.arange(20, 27), 2, 3)
    inputs, targets = corrupted(ids[None], rate=0.5)
    mask = torch.ones_like(inputs)
    with torch.inference_mode():
        labels = {"labels": targets, "next_sentence_label": torch.tensor([IS_NEXT])}
        theirs = network(input_ids=inputs, attention_mask=mask, token_type_ids=segments[None], **labels)
    weights = network.state_dict()
    vectors = encode(inputs, mask, weights, EncoderShape(2, 2), segments[None])
    words, prediction = mlm_head(vectors, weights), next_sentence_head(pool(vectors, weights), weights)
    torch.testing.assert_close(words, theirs.prediction_logits, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(prediction, theirs.seq_relationship_logits, rtol=1e-4, atol=1e-5)
    loss = mlm_loss(words, targets) + torch.nn.functional.cross_entropy(prediction, torch.tensor([IS_NEXT]))
    torch.testing.assert_close(loss, theirs.loss, rtol=1e-5, atol=1e-5)
