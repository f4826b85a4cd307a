"""The encoder's sense of order: none without positions, some with them."""

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.bert.weights import OpenedModel
from core.topics.positions.shuffles import (
    MOST_TOKENS,
    SHUFFLES,
    fitting,
    moved_tokens,
    position_table,
    shuffled,
    shuffles,
)
from core.trace.trace import TracedForward

SENTENCE = "a warm and funny film that made me smile"


def test_without_positions_every_word_keeps_its_vector(opened: OpenedModel) -> None:
    moved = moved_tokens(opened, SENTENCE)
    assert sorted(token.before for token in moved) == list(range(len(moved)))
    assert [token.after for token in moved] == list(range(len(moved)))
    assert [token.before for token in moved] != list(range(len(moved)))
    assert max(token.without_positions for token in moved) < 1e-5
    assert min(token.with_positions for token in moved) > 1e-3


def test_a_single_word_does_not_move(opened: OpenedModel) -> None:
    assert {token.with_positions for token in moved_tokens(opened, "film")} == {0.0}


def test_pieces_of_a_word_stay_together(opened: OpenedModel) -> None:
    moved = moved_tokens(opened, "zzz warm film")  # an unknown word's pieces, in the order of the seed
    inner = [token.before for token in moved[1:-1]]
    assert (moved[0].before, moved[-1].before) == (0, len(moved) - 1)
    pieces = fitting(opened, "zzz warm film")
    runs = [list(range(start, start + len(p))) for start, p in zip(_starts(pieces), pieces, strict=True)]
    assert all(any(inner[n : n + len(run)] == run for n in range(len(inner))) for run in runs)


def _starts(pieces: list[list[int]]) -> list[int]:
    return [1 + sum(map(len, pieces[:n])) for n in range(len(pieces))]


def test_long_texts_are_cut_at_a_word(opened: OpenedModel) -> None:
    assert sum(map(len, fitting(opened, "film " * 500))) == MOST_TOKENS - 2


def test_shuffles_hold_the_same_words_and_differ() -> None:
    made = shuffles(SENTENCE)
    assert len(made) == SHUFFLES
    assert {tuple(sorted(one.split())) for one in made} == {tuple(sorted(SENTENCE.split()))}
    assert len(set(made)) > SHUFFLES / 2
    assert made == shuffles(SENTENCE)
    words = SENTENCE.split()
    shuffled(words, 1)
    assert words == SENTENCE.split()


def test_a_blank_sentence_is_refused() -> None:
    with pytest.raises(SentiscopeError):
        shuffles("  ")


def test_the_table_is_the_model_s(traced: TracedForward) -> None:
    table = position_table(traced)
    assert torch.equal(traced.trace.of("position")[0], table[: traced.inputs.ids.shape[1]])
