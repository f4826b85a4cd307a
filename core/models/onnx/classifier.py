"""A BERT classifier that answers without torch: the same tokens, and logits within 1e-5 of the library's."""

import json
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.models.card import languages_of, read_card, temperature_of
from core.models.damage import damage_as
from core.models.onnx.float32 import float32_graph_file
from core.models.onnx.session import open_session
from core.models.onnx.tokens import BertTokenizer, ReadText
from core.models.prediction import Prediction
from core.models.reading.class_order import positive_class
from core.models.reading.padding import padded
from core.models.reading.windows import RULE, joined
from core.models.text_checks import notes_on, readable
from core.models.transformer import MAX_TOKENS, WINDOWS_AT_ONCE

MOST_THREADS = 4  # a sentence has no work for more


class OnnxClassifier:
    """A folder's BERT in float32, through ONNX Runtime; see Classifier."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.folder, self.card = name, folder, read_card(folder)
        with damage_as("weights_unreadable", folder):
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        names = {int(number): text for number, text in config["id2label"].items()}
        self.positive = positive_class(names, name)
        self._tokenizer = BertTokenizer(folder, min(MAX_TOKENS, config["max_position_embeddings"]))
        threads = min(MOST_THREADS, os.cpu_count() or 1)
        self._session = open_session(float32_graph_file(folder, config), threads, as_drawn=True)

    def classify(self, sentences: list[str]) -> list[Prediction]:
        """Predictions in order, from one padded batch; see Classifier."""
        if not sentences:
            return []
        texts = self._tokenizer([readable(sentence) for sentence in sentences])
        logits = self._logits(texts)  # (B, 2)
        return [
            self._prediction(sentence, text, self._whole(text, row))
            for sentence, text, row in zip(sentences, texts, logits, strict=True)
        ]

    def _logits(self, texts: list[ReadText]) -> NDArray[np.float32]:
        ids = np.array([[token.id for token in text.tokens] for text in texts], np.int64)  # (B, T)
        mask = np.array([[token.mask for token in text.tokens] for text in texts], np.int32)  # (B, T)
        return self._run(ids, mask)

    def _run(self, ids: NDArray[np.int64], mask: NDArray[np.int32]) -> NDArray[np.float32]:
        logits: NDArray[np.float32] = self._session.run(None, {"ids": ids, "mask": mask})[0]
        return logits[:, [1 - self.positive, self.positive]]  # (B, 2): negative, positive

    def _whole(self, text: ReadText, first: NDArray[np.float32]) -> NDArray[np.float32]:
        """The logits (2,) of a text, of which those of its first window are known."""
        rows = text.further
        found = [first[None]]
        for start in range(0, len(rows), WINDOWS_AT_ONCE):
            group = rows[start : start + WINDOWS_AT_ONCE]
            ids, mask = padded(group, self._tokenizer.padding)  # (B, T)
            found.append(self._run(ids, mask.astype(np.int32)))
        lengths_read = [sum(token.mask for token in text.tokens), *map(len, rows)]
        return joined(np.concatenate(found), lengths_read, RULE)

    def _prediction(self, sentence: str, text: ReadText, logits: NDArray[np.float32]) -> Prediction:
        negative, positive = map(float, logits)
        # softmax of two logits; the exponent is never large and positive.
        small = np.exp(-abs(positive - negative))
        probability = float((1 if positive >= negative else small) / (1 + small))
        notes = notes_on(sentence, text.unknown, text.read, languages_of(self.card))
        return Prediction(
            sentence,
            (negative, positive),
            probability,
            text.tokens,
            notes=notes,
            temperature=temperature_of(self.card),
            windows=1 + len(text.further),
        )
