"""Does an encoder see the order of words? The same words shuffled, with and without position vectors."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.data.language import HAN, is_chinese
from core.models.bert.weights import MOST_TOKENS, OpenedModel
from core.models.explaining.words import words_read
from core.models.text_checks import readable
from core.nn.encoder import encode
from core.trace.trace import TracedForward

TABLE = "bert.embeddings.position_embeddings.weight"
SHUFFLES = 20
_RUNS_ON = re.compile(rf"[^\W{HAN}]")  # two such characters side by side would make one word of two


@dataclass(frozen=True)
class TypedWord:
    """A word as it was typed, and the ids of its pieces."""

    text: str
    ids: list[int]


@dataclass(frozen=True)
class Moved:
    """One token of a sentence in both orders, and how far its output moved (largest difference)."""

    text: str
    before: int
    after: int
    with_positions: float
    without_positions: float


def shuffles(sentence: str, words: Sequence[str] | None = None, count: int = SHUFFLES) -> list[str]:
    """The sentence's words in `count` other orders, by the seeds 0, 1, 2 …

    `words` where no blanks part them; they are then joined without. Raises SentiscopeError("text_empty").
    """
    parted = readable(sentence).split()
    if words is None:
        return [" ".join(shuffled(parted, seed)) for seed in range(count)]
    return [joined(shuffled(list(words), seed)) for seed in range(count)]


def joined(words: Sequence[str]) -> str:
    """Words side by side as Chinese is written: a blank only between two that would run into one."""
    text = ""
    for word in words:
        parts = text and _RUNS_ON.match(text[-1]) and _RUNS_ON.match(word)
        text += f" {word}" if parts else word
    return text


def has_blanks(sentence: str) -> bool:
    """Whether blanks part a text's words: not in Chinese, nor where there are none."""
    text = readable(sentence)
    return not is_chinese(text) and len(text.split()) > 1


def typed_words(opened: OpenedModel, sentence: str) -> list[TypedWord]:
    """The words of a sentence: what blanks part, else what the model's pieces make words of.

    Raises SentiscopeError("text_empty").
    """
    text, tokenizer = readable(sentence), opened.tokenizer
    if has_blanks(text):
        return [TypedWord(word, tokenizer.encode(word, add_special_tokens=False)) for word in text.split()]
    words, ids = words_read(tokenizer, text)
    return [TypedWord(word.text, [ids[place] for place in word.pieces]) for word in words]


def shuffled(words: list[str], seed: int) -> list[str]:
    """The words in an order drawn by the seed; the list given stays as it is."""
    return random.Random(seed).sample(words, len(words))


def moved_tokens(opened: OpenedModel, sentence: str, seed: int = 0) -> list[Moved]:
    """Every token's output before and after a shuffle, compared with itself wherever it went.

    Words move, and take their pieces with them; the special tokens at both ends stay where they are.
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
    """The token ids of each word, as many words as fit between the special tokens at both ends."""
    pieces, room = [], MOST_TOKENS - 2
    for word in typed_words(opened, sentence):
        if len(word.ids) > room:
            break
        pieces.append(word.ids)
        room -= len(word.ids)
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
