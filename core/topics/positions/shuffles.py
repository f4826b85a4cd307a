"""Does an encoder see the order of words? The same words shuffled, with and without position vectors."""

import random
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.models.bert.weights import MOST_TOKENS, OpenedModel
from core.models.text_checks import readable
from core.nn.encoder import encode
from core.trace.trace import TracedForward

TABLE = "bert.embeddings.position_embeddings.weight"
SHUFFLES = 20


@dataclass(frozen=True)
class Moved:
    """One token of a sentence in both orders, and how far its output moved (largest difference)."""

    text: str
    before: int
    after: int
    with_positions: float
    without_positions: float


def shuffles(sentence: str, count: int = SHUFFLES) -> list[str]:
    """The sentence's words in `count` other orders, by the seeds 0, 1, 2 …"""
    words = readable(sentence).split()
    return [" ".join(shuffled(words, seed)) for seed in range(count)]


def shuffled(words: list[str], seed: int) -> list[str]:
    """The words in an order drawn by the seed; the list given stays as it is."""
    return random.Random(seed).sample(words, len(words))


def moved_tokens(opened: OpenedModel, sentence: str, seed: int = 0) -> list[Moved]:
    """Every token's output before and after a shuffle, compared with itself wherever it went.

    Words move, and take their WordPieces with them; [CLS] and [SEP] stay where they are.
    """
    pieces = fitting(opened, sentence)
    order = shuffled([str(number) for number in range(len(pieces))], seed)  # of the words
    ids, home = _in_order(opened, pieces, [int(number) for number in order])
    straight, _ = _in_order(opened, pieces, list(range(len(pieces))))
    gaps = [_gap(opened, straight, ids, home, table) for table in (True, False)]  # two of (T,)
    texts = opened.tokenizer.convert_ids_to_tokens(ids[0].tolist())
    return [
        Moved(text, int(home[position]), position, gaps[0][position].item(), gaps[1][position].item())
        for position, text in enumerate(texts)
    ]


def fitting(opened: OpenedModel, sentence: str) -> list[list[int]]:
    """The token ids of each word, as many words as fit beside [CLS] and [SEP]."""
    pieces, room = [], MOST_TOKENS - 2
    for word in readable(sentence).split():
        ids = opened.tokenizer.encode(word, add_special_tokens=False)
        if len(ids) > room:
            break
        pieces.append(ids)
        room -= len(ids)
    return pieces


def _in_order(
    opened: OpenedModel, pieces: list[list[int]], order: list[int]
) -> tuple[Int[Tensor, "1 T"], Int[Tensor, "T"]]:
    """Token ids with the words in an order, and for each token its position in the sentence as typed."""
    starts = [1 + sum(map(len, pieces[:number])) for number in range(len(pieces) + 1)]
    ids, home = [opened.tokenizer.cls_token_id], [0]
    for word in order:
        ids += pieces[word]
        home += range(starts[word], starts[word] + len(pieces[word]))
    ids.append(opened.tokenizer.sep_token_id)
    return torch.tensor([ids]), torch.tensor([*home, starts[-1]])


@torch.inference_mode()
def _gap(
    opened: OpenedModel, straight: Tensor, ids: Tensor, home: Tensor, positions: bool
) -> Float[Tensor, "T"]:
    """Largest difference of each token's output from its own in the sentence as typed."""
    weights = opened.weights if positions else without_positions(opened)
    both = torch.cat([straight, ids])  # (2, T): as long as each other, so one pass does
    before, after = encode(both, torch.ones_like(both), weights, opened.shape)  # (T, D) each
    return (after - before[home]).abs().amax(dim=-1)  # (T,)


def without_positions(opened: OpenedModel) -> dict[str, Tensor]:
    """The weights with zeros in the table of positions."""
    return {**opened.weights, TABLE: torch.zeros_like(opened.weights[TABLE])}


def position_table(traced: TracedForward) -> Float[Tensor, "P D"]:
    """The classifier's learned position vectors."""
    return traced.opened.weights[TABLE]
