"""Where translators look while they write a true translation: a table of weights for each look."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.topics.transformer.alignment import Counts, by_chance, count, diagonal, links_of
from core.topics.transformer.phrases.pieces import Phrase
from core.topics.transformer.trace import traced
from core.topics.transformer.translator import Translator
from core.training.small.vocabulary import START

DIAGONAL, CHANCE, BAHDANAU = "diagonal", "chance", "bahdanau"
WITHOUT_LOOKING = (DIAGONAL, CHANCE)


@torch.inference_mode()
def looks_of(translator: Translator, phrase: Phrase) -> dict[str, Float[Tensor, "T S"]]:
    """By name the weights of every true piece on every word and [END]: `3.1` is layer 3, head 1.

    Of Bahdanau's network there is one table, `bahdanau`. The pieces are read, not written: teacher forcing.
    """
    source = translator.read(phrase.english)
    written = [START, *translator.pieces.numbers(piece.text for piece in phrase.chinese)][:-1]
    if translator.kind == "bahdanau":
        network: Any = translator.network
        row = torch.tensor([source])
        real = torch.ones_like(row, dtype=torch.bool)
        memory = network.encode(row, real)
        return {BAHDANAU: network.decode_and_look(torch.tensor([written]), memory, real)[1][0]}
    steps = traced(source, written, translator.weights(), translator.shape)
    return {
        f"{layer + 1}.{head + 1}": weights
        for layer in range(translator.shape.layers)
        for head, weights in enumerate(steps.attention("decoder", "cross", layer))
    }


def counts_of(phrase: Phrase, *translators: Translator) -> dict[str, Counts]:
    """The links of every look of these translators, and what is found without looking."""
    pieces = len(phrase.chinese)
    found = {
        name: count(phrase, links_of(weights, pieces))
        for translator in translators
        for name, weights in looks_of(translator, phrase).items()
    }
    return {
        **found,
        DIAGONAL: count(phrase, diagonal(len(phrase.english), pieces)),
        CHANCE: by_chance(phrase),
    }
