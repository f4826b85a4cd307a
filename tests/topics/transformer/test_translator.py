"""What the three shipped networks give, beside torch's modules and a paper's equations on their weights."""

from collections.abc import Callable, Sequence

import pytest
import torch
from torch import Tensor, nn

from core.models.locate import locate
from core.topics.transformer.phrases.sentences import english_tokens
from core.topics.transformer.translator import (
    KINDS,
    NEVER,
    Kind,
    Translator,
    load,
    next_probabilities,
    translate,
)
from core.topics.transformer.twins import library_transformer
from core.topics.transformer.views.shared import MODELS
from core.training.small.vocabulary import START

WORDS = english_tokens("ten to four in the afternoon, two dozen eggs and a red car")


def opened(kind: Kind) -> Translator:
    return load(locate(MODELS[kind]).folder)


def part(weights: dict[str, Tensor], module: nn.Module, name: str) -> nn.Module:
    """A module of torch's with the weights of that name."""
    module.load_state_dict({key.removeprefix(name): w for key, w in weights.items() if key.startswith(name)})
    return module.eval()


def by_torch(weights: dict[str, Tensor], source: Sequence[int], read: Sequence[int]) -> Tensor:
    """torch.nn.Transformer."""
    row, written = torch.tensor([source]), torch.tensor([read])
    return library_transformer(row, written, torch.ones_like(row, dtype=torch.bool), weights)[0]


def by_one_vector(weights: dict[str, Tensor], source: Sequence[int], read: Sequence[int]) -> Tensor:
    """The reader's last state begins the writer, which then goes on piece by piece (Cho et al. 2014)."""
    table, width = weights["table.weight"], weights["writer.weight_hh_l0"].shape[1]
    reader = part(weights, nn.GRU(table.shape[1], width), "reader.gru.")
    writer = part(weights, nn.GRU(table.shape[1], width), "writer.")
    state = reader(table[list(source)])[1]
    rows = []
    for piece in read:
        out, state = writer(table[[piece]], state)
        rows.append((out[0] @ weights["output.weight"].T + weights["output.bias"]) @ table.T)
    return torch.stack(rows)


def by_bahdanau(weights: dict[str, Tensor], source: Sequence[int], read: Sequence[int]) -> Tensor:
    """e = v · tanh(W s + U h), a = softmax(e), c = Σ a h (Bahdanau et al. 2015, section 3.1)."""
    table, width = weights["table.weight"], weights["writer.weight_hh"].shape[1]
    reader = part(weights, nn.GRU(table.shape[1], width, bidirectional=True), "reader.gru.")
    writer = part(weights, nn.GRUCell(table.shape[1] + 2 * width, width), "writer.")
    states = reader(table[list(source)])[0]  # (S, E)
    state = torch.tanh(weights["first.weight"] @ states[0] + weights["first.bias"])
    rows = []
    for piece in read:
        query = weights["query_map.weight"] @ state
        keys = [weights["key_map.weight"] @ h + weights["key_map.bias"] for h in states]
        look = torch.stack([weights["score_vector.weight"][0] @ torch.tanh(query + key) for key in keys])
        context = sum(share * h for share, h in zip(look.softmax(0), states, strict=True))
        state = writer(torch.cat([table[piece], context]), state)
        rows.append(table @ (weights["output.weight"] @ torch.cat([state, context]) + weights["output.bias"]))
    return torch.stack(rows)


BY_HAND: dict[Kind, Callable[..., Tensor]] = {
    "transformer": by_torch,
    "bahdanau": by_bahdanau,
    "gru": by_one_vector,
}


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_teacher_forced_probabilities_are_those_of_torch_s_modules(kind: Kind) -> None:
    translator = opened(kind)
    true = translate(opened("transformer"), WORDS)
    logits = BY_HAND[kind](translator.weights(), translator.read(WORDS), [START, *true[:-1]])
    logits[:, list(NEVER)] = -torch.inf
    found = next_probabilities(translator, WORDS, true)
    torch.testing.assert_close(found, logits.softmax(-1), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_after_its_own_pieces_each_network_finds_its_own_next_one_likeliest(kind: Kind) -> None:
    """Free running is teacher forcing on what was written itself."""
    translator = opened(kind)
    written = translate(translator, WORDS)
    assert next_probabilities(translator, WORDS, written).argmax(-1).tolist() == written
