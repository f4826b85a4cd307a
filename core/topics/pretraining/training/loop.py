"""The loop of continued pre-training: masked tokens, and where asked next sentences."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from core.base.errors import SentiscopeError
from core.data.documents import Documents, fingerprint
from core.nn.classification import cross_entropy
from core.topics.pretraining.concept import mlm_loss
from core.topics.pretraining.training.evaluate import HeldOutTest
from core.topics.pretraining.training.recipe import PretrainingRecipe
from core.topics.pretraining.training.rows import (
    CHOSEN,
    Batch,
    Row,
    block_rows,
    generator_of,
    make_batch,
    pair_rows,
    token_documents,
)
from core.training.batches import batch_order
from core.training.checkpoint import RunState, run_identity
from core.training.resumable import ResumableRun

BETAS = (0.9, 0.98)  # Adam forgets large gradients sooner: Liu et al. 2019 (RoBERTa), section 3.1
LAST_LAYERS = 3  # that learn with the scope `last`


class Pretrainer(torch.nn.Module):
    """A BertForPreTraining's parts, each tensor once, and logits only where something is to be guessed.

    `mask` (D,) is the mask's own row of the table while that row alone of the table learns.
    """

    mask: torch.nn.Parameter | None

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.register_parameter("mask", None)
        self.mask_id = -1
        self.bert = network.bert
        self.transform = network.cls.predictions.transform
        self.bias = network.cls.predictions.bias
        self.next_sentence = network.cls.seq_relationship

    def forward(
        self, batch: Batch, seen: Bool[Tensor, "B 1 T S"] | None = None
    ) -> tuple[Float[Tensor, "N V"], Float[Tensor, "B 2"]]:
        """Logits of the N chosen positions, and of each pair; the decoder is the table of token embeddings.

        `seen` says which token may look at which; without it all may look at all but padding.
        """
        mask = batch.mask if seen is None else seen
        out = self.bert(**self._read(batch.ids), attention_mask=mask, token_type_ids=batch.segments)
        guesses = self.transform(out.last_hidden_state[batch.chosen])  # (N, D)
        table = self.bert.embeddings.word_embeddings.weight  # (V, D)
        words = torch.nn.functional.linear(guesses, table, self.bias)  # (N, V)
        return words.float(), self.next_sentence(out.pooler_output).float()

    def limit(self, scope: str, mask_id: int) -> None:
        """Let only a part of the encoder learn; heads and pooler always do.

        With the last layers learns what stands for a mask: a network that was never shown one, such as E5,
        has a row for it that says nothing, and the layers above can't put that right.
        """
        if scope == "all":
            return
        layers = self.bert.encoder.layer
        frozen = [self.bert.embeddings, *(layers if scope == "frozen" else layers[:-LAST_LAYERS])]
        for module in frozen:
            module.requires_grad_(False)
        if scope == "last":
            self.mask_id = mask_id
            self.mask = torch.nn.Parameter(self._table()[mask_id].clone())

    @torch.no_grad()
    def settle(self) -> None:
        """Put the row that was learned for a mask into the table."""
        if self.mask is not None:
            self._table()[self.mask_id] = self.mask

    def _table(self) -> Float[Tensor, "V D"]:
        table: Tensor = self.bert.embeddings.word_embeddings.weight.detach()
        return table

    def _read(self, ids: Int[Tensor, "B T"]) -> dict[str, Tensor]:
        """The ids, or their rows of the table where the mask's is another one."""
        if self.mask is None:
            return {"input_ids": ids}
        hidden = (ids == self.mask_id)[..., None]  # (B, T, 1)
        return {"inputs_embeds": torch.where(hidden, self.mask, self._table()[ids])}  # (B, T, D)


def log_frequencies(documents: Sequence[Sequence[Sequence[int]]], vocabulary: int) -> Float[Tensor, "V"]:
    """The logarithm of how often each token stands in the texts, with one more of each: what a head that has
    seen no context should answer. Without it a head learns this first, a step's length at a time.
    """
    ids = torch.tensor([number for document in documents for sentence in document for number in sentence])
    counts = torch.bincount(ids, minlength=vocabulary) + 1.0
    return (counts / counts.sum()).log()


