"""A sentence as a Transformer read it."""

import copy
import logging
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from core.base.errors import SentiscopeError
from core.models.explaining.reading import Absent, AttentionMaps, Baseline, Differentiable
from core.models.explaining.words import words_of
from core.models.text_checks import readable
from core.models.transformer import TransformerClassifier, no_answer
from core.nn.batches import pad_rows, token_batches

TOKENS_AT_ONCE = 2048  # of a batch, as measured; smaller ones are slower, larger ones hardly faster
CLOSE = 1e-3  # the difference by embeddings against that by ids: more apart, and they are not the same model
log = logging.getLogger(__name__)


class TransformerReading:
    """See Reading. An absent word's pieces become [MASK], or are left out of a model without such a token."""

    def __init__(self, model: TransformerClassifier, sentence: str, absent: Absent | None = None) -> None:
        self.model, self.sentence, self._model = model.name, sentence, model
        self.mask_id: Any = model.tokenizer.mask_token_id
        self.absent: Absent = absent or ("delete" if self.mask_id is None else "mask")
        if self.absent == "mask" and self.mask_id is None:
            raise SentiscopeError("why_no_mask_token", name=model.name)
        self._rows, spans = read_tokens(model, readable(sentence))
        self.ids = self._rows["input_ids"]  # (T,)
        unknown = [number == model.tokenizer.unk_token_id for number in self.ids.tolist()]
        self.words = words_of(readable(sentence), spans, unknown)
        self._word_of = torch.full((len(self.ids),), -1)  # (T,): −1 for a special token
        for number, word in enumerate(self.words):
            self._word_of[list(word.pieces)] = number
        self._known: dict[bytes, float] = {}
        self.difference = self.game(torch.ones(1, len(self.words), dtype=torch.bool)).item()

    def game(self, kept: Tensor) -> Tensor:
        """The logit differences (N,) of versions of which only some words are kept (N, P)."""
        rest = self._word_of < 0  # (T,)
        places = kept[:, self._word_of.clamp(min=0)] | rest if len(self.words) else rest.repeat(len(kept), 1)
        rows = [self._version(row) for row in places]
        keys = [row["input_ids"].numpy().tobytes() for row in rows]
        new = {key: row for key, row in zip(keys, rows, strict=True) if key not in self._known}
        self._known.update(self._answered(new))
        return torch.tensor([self._known[key] for key in keys])  # (N,)

    def _version(self, places: Tensor) -> dict[str, Tensor]:
        """The inputs (T′,) of a version of which some tokens are kept (T,)."""
        if self.absent == "mask":
            return {**self._rows, "input_ids": self.ids.where(places, self.mask_id)}
        if places.any():
            return {name: row[places] for name, row in self._rows.items()}
        # Without special tokens (GPT-2) nothing is left, and no network reads nothing.
        unknown = self._model.tokenizer.unk_token_id
        one = torch.tensor([self._model.padding if unknown is None else unknown])
        return {**{name: row[:1] for name, row in self._rows.items()}, "input_ids": one}

    def _answered(self, rows: dict[bytes, dict[str, Tensor]]) -> Iterator[tuple[bytes, float]]:
        keys, versions = list(rows), list(rows.values())
        lengths = [len(version["input_ids"]) for version in versions]
        for numbers in token_batches(lengths, TOKENS_AT_ONCE if self._model.is_padded else 1):
            differences = self._differences(self._batch([versions[number] for number in numbers]))
            yield from zip((keys[number] for number in numbers), differences.tolist(), strict=True)

    def _batch(self, versions: list[dict[str, Tensor]]) -> dict[str, Tensor]:
        lengths = {len(version["input_ids"]) for version in versions}
        if len(lengths) == 1:
            return {name: torch.stack([version[name] for version in versions]) for name in versions[0]}
        ids, mask = pad_rows([v["input_ids"].tolist() for v in versions], self._model.padding)  # (B, T)
        return {"input_ids": ids, "attention_mask": mask}

    @torch.inference_mode()
    def _differences(self, inputs: dict[str, Tensor]) -> Tensor:
        return difference_of(self._model, self._model.logits(inputs))

    @cached_property
    def differentiable(self) -> Differentiable | None:
        """None where the network takes no embeddings, or answers otherwise from them than from token ids."""
        try:
            behind = BehindEmbeddings(self._model, self._rows, self._word_of < 0)
            with torch.no_grad():
                by_embeddings = behind.value(behind.embeddings[None]).item()
        except (NotImplementedError, RuntimeError, ValueError, TypeError, AttributeError, SentiscopeError):
            log.info("%s takes no embeddings", self._model.name, exc_info=True)
            return None
        if not abs(by_embeddings - self.difference) <= CLOSE * max(1.0, abs(self.difference)):
            return None
        return Differentiable(behind.value, behind.embeddings, behind.baselines)

    @cached_property
    def attention(self) -> AttentionMaps | None:
        """None where the network gives no attention map of all tokens to all."""
        if not self._model.is_padded:
            return None
        network = with_maps(self._model.network)
        with torch.enable_grad():
            try:
                output = network(input_ids=self.ids[None], output_attentions=True)
            except (RuntimeError, ValueError, TypeError) as error:
                raise no_answer(self._model.name, error) from error
            maps = output.attentions
            T = len(self.ids)
            if not maps or any(m is None or m.shape[-2:] != (T, T) or not m.requires_grad for m in maps):
                return None
            difference = difference_of(self._model, output.logits).sum()
            slopes = torch.autograd.grad(difference, maps)
        return AttentionMaps(torch.cat(maps).detach(), torch.cat(slopes))  # (L, H, T, T) each

    @property
    def coefficients(self) -> None:
        return None


