"""A fine-tuned Transformer that classifies sentences."""

from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.card import language_of, read_card, temperature_of
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.loading import load_network, load_tokenizer
from core.models.prediction import Prediction, Token
from core.models.text_checks import notes_on, readable

MAX_TOKENS = 512
POSITIVE_NAMES = ("positive", "pos", "label_1", "1")


class TransformerClassifier:
    """Any two-class sequence classifier that `transformers` reads, in float32 on the CPU."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.folder = name, folder
        self.card = read_card(folder)
        if "sha256" in self.card:
            check_sha256(folder / WEIGHTS, self.card["sha256"])
        self.network = load_network(folder)
        self.tokenizer = load_tokenizer(folder)
        self.positive = positive_class(self.network.config.id2label, name)
        window = getattr(self.network.config, "max_position_embeddings", MAX_TOKENS)
        self.max_tokens = min(MAX_TOKENS, window, self.tokenizer.model_max_length)

    def classify(self, sentences: list[str]) -> list[Prediction]:
        """Predictions in order, from one padded batch; see Classifier."""
        import torch

        if not sentences:
            return []
        texts = [readable(sentence) for sentence in sentences]
        batch = self.tokenizer(
            texts, truncation=True, max_length=self.max_tokens, padding=True, return_tensors="pt"
        )
        with torch.inference_mode():
            logits = self.network(**batch).logits.float()  # (B, 2)
        probabilities = logits.softmax(dim=-1)  # (B, 2)
        read = batch["attention_mask"].sum(dim=-1).tolist()  # (B,)
        return [
            self._prediction(
                sentence,
                logits[i].tolist(),
                probabilities[i, self.positive].item(),
                batch,
                i,
                self._cut(texts[i], read[i]),
            )
            for i, sentence in enumerate(sentences)
        ]

    def _prediction(
        self, sentence: str, logits: list[float], probability: float, batch: Any, row: int, cut: int
    ) -> Prediction:
        tokens = self._tokens(batch["input_ids"][row].tolist(), batch["attention_mask"][row].tolist())
        read = [token for token in tokens if not token.special or token.id == self.tokenizer.unk_token_id]
        unknown = sum(token.id == self.tokenizer.unk_token_id for token in read)
        ordered = (logits[1 - self.positive], logits[self.positive])
        notes = notes_on(sentence, unknown, len(read), language_of(self.card))
        return Prediction(sentence, ordered, probability, tokens, cut, notes, temperature_of(self.card))

    def _cut(self, text: str, read: int) -> int:
        """How many tokens of a text were not read; only a full window can have left any out."""
        if read < self.max_tokens:
            return 0
        return len(self.tokenizer(text, truncation=False, verbose=False)["input_ids"]) - self.max_tokens

    def _tokens(self, ids: list[int], mask: list[int]) -> tuple[Token, ...]:
        special = set(self.tokenizer.all_special_ids)
        texts = self.tokenizer.convert_ids_to_tokens(ids)
        return tuple(Token(t, i, m, i in special) for t, i, m in zip(texts, ids, mask, strict=True))


def positive_class(id2label: dict[int, str], name: str) -> int:
    """Which of the two outputs means positive; raises for any other number of classes."""
    if len(id2label) != 2:
        raise SentiscopeError("model_not_two_classes", name=name, count=len(id2label))
    named = [number for number, text in id2label.items() if str(text).lower() in POSITIVE_NAMES]
    return int(named[0]) if len(named) == 1 else 1
