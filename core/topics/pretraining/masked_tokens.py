"""What the experiments on masked tokens share: the shipped network, and documents that it never read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.data.documents import Document, split
from core.experiments.samples import sign_test
from core.models.bert.pretraining import load_pretraining_network
from core.models.card import read_card
from core.models.loading import load_tokenizer
from core.models.locate import locate
from core.topics.pretraining.training.loop import Pretrainer
from core.topics.pretraining.training.rows import Batch, Ids, Row, block_rows, token_documents

MODEL = "pretrained-minilm"
HELD_OUT = 60  # documents, where the model card tells no other number
SURE = 0.05


@dataclass(frozen=True)
class Shipped:
    """The network's folder, its tokenizer, and documents as tokens, split as its training split them."""

    folder: Path
    tokenizer: Any
    learned: list[list[Ids]]
    held_out: list[list[Ids]]

    def network(self) -> Pretrainer:
        """A copy of its own, in evaluation mode."""
        return Pretrainer(load_pretraining_network(self.folder)).eval()

    def evaluation_rows(self, block: int, most: int) -> list[Row]:
        """At most `most` blocks of the held-out documents, spread over all of them."""
        rows = block_rows(self.tokenizer, self.held_out, block)
        return [rows[number * len(rows) // most] for number in range(most)] if most < len(rows) else rows


def open_shipped(documents: list[Document]) -> Shipped:
    """The shipped network with documents to go on learning from, and others to evaluate on.

    The split is the training's own: same seed, and as many held out as the model card says.
    """
    folder = locate(MODEL).folder
    tokenizer = load_tokenizer(folder)
    count = read_card(folder).get("data", {}).get("held_out_documents", HELD_OUT)
    learned, held_out = split(documents, min(count, len(documents) // 3))
    return Shipped(
        folder, tokenizer, token_documents(tokenizer, learned), token_documents(tokenizer, held_out)
    )


def guess(
    network: Pretrainer, batch: Batch, seen: Bool[Tensor, "B 1 T S"] | None = None
) -> Float[Tensor, "N V"]:
    """Logits of the N chosen positions, the matrix products in bfloat16 as in training."""
    with torch.autocast("cpu", torch.bfloat16):
        return network(batch, seen)[0]


def hits(network: Pretrainer, batch: Batch, seen: Bool[Tensor, "B 1 T S"] | None = None) -> Bool[Tensor, "N"]:
    """At which of the N chosen positions the first guess is right."""
    with torch.inference_mode():
        return guess(network, batch, seen).argmax(-1) == batch.targets[batch.chosen]


def compared(before: Bool[Tensor, "N"], after: Bool[Tensor, "N"]) -> dict[str, Any]:
    """Positions right only `before` (lost) or only `after` (gained), and the sign test's p-value."""
    lost, gained = int((before & ~after).sum()), int((~before & after).sum())
    return {"lost": lost, "gained": gained, "chance": sign_test(lost, gained)}
