"""A BERT with its pre-training heads, from a folder: safetensors only."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.damage import damage_as
from core.models.loading import load_tokenizer
from core.models.reading.folder import check_folder
from core.models.transformers_library import quiet_transformers

HEADS = ("cls.", "bert.pooler.")  # what an encoder may lack
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GuessingNetwork:
    """A BertForPreTraining and the tokenizer that belongs to it."""

    network: Any
    tokenizer: Any


def load_guessing_network(folder: Path) -> GuessingNetwork:
    """Both from a folder; errors as for `load_pretraining_network`."""
    return GuessingNetwork(load_pretraining_network(folder), load_tokenizer(folder))


def load_pretraining_network(folder: Path, *, draw_heads: bool = False) -> Any:
    """A BertForPreTraining in float32, in evaluation mode.

    Raises SentiscopeError if the folder holds no BERT, or lacks heads and none are to be drawn.
    """
    check_folder(folder)
    if json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type") != "bert":
        raise SentiscopeError("pretraining_not_bert", folder=folder.name)
    import torch

    with damage_as("weights_unreadable", folder):
        network, report = quiet_transformers().BertForPreTraining.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
        )
    missing = sorted(report["missing_keys"])
    if missing:
        log.info("weights missing in %s: %s", folder, missing)
    if any(not name.startswith(HEADS) for name in missing):
        raise SentiscopeError("weights_unreadable", folder=folder.name)
    if missing and not draw_heads:
        raise SentiscopeError("pretraining_no_heads", folder=folder.name)
    return network.eval()
