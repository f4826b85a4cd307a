"""Weights from a folder into a network: safetensors only, nothing that could run code."""

import json
import logging
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.damage import damage_as
from core.models.reading.folder import (
    check_classifier,
    check_folder,
    check_missing,
    load_failed,
    tokenizer_failed,
)
from core.models.reading.left_padding import accept_padding_behind
from core.models.reading.settings import check_length
from core.models.transformers_library import quiet_transformers

log = logging.getLogger(__name__)
PLAIN = ("PreTrainedTokenizerFast", "TokenizersBackend")  # classes that take tokenizer.json as it is


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer that belongs to a folder's model; read from disk, never from the network."""
    transformers = quiet_transformers()
    with damage_as(tokenizer_failed, folder):
        kind = transformers.PreTrainedTokenizerFast if _is_plain(folder) else transformers.AutoTokenizer
        tokenizer = kind.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    if len(tokenizer) <= len(tokenizer.all_special_tokens):  # no file: transformers makes an empty one
        raise SentiscopeError("tokenizer_unreadable", folder=folder.name)
    check_length(folder, tokenizer)
    return tokenizer


def _is_plain(folder: Path) -> bool:
    """Whether the folder asks for its tokenizer.json as it is.

    AutoTokenizer passes over that for a qwen2, say, and drops every word of a vocabulary that is no BPE's.
    """
    settings = folder / "tokenizer_config.json"
    if not (settings.is_file() and (folder / "tokenizer.json").is_file()):
        return False
    read = json.loads(settings.read_text(encoding="utf-8"))
    return isinstance(read, dict) and read.get("tokenizer_class") in PLAIN


def load_network(folder: Path, labels: dict[int, str] | None = None) -> Any:
    """A sequence classifier in float32, in evaluation mode.

    With `labels` a new head for these classes is drawn on top of the encoder; without, the folder
    must hold a trained head.
    """
    check_folder(folder)
    transformers = quiet_transformers()
    check_classifier(folder, transformers)
    import torch

    options: dict[str, Any] = {}
    if labels:
        names = {"id2label": labels, "label2id": {name: number for number, name in labels.items()}}
        options = {"num_labels": len(labels), **names}
    with damage_as(load_failed, folder):
        network, report = transformers.AutoModelForSequenceClassification.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
            **options,
        )
    check_missing(folder, report["missing_keys"], network.base_model_prefix)
    if not labels and report["missing_keys"]:
        log.warning("weights missing in %s: %s", folder, sorted(report["missing_keys"]))
        raise SentiscopeError("no_trained_head", folder=folder.name)
    accept_padding_behind(network)
    return network.eval()


def end_with_a_token(tokenizer: Any, network: Any) -> None:
    """Let a causal network classify: every text gets a last token, from which the head reads.

    Only the last token of a causal network has seen the whole text. Padding must be another token
    than that one, since the network finds the end of a text by where its padding begins. Where there is no
    other (GPT-2), no end is added, and the head reads from the last token of the text itself.
    """
    from tokenizers.processors import TemplateProcessing

    end, end_id = tokenizer.eos_token, tokenizer.eos_token_id
    others = [token for token in (tokenizer.bos_token, tokenizer.pad_token) if token and token != end]
    tokenizer.pad_token = others[0] if others else tokenizer.pad_token or end
    network.config.pad_token_id = tokenizer.pad_token_id
    if not others or end is None:
        return
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single=f"$A {end}", pair=f"$A {end} $B {end}", special_tokens=[(end, end_id)]
    )
