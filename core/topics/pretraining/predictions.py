"""What a pre-trained BERT guesses: masked tokens from both sides or one, whether a sentence comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.models.bert.weights import Inputs, OpenedModel
from core.nn.encoder import Mask, encode, pool
from core.nn.layers import softmax
from core.nn.metrics import wilson_interval
from core.topics.pretraining.concept import IS_NEXT, NOT_CHOSEN, corrupt, mlm_head, next_sentence_head

Side = Literal["both", "left", "right"]
MOST_SEEDS = 64  # that are tried for a draw that shows something
SIDES: tuple[Side, ...] = get_args(Side)
# What corruption does to a token, and how often. Source: Devlin et al. 2019, section 3.1.
EXPECTED = {"untouched": 0.85, "masked": 0.15 * 0.8, "random": 0.15 * 0.1, "kept": 0.15 * 0.1}
KINDS = tuple(EXPECTED)


@dataclass(frozen=True)
class Guesses:
    """What the network makes of N holes: the encoder's vectors there, logits and probabilities."""

    vectors: Float[Tensor, "N D"]
    logits: Float[Tensor, "N V"]
    probabilities: Float[Tensor, "N V"]


@dataclass(frozen=True)
class Candidate:
    """A token that may stand in a hole."""

    id: int
    text: str
    probability: float


def with_holes(inputs: Inputs, holes: Sequence[int], put: Mapping[int, int], mask: int) -> Int[Tensor, "B T"]:
    """The sentence's ids, other tokens `put` at some positions, and the mask in every hole."""
    ids = inputs.ids.clone()  # (1, T)
    for position, token in put.items():
        ids[0, position] = token
    ids[0, list(holes)] = mask
    return ids


def in_sight(T: int, hole: int, side: Side) -> Int[Tensor, "B T"]:
    """1 for what may be looked at: [CLS], [SEP] and the hole always, beside them one side or both."""
    positions = torch.arange(T)
    seen = {"both": positions >= 0, "left": positions <= hole, "right": positions >= hole}[side]  # (T,)
    return (seen | (positions == 0) | (positions == T - 1)).long()[None]  # (1, T)


@torch.inference_mode()
def guess(
    opened: OpenedModel,
    ids: Int[Tensor, "B T"],
    segments: Int[Tensor, "B T"],
    holes: Sequence[int],
    mask: Mask | None = None,
) -> Guesses:
    """Encode one sentence (B = 1), looking only where `mask` is 1, and ask the head about the holes."""
    seen = torch.ones_like(ids) if mask is None else mask
    vectors = encode(ids, seen, opened.weights, opened.shape, segments)[0, list(holes)]  # (N, D)
    logits = mlm_head(vectors, opened.weights, opened.shape.epsilon)  # (N, V)
    return Guesses(vectors, logits, softmax(logits))


def best(probabilities: Float[Tensor, "V"], tokenizer: Any, count: int) -> list[Candidate]:
    """The `count` likeliest tokens, the likeliest first."""
    values, ids = probabilities.topk(count)  # (count,) each
    texts = tokenizer.convert_ids_to_tokens(ids.tolist())
    return [
        Candidate(*fields)
        for fields in zip(ids.tolist(), map(readable_token, texts), values.tolist(), strict=True)
    ]


def readable_token(text: str | None) -> str:
    """A row of the vocabulary may have no name."""
    return text or "·"


def rank(probabilities: Float[Tensor, "V"], token: int) -> int:
    """1 for the likeliest token."""
    return int((probabilities > probabilities[token]).sum()) + 1


@torch.inference_mode()
def next_sentence_logits(
    opened: OpenedModel, inputs: Inputs
) -> tuple[Float[Tensor, "D"], Float[Tensor, "2"]]:
    """The pooled vector of [CLS] and the two logits: the second sentence is the next one, it is not."""
    vectors = encode(inputs.ids, inputs.mask, opened.weights, opened.shape, inputs.segments)  # (1, T, D)
    pooled = pool(vectors, opened.weights)  # (1, D)
    return pooled[0], next_sentence_head(pooled, opened.weights)[0]


