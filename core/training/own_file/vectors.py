"""What a frozen encoder makes of texts, and two poolers that make features of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from jaxtyping import Float
from safetensors.torch import load_file
from torch import Tensor

from core.models.catalog import WEIGHTS
from core.models.loading import load_network, load_tokenizer
from core.models.text_checks import readable
from core.nn.batches import pad_rows, token_batches
from core.training.batches import token_rows

Kind = Literal["own", "scaled", "prior"]
POOLER, HEAD = "bert.pooler.dense", "classifier"
MOST_TOKENS_AT_ONCE = 4096
LONGEST = 512  # tokens, as everything else reads a text
SPREAD = 0.5  # of a scaled number: within it tanh is nearly straight
LEAST_SPREAD = 1e-6


@dataclass(frozen=True)
class Dense:
    """A matrix (H, H) or (C, H) and what is added to its products."""

    weight: Float[Tensor, "O H"]
    bias: Float[Tensor, "O"]

    def __call__(self, rows: Float[Tensor, "N H"]) -> Float[Tensor, "N O"]:
        return torch.nn.functional.linear(rows, self.weight, self.bias)

    def tensors(self, name: str) -> dict[str, Tensor]:
        """As a folder's weights name them."""
        return {f"{name}.weight": self.weight.contiguous(), f"{name}.bias": self.bias.contiguous()}


@torch.inference_mode()
def cls_vectors(
    folder: Path, texts: Sequence[str], step: Callable[[int], object] = lambda count: None
) -> Float[Tensor, "N H"]:
    """The encoder's last hidden state of [CLS] for each text, (N, H); `step` hears how many more are done.

    Texts are cut at the window, as they are wherever the model reads.
    """
    network, tokenizer = load_network(folder), load_tokenizer(folder)
    rows = token_rows(tokenizer, [*map(readable, texts)], LONGEST)
    found = torch.empty(len(rows), network.config.hidden_size)
    for numbers in token_batches([len(row) for row in rows], MOST_TOKENS_AT_ONCE):
        ids, mask = pad_rows([rows[number] for number in numbers], tokenizer.pad_token_id)  # (B, T)
        found[numbers] = network.bert(input_ids=ids, attention_mask=mask).last_hidden_state[:, 0]  # (B, H)
        step(len(numbers))
    return found.clone()


def own_head(folder: Path) -> tuple[Dense, Dense]:
    """The pooler and the classifier of a folder's model, in float32."""
    stored = load_file(folder / WEIGHTS)
    pooler, head = (
        Dense(stored[f"{name}.weight"].float(), stored[f"{name}.bias"].float()) for name in (POOLER, HEAD)
    )
    return pooler, head


def scaled_pooler(vectors: Float[Tensor, "N H"]) -> Dense:
    """A pooler that brings each number of these vectors to mean 0 and a spread at which tanh bends little.

    So the numbers of [CLS] themselves become features, and not only what an earlier task made of them.
    """
    spread = vectors.double().std(dim=0, correction=0).clamp(min=LEAST_SPREAD)  # (H,)
    scale = SPREAD / spread
    bias = -scale * vectors.double().mean(dim=0)
    return Dense(torch.diag(scale).float(), bias.float())


def features(pooler: Dense, vectors: Float[Tensor, "N H"]) -> Float[Tensor, "N H"]:
    """What a BERT's head reads: tanh of the pooler's products, (N, H) in −1 … 1."""
    return pooler(vectors).tanh()
