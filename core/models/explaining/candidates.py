"""Words that may stand in place of a sentence's words: what a masked-word network finds likely there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from core.data.language import HAN, is_chinese
from core.models.explaining.words import Word

AT_ONCE = 16  # sentences with one hole each
# What tokenizers that split at apostrophes leave of "isn't", "we've" and their kin: no words by themselves.
# "don", "haven", "won" and "can" are, too.
FRAGMENTS = frozenset(
    (
        *("ain", "aren", "couldn", "didn", "doesn", "hadn", "hasn", "isn", "mightn"),
        *("mustn", "needn", "shan", "shouldn", "wasn", "weren", "wouldn", "ll", "re", "ve"),
    )
)
CHINESE = re.compile(f"[{HAN}]+")
BLANK = "▁"  # which SentencePiece writes before a piece that follows a blank or begins a text


@dataclass(frozen=True)
class Candidate:
    """A word for a place: how likely the network finds it there, and its cosine with the word it replaces.

    The cosine is that of both words' rows of the network's own table of embeddings.
    """

    word: str
    probability: float
    similarity: float


def likely_words(
    network: Any, tokenizer: Any, sentence: str, words: Sequence[Word], count: int
) -> list[list[Candidate]]:
    """For each word the `count` likeliest others, those first that are both likely and similar.

    `network` is a BertForPreTraining. A place without letters has no candidates, nor has one behind the
    network's window. Both orders, by probability and by cosine, count the same.
    """
    places = [number for number, word in enumerate(words) if word.text.isalpha() or word.unknown]
    found: list[list[Candidate]] = [[] for _ in words]
    table = network.get_input_embeddings().weight.detach()  # (V, D)
    allowed = _whole_words(tokenizer, is_chinese(sentence))  # (V,)
    for start in range(0, len(places), AT_ONCE):
        part = places[start : start + AT_ONCE]
        for place, row in zip(
            part, _guessed(network, tokenizer, sentence, [words[i] for i in part]), strict=True
        ):
            if row is not None:
                found[place] = _best(row.where(allowed, 0.0), table, tokenizer, words[place].text, count)
    return found


def _whole_words(tokenizer: Any, chinese: bool) -> Tensor:
    """Which of the vocabulary's entries are whole words (V,): in letters, or of Chinese characters alone."""
    texts = [_text(entry) for entry in tokenizer.convert_ids_to_tokens(range(len(tokenizer)))]
    if chinese:
        return torch.tensor([CHINESE.fullmatch(text) is not None for text in texts])
    return torch.tensor([text.isalpha() and len(text) > 1 and text not in FRAGMENTS for text in texts])


def _text(entry: str) -> str:
    """An entry of the vocabulary as it stands in a text."""
    return entry.removeprefix(BLANK)


@torch.inference_mode()
def _guessed(network: Any, tokenizer: Any, sentence: str, words: Sequence[Word]) -> list[Tensor | None]:
    """The probabilities (V,) of what stands in each word's place; None where the place was cut off."""
    texts = [f"{sentence[: word.start]}{tokenizer.mask_token}{sentence[word.end :]}" for word in words]
    inputs = tokenizer(texts, return_tensors="pt", padding=True, truncation=True, max_length=512)
    logits = network(**inputs).prediction_logits  # (B, T, V)
    rows: list[Tensor | None] = []
    for ids, row in zip(inputs["input_ids"], logits, strict=True):
        holes = (ids == tokenizer.mask_token_id).nonzero().flatten().tolist()
        rows.append(row[holes[0]].softmax(-1) if len(holes) == 1 else None)
    return rows


def _best(probabilities: Tensor, table: Tensor, tokenizer: Any, word: str, count: int) -> list[Candidate]:
    """The `count` likeliest words without the word itself, by the sum of their two ranks."""
    ids: list[int] = probabilities.topk(min(2 * count + 1, len(probabilities))).indices.tolist()
    texts = map(_text, tokenizer.convert_ids_to_tokens(ids))
    first: dict[str, int] = {}  # a word may stand there twice, with a blank before it and without
    for number, text in zip(ids, texts, strict=True):
        first.setdefault(text, number)
    first.pop(word.lower(), None)
    kept = [(number, text) for text, number in first.items()][:count]
    own = tokenizer(word, add_special_tokens=False)["input_ids"]
    mean = table[own].mean(dim=0, keepdim=True)  # (1, D)
    cosines = torch.cosine_similarity(table[[i for i, _ in kept]], mean, dim=-1).tolist()
    candidates = [
        Candidate(_as_written(text, word), probabilities[i].item(), cosine)
        for (i, text), cosine in zip(kept, cosines, strict=True)
    ]
    by_cosine = sorted(range(len(candidates)), key=lambda number: -cosines[number])
    order = sorted(range(len(candidates)), key=lambda number: number + by_cosine.index(number))
    return [candidates[number] for number in order]


def _as_written(text: str, word: str) -> str:
    """A word with a capital where the one that it replaces has one."""
    return text.capitalize() if word[:1].isupper() else text