def is_next(logits: Float[Tensor, "2"]) -> float:
    """Probability that the second sentence is the next one."""
    return softmax(logits)[IS_NEXT].item()


def draw_corruption(inputs: Inputs, tokenizer: Any, seed: int, draws: int = 1) -> Int[Tensor, "2 B T"]:
    """One sentence corrupted `draws` times: B of them, and what is to be guessed in each."""
    special = torch.tensor(sorted(set(tokenizer.all_special_ids)))
    ids = inputs.ids.expand(draws, -1)  # (B, T)
    generator = torch.Generator().manual_seed(seed)
    return corrupt(ids, special, len(tokenizer), tokenizer.mask_token_id, generator)


def kinds_of(
    before: Int[Tensor, "... T"], corrupted: Int[Tensor, "... T"], targets: Int[Tensor, "... T"], mask: int
) -> Int[Tensor, "... T"]:
    """The number in `KINDS` of what was done to each token."""
    chosen = targets != NOT_CHOSEN
    kinds = torch.where(corrupted == mask, 1, torch.where(corrupted == before, 3, 2))  # (..., T)
    return kinds.where(chosen, 0)


def telling_seed(inputs: Inputs, tokenizer: Any, first: int) -> int:
    """The first seed from `first` on whose draw chooses two tokens or more and masks one; else `first`."""
    for seed in range(first, first + MOST_SEEDS):
        corrupted, targets = draw_corruption(inputs, tokenizer, seed)
        kinds = kinds_of(inputs.ids, corrupted, targets, tokenizer.mask_token_id)  # (1, T)
        if (kinds > 0).sum() >= 2 and (kinds == 1).any():
            return seed
    return first


def kind_fractions(
    inputs: Inputs, tokenizer: Any, seed: int, draws: int
) -> dict[str, tuple[float, float, float]]:
    """The fraction of each kind over many draws, with its 95 % interval; special tokens are left out.

    Empty where the sentence has only special tokens.
    """
    corrupted, targets = draw_corruption(inputs, tokenizer, seed, draws)
    kinds = kinds_of(inputs.ids.expand(draws, -1), corrupted, targets, tokenizer.mask_token_id)  # (B, T)
    ordinary = torch.tensor([not token.special for token in inputs.tokens])
    counts = kinds[:, ordinary].flatten().bincount(minlength=len(KINDS)).tolist()
    total = sum(counts)
    if not total:
        return {}
    return {
        kind: (count / total, *wilson_interval(count, total))
        for kind, count in zip(KINDS, counts, strict=True)
    }


@torch.inference_mode()
def twin_arguments(
    opened: OpenedModel, inputs: Inputs, second: Inputs, seed: int = 42
) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin of `core.topics.pretraining.concept` by its name, from this sentence."""
    tokenizer, weights = opened.tokenizer, opened.weights
    special = torch.tensor(sorted(set(tokenizer.all_special_ids)))
    generator = torch.Generator().manual_seed(seed)
    corrupted, targets = draw_corruption(inputs, tokenizer, seed)
    vectors = encode(corrupted, inputs.mask, weights, opened.shape, inputs.segments)  # (1, T, D)
    logits = mlm_head(vectors, weights, opened.shape.epsilon)  # (1, T, V)
    if (targets == NOT_CHOSEN).all():  # a short sentence may have no hole: ask for every token then
        targets = inputs.ids
    words = [inputs.ids[0, 1:-1], second.ids[0, 1:-1]]
    return {
        "corrupt": (inputs.ids, special, len(tokenizer), tokenizer.mask_token_id, generator),
        "pair_input": (*words, tokenizer.cls_token_id, tokenizer.sep_token_id),
        "mlm_loss": (logits, targets),
        "mlm_head": (vectors[0], weights),
        "next_sentence_head": (pool(vectors, weights), weights),
    }
