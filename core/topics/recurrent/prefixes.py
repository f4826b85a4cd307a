"""After which beginnings of other texts a recurrent network is in nearly the same state.

After Strobelt et al. 2018 (LSTMVis), whose search for similar states this is in small.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.data.vocabulary import PAD
from core.models.recurrent.classifier import RecurrentClassifier
from core.nn.batches import pad_rows
from core.topics.pretraining.concept import nearest_contexts
from core.topics.recurrent.concept import Kind, scan
from core.topics.recurrent.trace import MOST_WORDS, RecurrentTrace
from core.topics.recurrent.weights import weights_of


@dataclass(frozen=True, eq=False)
class Prefixes:
    """N words of several texts, each with the state after it and the vector of the word alone."""

    lines: tuple[tuple[str, ...], ...]
    texts: Int[Tensor, "N"]
    positions: Int[Tensor, "N"]
    states: Float[Tensor, "N D"]
    words: Float[Tensor, "N E"]


@dataclass(frozen=True)
class Found:
    """A word of another text, and how near the state after it, or its vector, is."""

    words: tuple[str, ...]
    position: int
    cosine: float


@torch.inference_mode()
def read_prefixes(model: RecurrentClassifier, texts: Sequence[str]) -> Prefixes:
    """Read all texts in one batch, each cut to MOST_WORDS words; texts without a word are left out."""
    kind: Kind = model.network.shape.kind  # type: ignore[assignment]
    lines = [tuple(words) for words in (model.vocabulary.split(text)[:MOST_WORDS] for text in texts) if words]
    ids, mask = pad_rows([model.vocabulary.numbers(words) for words in lines], PAD)  # (B, T) each
    vectors = model.network.embedding(ids)  # (B, T, E)
    states = scan(kind, vectors, mask.sum(dim=1), weights_of(model.network))["hidden"]  # (B, T, D)
    read = mask.bool()
    numbers, positions = read.nonzero().T  # (N,) each
    return Prefixes(tuple(lines), numbers, positions, states[read], vectors[read])


@torch.inference_mode()
def similar_prefixes(
    prefixes: Prefixes, trace: RecurrentTrace, position: int, count: int
) -> tuple[list[Found], list[Found]]:
    """Where the state after a word is nearest to the one here, and where the word's own vector is."""
    other = torch.tensor([line != trace.words for line in prefixes.lines])[prefixes.texts]  # (N,)
    among = other.nonzero()[:, 0]  # (M,): the sentence itself would only find itself
    pairs = ((trace.steps["hidden"], prefixes.states), (trace.x, prefixes.words))
    return tuple(  # type: ignore[return-value]
        _found(
            prefixes, among, *nearest_contexts(own[position], vectors[among], prefixes.texts[among], count)
        )
        for own, vectors in pairs
    )


def _found(prefixes: Prefixes, among: Tensor, rows: Tensor, cosines: Tensor) -> list[Found]:
    return [
        Found(prefixes.lines[prefixes.texts[row]], int(prefixes.positions[row]), cosine)
        for row, cosine in zip(among[rows].tolist(), cosines.tolist(), strict=True)
    ]
