"""A fine-tuned Transformer that classifies sentences."""

import copy
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.card import languages_of, read_card, temperature_of
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.loading import load_network, load_tokenizer
from core.models.prediction import Prediction, Token
from core.models.reading.architectures import is_padded, padding_of, read_inputs, vocabulary_of, window_of
from core.models.reading.class_order import ClassOrder, class_order
from core.models.reading.settings import check_words
from core.models.reading.windows import RULE, joined, overlap_of
from core.models.text_checks import notes_on, readable

MAX_TOKENS = 512
WINDOWS_AT_ONCE = 8  # of a long text in a batch, which bounds the memory of attention
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """What a text came to: its logits (C,), a tensor; the rest as in Prediction."""

    logits: Any
    tokens: tuple[Token, ...]
    cut: int
    notes: tuple[str, ...]
    windows: int


class TransformerClassifier:
    """Any two-class sequence classifier that `transformers` reads, in float32 on the CPU.

    `positive` names the class that means positive; by default its names say it, see `class_order`.
    """

    classes: tuple[str, ...] = ()  # named where they are others than negative and positive

    def __init__(self, folder: Path, name: str, positive: str | None = None) -> None:
        self.name, self.folder = name, folder
        self.card = read_card(folder)
        if "sha256" in self.card:
            check_sha256(folder / WEIGHTS, self.card["sha256"])
        self.network = load_network(folder)
        self.order = self._order(positive)
        self.positive = self.order.positive
        self.tokenizer = load_tokenizer(folder)
        self.truncation_side = self.tokenizer.truncation_side
        self.has_rust_tokenizer = hasattr(self.tokenizer, "backend_tokenizer")
        window = window_of(self.network) or MAX_TOKENS
        self.max_tokens = min(MAX_TOKENS, window, self.tokenizer.model_max_length)
        self.is_padded, self.padding = is_padded(self.network), padding_of(self.network, self.tokenizer)
        self.vocabulary = vocabulary_of(self.network)
        check_words(folder, self.tokenizer, self.vocabulary)
        self.read_inputs = read_inputs(self.network)

    @property
    def bare(self) -> Any:
        """The network, for who needs no more of it than its layers' weights."""
        return self.network

    def _order(self, positive: str | None) -> ClassOrder:
        return class_order(self.network.config.id2label, self.name, positive)

    def classify(self, sentences: list[str]) -> list[Prediction]:
        """Predictions in order, from one padded batch where the architecture allows it; see Classifier.

        Further windows of a text that is longer than the model's are read after that.
        """
        return self._classified(sentences, is_whole=self.tokenizer.is_fast)

    def classify_start(self, sentences: list[str]) -> list[Prediction]:
        """As `classify`, of each text's first window alone."""
        return self._classified(sentences, is_whole=False)

    def _classified(self, sentences: list[str], is_whole: bool) -> list[Prediction]:
        texts = [readable(sentence) for sentence in sentences]
        answers = [answer for inputs in self._inputs(texts) for answer in self._answer(inputs)]
        return [
            self._prediction(sentence, text, *answer, is_whole)
            for sentence, text, answer in zip(sentences, texts, answers, strict=True)
        ]

    def rust_tokenizer(self) -> Any:
        """A copy of the Rust tokenizer behind the library's, where it has one."""
        from tokenizers import Tokenizer

        return Tokenizer.from_str(self.tokenizer.backend_tokenizer.to_str())

    def _inputs(self, texts: list[str]) -> Iterator[dict[str, Any]]:
        """Batches of tensors as the network wants them."""
        cut = {"truncation": True, "max_length": self.max_tokens}
        if not self.is_padded:
            for text in texts:
                inputs = self.tokenizer([text], **cut, return_tensors="pt")
                yield {name: tensor for name, tensor in inputs.items() if name in self.read_inputs}
        elif texts:
            from core.nn.batches import pad_rows

            ids, mask = pad_rows(self.tokenizer(texts, **cut)["input_ids"], self.padding)  # (B, T)
            yield {"input_ids": ids, "attention_mask": mask}

    def _answer(self, inputs: dict[str, Any]) -> Iterator[tuple[Any, list[int], list[int]]]:
        """For each row of a batch its logits (2,), token ids and mask; errors: those of NO_ANSWER."""
        import torch

        ids = inputs["input_ids"]
        mask = inputs.get("attention_mask", torch.ones_like(ids))
        return zip(self.logits(inputs), ids.tolist(), mask.tolist(), strict=True)

    def logits(self, inputs: dict[str, Any]) -> Any:
        """The logits (B, 2) of a batch, in the order of the network's classes; errors: those of NO_ANSWER."""
        import torch

        if self.vocabulary is not None and (inputs["input_ids"] >= self.vocabulary).any():
            raise SentiscopeError("token_without_embedding", name=self.name, count=self.vocabulary)
        try:
            with torch.inference_mode():
                logits = self.network(**inputs).logits.float()  # (B, 2)
        except (RuntimeError, IndexError, ValueError, TypeError) as error:
            log.warning("%s gave no answer", self.name, exc_info=True)
            raise no_answer(self.name, error) from error
        if logits.isnan().any():
            raise SentiscopeError("scoring_not_a_number", name=self.name)
        return logits

    def _prediction(
        self, sentence: str, text: str, logits: Any, ids: list[int], mask: list[int], is_whole: bool
    ) -> Prediction:
        read = self._read(sentence, text, logits, ids, mask, is_whole)
        ordered = (read.logits[1 - self.positive].item(), read.logits[self.positive].item())
        notes = read.notes + ("note_classes_guessed",) * self.order.guessed
        probability = read.logits.softmax(dim=-1)[self.positive].item()
        heat = temperature_of(self.card)
        return Prediction(sentence, ordered, probability, read.tokens, read.cut, notes, heat, read.windows)

    def _read(
        self, sentence: str, text: str, logits: Any, ids: list[int], mask: list[int], is_whole: bool
    ) -> Reading:
        """A text of whose first window the logits (C,) are known, read to its end if `is_whole`."""
        cut, windows = self._cut(text, sum(mask)), 1
        if cut and is_whole:
            logits, windows = self._joined(text)
            cut = 0
        tokens = self._tokens(ids, mask)
        read = [token for token in tokens if not token.special or token.id == self.tokenizer.unk_token_id]
        unknown = sum(token.id == self.tokenizer.unk_token_id for token in read)
        notes = notes_on(sentence, unknown, len(read), languages_of(self.card))
        return Reading(logits, tokens, cut, notes, windows)

    def _joined(self, text: str) -> tuple[Any, int]:
        """The logits (2,) that the windows of a text come to, and how many there are."""
        import torch

        windows = self._windows(text)
        size = WINDOWS_AT_ONCE if self.is_padded else 1
        groups = [windows[start : start + size] for start in range(0, len(windows), size)]
        logits = torch.cat([self.logits(self._batch(group)) for group in groups])  # (W, 2)
        lengths = [len(window["input_ids"]) for window in windows]
        return torch.from_numpy(joined(logits.numpy(), lengths, RULE)), len(windows)

    def _windows(self, text: str) -> list[dict[str, list[int]]]:
        """A text's windows as the tokenizer gives them, from its start to its end."""
        tokenizer = self.tokenizer
        if tokenizer.truncation_side != "right":
            tokenizer = copy.deepcopy(tokenizer)
            tokenizer.truncation_side = "right"
        overlap = overlap_of(self.max_tokens - tokenizer.num_special_tokens_to_add())
        cut = {"truncation": True, "max_length": self.max_tokens}
        read = tokenizer([text], **cut, stride=overlap, return_overflowing_tokens=True)
        names = [name for name in read if name in self.read_inputs]
        return [{name: read[name][number] for name in names} for number in range(len(read["input_ids"]))]

    def _batch(self, windows: list[dict[str, list[int]]]) -> dict[str, Any]:
        """Windows as the network wants them; one alone where it takes no padding."""
        import torch

        from core.nn.batches import pad_rows

        if not self.is_padded:
            return {name: torch.tensor([values]) for name, values in windows[0].items()}
        ids, mask = pad_rows([window["input_ids"] for window in windows], self.padding)  # (B, T)
        return {"input_ids": ids, "attention_mask": mask}

    def _cut(self, text: str, read: int) -> int:
        """How many tokens of a text were not read; only a full window can have left any out."""
        if read < self.max_tokens:
            return 0
        return len(self.tokenizer(text, truncation=False, verbose=False)["input_ids"]) - self.max_tokens

    def _tokens(self, ids: list[int], mask: list[int]) -> tuple[Token, ...]:
        special = set(self.tokenizer.all_special_ids)
        texts = self.tokenizer.convert_ids_to_tokens(ids)
        return tuple(Token(t, i, m, i in special) for t, i, m in zip(texts, ids, mask, strict=True))


def no_answer(name: str, error: Exception) -> SentiscopeError:
    """What to say where a network raised an error for a text; an error of ours says it already."""
    if isinstance(error, SentiscopeError):
        return error
    reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return SentiscopeError("model_gives_no_answer", name=name, reason=reason)
