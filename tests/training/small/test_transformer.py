"""The small Transformer: where its norms stand, what its masks hide, and words as tokens."""

import pytest
import torch
from torch import nn

from core.data.vocabulary import PAD, UNKNOWN, Vocabulary
from core.training.small.loop import (
    classification_loss,
    count_right,
    learn,
    optimizer_of,
    padded,
    shuffled,
)
from core.training.small.transformer import SmallShape, SmallTransformer, TokenBatchNorm
from core.training.small.vocabulary import ALL_SPECIAL, END, learn_words, sentence_words

NORMS = ("none", "layer", "batch", "rms")


def network(norm: str = "layer", order: str = "post", classes: int = 2) -> SmallTransformer:
    torch.manual_seed(0)
    shape = SmallShape(20, width=8, heads=2, layers=2, window=12, norm=norm, order=order)
    return SmallTransformer(shape, classes)


@pytest.mark.parametrize("order", ["pre", "post"])
@pytest.mark.parametrize("norm", NORMS)
def test_padding_changes_no_word(norm: str, order: str) -> None:
    model = network(norm, order).train()
    ids, real = padded([[4, 5, 6], [7, 8, 9, 10, 11]])
    wider = torch.cat([ids, torch.full((2, 4), PAD)], dim=1)
    more = torch.cat([real, torch.zeros(2, 4, dtype=torch.bool)], dim=1)
    short, long = model(ids, real)[real], model(wider, more)[more]
    torch.testing.assert_close(short, long, rtol=1e-4, atol=1e-5)


def test_post_norm_ends_in_a_norm_and_pre_norm_is_a_sum() -> None:
    ids, real = padded([[4, 5, 6]])
    after = network("layer", "post")(ids, real)
    assert torch.allclose(after.mean(-1), torch.zeros(1, 3), atol=1e-5)
    model = network("layer", "pre")
    for block in model.blocks:
        for part in (block.out, block.narrow):
            nn.init.zeros_(part.weight)
            nn.init.zeros_(part.bias)
    x = model.words(ids) * 8**0.5 + model.positions(torch.arange(3))
    torch.testing.assert_close(model(ids, real), model.last(x))


def test_batch_norm_counts_words_only() -> None:
    norm, x = TokenBatchNorm(3), torch.randn(2, 4, 3)
    real = torch.tensor([[True] * 4, [True] * 2 + [False] * 2])
    expected = nn.BatchNorm1d(3)(x[real])
    torch.testing.assert_close(norm(x, real)[real], expected)
    assert not norm(x, real)[~real].any()


def test_a_causal_mask_hides_what_comes_later() -> None:
    model = network(classes=0).eval()
    allowed = torch.ones(5, 5, dtype=torch.bool).tril()[None, None]
    ids, real = padded([[4, 5, 6, 7, 8]])
    other = ids.clone()
    other[0, 4] = 9
    first, second = model.next_words(ids, real, allowed), model.next_words(other, real, allowed)
    assert first.shape == (1, 5, 20)
    assert torch.equal(first[:, :4], second[:, :4])
    assert not torch.equal(first[:, 4], second[:, 4])
    everything = torch.ones_like(allowed)
    assert not torch.equal(
        model.next_words(ids, real, everything)[:, 0], model.next_words(other, real, everything)[:, 0]
    )


@pytest.mark.parametrize("norm", NORMS)
def test_it_learns_a_toy_task(norm: str) -> None:
    """A sentence is positive if it holds the word 4."""
    rows, labels = [[4, 6, 7], [5, 6, 8], [9, 4, 5], [9, 8, 5]] * 4, [1, 0, 1, 0] * 4
    model = network(norm).train()
    optimizer = optimizer_of(model, 3e-3)
    losses = [learn(model, optimizer, classification_loss(model, rows, labels)) for _ in range(60)]
    assert losses[-1] < losses[0] / 2
    assert count_right(model, rows, labels, batch_size=3) == 16
    assert model.training


def test_whole_batches_hold_every_number_at_most_once() -> None:
    batches = list(shuffled(11, 4, seed=1))
    assert [len(batch) for batch in batches] == [4, 4]
    assert len({number for batch in batches for number in batch}) == 8
    assert list(shuffled(11, 4, seed=1)) == batches != list(shuffled(11, 4, seed=2))


def test_words_by_frequency_then_alphabet() -> None:
    words = learn_words(["b a b", "A c"], most=len(ALL_SPECIAL) + 2)
    assert words.words == (*ALL_SPECIAL, "a", "b")
    assert words.numbers(sentence_words("B zebra a")) == [5, UNKNOWN, 4]
    assert words.decode([4, 5, END]) == "a b [END]"
    assert Vocabulary(words.words) == words