class BehindEmbeddings:
    """The network behind the embeddings of one text; raises whatever a network raises that takes none.

    `rows` are its inputs (T,), `special` says which tokens no baseline replaces (T,).
    """

    def __init__(self, model: TransformerClassifier, rows: dict[str, Tensor], special: Tensor) -> None:
        self._model, self._special = model, special
        self._others = {name: row for name, row in rows.items() if name != "input_ids"}
        self._table = model.network.get_input_embeddings()
        self.embeddings: Tensor = self._table(rows["input_ids"]).detach()  # (T, D)

    def value(self, embeddings: Tensor) -> Tensor:
        """The logit differences (N,) of versions (N, T, D)."""
        inputs = {name: row.expand(len(embeddings), -1) for name, row in self._others.items()}
        return difference_of(self._model, self._model.network(inputs_embeds=embeddings, **inputs).logits)

    @property
    def baselines(self) -> dict[Baseline, Tensor]:
        """What the embeddings are compared with (T, D), the model's first baseline first."""
        weights, tokenizer = self._table.weight, self._model.tokenizer
        found: dict[Baseline, Tensor] = {}
        if tokenizer.mask_token_id is not None:
            found["mask"] = weights[tokenizer.mask_token_id]  # (D,)
        if tokenizer.pad_token_id is not None:
            found["pad"] = weights[self._model.padding]
        found["zero"], found["mean"] = torch.zeros_like(weights[0]), weights.mean(dim=0)
        special = self._special[:, None]  # (T, 1)
        return {name: torch.where(special, self.embeddings, row.detach()) for name, row in found.items()}


def read_tokens(
    model: TransformerClassifier, text: str
) -> tuple[dict[str, Tensor], list[tuple[int, int] | None]]:
    """Each of the network's inputs (T,) and each token's characters; None for a special token.

    Raises `why_no_offsets`.
    """
    names = {"input_ids"} if model.is_padded else model.read_inputs
    read = tokenized(model, [text])
    rows = {name: torch.tensor(rows[0]) for name, rows in read.items() if name in names}
    return rows, spans_of(read, 0)


def tokenized(model: TransformerClassifier, texts: list[str]) -> Any:
    """What the tokenizer says of each text, with the characters of each token. Raises `why_no_offsets`."""
    if not model.tokenizer.is_fast:
        raise SentiscopeError("why_no_offsets", name=model.name)
    cut = {"truncation": True, "max_length": model.max_tokens}
    return model.tokenizer(texts, **cut, return_special_tokens_mask=True, return_offsets_mapping=True)


def spans_of(read: Any, number: int) -> list[tuple[int, int] | None]:
    """The characters of each token of one of the `tokenized` texts; None for a special token."""
    parts = zip(read["offset_mapping"][number], read["special_tokens_mask"][number], strict=True)
    return [None if added else tuple(span) for span, added in parts]


def difference_of(model: TransformerClassifier, logits: Tensor) -> Tensor:
    """The logit difference positive − negative (B,) in float32."""
    logits = logits.float()
    return logits[:, model.positive] - logits[:, 1 - model.positive]


def with_maps(network: Any) -> Any:
    """The same network, weights shared, computing attention in the plain way that keeps its maps."""
    weights = [*network.parameters(), *network.buffers()]
    own = copy.deepcopy(network, {id(tensor): tensor for tensor in weights})
    own.set_attn_implementation("eager")
    return own
