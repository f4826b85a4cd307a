"""RNN, LSTM and GRU as classifiers: word vectors, the cell, a head on the state after the last word."""

import json
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from core.data.vocabulary import PAD, UNKNOWN
from core.models.card import languages_of, read_card, temperature_of
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.damage import damage_as
from core.models.prediction import Prediction, Token
from core.models.recurrent.network import RecurrentNetwork, RecurrentShape
from core.models.recurrent.pieces import load_vocabulary
from core.models.recurrent.words import TextVocabulary
from core.models.text_checks import notes_on, readable
from core.nn.batches import pad_rows

SHAPE = "recurrent.json"
MOST_WORDS = 2_000  # that are read of a text


class RecurrentClassifier:
    """A recurrent network with its vocabulary; at most `MOST_WORDS` words of a text are read."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.card = read_card(folder)
        if "sha256" in self.card:
            check_sha256(folder / WEIGHTS, self.card["sha256"])
        with damage_as("weights_unreadable", folder):
            self.network = load_recurrent(folder)
            self.vocabulary = load_vocabulary(folder)

    def classify(self, sentences: list[str]) -> list[Prediction]:
        """Predictions in order; see Classifier."""
        texts = [readable(sentence) for sentence in sentences]
        rows = [self.vocabulary.encode(text, MOST_WORDS) for text in texts]
        logits = self._logits(rows)  # (B, 2)
        probabilities = logits.softmax(-1)[:, 1].tolist()
        parts = zip(sentences, texts, rows, logits.tolist(), probabilities, strict=True)
        return [self._prediction(*part) for part in parts]

    @torch.inference_mode()
    def _logits(self, rows: list[list[int]]) -> Tensor:
        return self.network(*pad_rows(rows, PAD)).logits  # (B, 2)

    def _prediction(
        self, sentence: str, text: str, row: list[int], logits: list[float], probability: float
    ) -> Prediction:
        words = self.vocabulary.split(text)
        tokens = tuple(Token(word, number) for word, number in zip(words, row, strict=False))
        unknown = sum(number == UNKNOWN for number in row)
        negative, positive = logits
        notes = notes_on(sentence, unknown, len(row), languages_of(self.card) or ("en",))
        cut = max(0, len(words) - MOST_WORDS)
        return Prediction(
            sentence, (negative, positive), probability, tokens, cut, notes, temperature_of(self.card)
        )


def load_recurrent(folder: Path) -> RecurrentNetwork:
    """The network of a folder in float32, in evaluation mode."""
    from safetensors.torch import load_file

    shape = RecurrentShape(**json.loads((folder / SHAPE).read_text(encoding="utf-8")))
    network = RecurrentNetwork(shape)
    network.load_state_dict({name: value.float() for name, value in load_file(folder / WEIGHTS).items()})
    return network.eval().requires_grad_(False)


def save_recurrent(network: RecurrentNetwork, vocabulary: TextVocabulary, folder: Path) -> None:
    """Weights in float16 (half the file; read back as float32), shape and vocabulary."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    save_file(halves, folder / WEIGHTS)
    (folder / SHAPE).write_text(json.dumps(asdict(network.shape), indent=2) + "\n", encoding="utf-8")
    vocabulary.save(folder)
