"""A shipped BERT classifier of which only what a file's scoring needs is read at first.

Most of what a short file waits for are the imports of torch and its library, which ONNX Runtime needs for
nothing. The network and the library's tokenizer are there all the same for whoever asks for them.
"""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from core.models.card import read_card
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.damage import damage_as
from core.models.loading import load_network, load_tokenizer
from core.models.reading.architectures import read_inputs
from core.models.reading.class_order import class_order
from core.models.transformer import MAX_TOKENS, TransformerClassifier

SETTINGS = "config.json", "tokenizer_config.json", "tokenizer.json"


class DeferredClassifier(TransformerClassifier):
    """The same classifier, whose `network`, `tokenizer` and `read_inputs` are loaded when first asked for."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises KeyError or ValueError where the folder's settings leave anything open; see `can_defer`."""
        self.name, self.folder, self.card = name, folder, read_card(folder)
        check_sha256(folder / WEIGHTS, self.card["sha256"])
        config, settings = (_settings(folder, file) for file in SETTINGS[:2])
        names = {int(number): text for number, text in config["id2label"].items()}
        self.order = class_order(names, name)
        self.positive = self.order.positive
        self.max_tokens = min(MAX_TOKENS, config["max_position_embeddings"], settings["model_max_length"])
        self.truncation_side = settings.get("truncation_side", "right")
        self.is_padded, self.has_rust_tokenizer = True, True
        self.padding, self.vocabulary = config["pad_token_id"], config["vocab_size"]
        self._config = config

    @cached_property
    def network(self) -> Any:
        """The library's network."""
        import torch

        # Whoever asks first may be in inference mode, whose tensors would be of no use outside it.
        with torch.inference_mode(False):
            return load_network(self.folder)

    @cached_property
    def bare(self) -> Any:
        """The network's weights under the library's names, without the library where that can be done."""
        import torch

        from core.models.bert.bare import bare_network, can_be_bare

        if "network" in vars(self) or not can_be_bare(self._config):
            return self.network
        with torch.inference_mode(False):
            return bare_network(self.folder)

    @cached_property
    def tokenizer(self) -> Any:
        """The library's tokenizer."""
        return load_tokenizer(self.folder)

    @cached_property
    def read_inputs(self) -> frozenset[str]:  # type: ignore[override]
        """The names of the tensors that the network reads."""
        return read_inputs(self.network)

    def rust_tokenizer(self) -> Any:
        """See TransformerClassifier."""
        from tokenizers import Tokenizer

        with damage_as("tokenizer_unreadable", self.folder):
            return Tokenizer.from_file(str(self.folder / SETTINGS[2]))


def can_defer(folder: Path) -> bool:
    """Whether a shipped folder holds a BERT classifier that answers through ONNX Runtime."""
    if not all((folder / name).is_file() for name in SETTINGS):
        return False
    return "BertForSequenceClassification" in (_settings(folder, SETTINGS[0]).get("architectures") or [])


def _settings(folder: Path, name: str) -> dict[str, Any]:
    with damage_as("weights_unreadable", folder):
        read: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return read