class PretrainingRun(ResumableRun[Batch]):
    """One run: built once, then `train()`; started again on the same folder it continues."""

    def __init__(
        self, recipe: PretrainingRecipe, documents: Documents, tokenizer: Any, network: Any, folder: Path
    ) -> None:
        self.recipe, self.tokenizer = recipe, tokenizer
        self.learned = token_documents(tokenizer, documents.train)
        self.held_out_test = HeldOutTest(
            tokenizer, token_documents(tokenizer, documents.held_out), recipe.block
        )
        model = Pretrainer(network)
        if recipe.bias == "frequency":
            with torch.no_grad():
                model.bias.copy_(log_frequencies(self.learned, len(model.bias)))
        model.limit(recipe.scope, tokenizer.mask_token_id)
        self._model = model
        per_epoch = math.ceil(len(self.rows(0)) / recipe.batch_size)
        whole = per_epoch * recipe.epochs
        texts = f"{fingerprint(documents.train)} {fingerprint(documents.held_out)}"
        identity = run_identity(recipe, texts)
        steps = min(whole, recipe.steps or whole)
        super().__init__(model, recipe.shared(), per_epoch, steps, identity, folder)
        for group in self.optimizer.param_groups:
            group["betas"] = BETAS

    def rows(self, epoch: int) -> list[Row]:
        """What an epoch reads: the same blocks each time, or pairs drawn anew. Always as many."""
        recipe = self.recipe
        if not recipe.nsp:
            return block_rows(self.tokenizer, self.learned, recipe.block)
        drawn = generator_of(recipe.seed, "pairs", epoch)
        rows = pair_rows(self.tokenizer, self.learned, recipe.block, recipe.pairs == "packed", drawn)
        if not rows:
            raise SentiscopeError("documents_no_pairs")
        return rows

    def train(self) -> RunState:
        """Train to the end, from the last checkpoint if there is one."""
        self.run_to_end()
        self._model.settle()
        self.model.eval()
        return self.state

    def batches(self) -> Iterator[Batch]:
        """What is left of the present epoch, each batch with its own holes."""
        epoch, first = divmod(self.state.step, self.steps_per_epoch)
        rows = self.rows(epoch)
        order = batch_order([len(row.ids) for row in rows], self.settings, epoch)
        for numbers in order[first:]:
            holes = generator_of(self.recipe.seed, "holes", self.state.step)
            rate = CHOSEN if self.recipe.mlm else 0.0
            yield make_batch([rows[number] for number in numbers], self.tokenizer, holes, rate)

    def loss(self, batch: Batch) -> Float[Tensor, ""]:
        """The masked tokens' loss, the pairs', or their sum. Source: Devlin et al. 2019, A.2."""
        words, predictions = self.guess(batch)
        loss = mlm_loss(words, batch.targets[batch.chosen]) if self.recipe.mlm else torch.zeros(())
        return loss + cross_entropy(predictions, batch.is_next) if self.recipe.nsp else loss

    def guess(self, batch: Batch) -> tuple[Float[Tensor, "N V"], Float[Tensor, "B 2"]]:
        """The model's logits, its matrix products in the recipe's precision."""
        with self.precision():
            return self.model(batch)

    @torch.inference_mode()
    def evaluate(self) -> dict[str, float]:
        """Evaluate on the held-out documents and put a point on the curve."""
        self.model.eval()
        words = self.held_out_test.words(self.guess).section()
        point = {name: words[name] for name in ("top_1", "top_5", "perplexity")}
        if self.recipe.nsp:
            right, count = self.held_out_test.next_sentences(self.guess, self.recipe.pairs)
            point |= {"next_sentence": right / count} if count else {}
        self.model.train()
        return self.put_on_curve(**point)
