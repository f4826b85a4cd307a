"""The float32 graph of a BERT classifier's folder, drawn at first use from its safetensors."""

import hashlib
import json
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.card import read_card
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.damage import damage_as
from core.models.onnx.kept_graphs import kept_graph
from core.nn.encoder_shape import EncoderShape

VERSION = 1  # of the graph that bert_graph.py draws; another one is drawn anew


def float32_graph_file(folder: Path, config: dict[str, Any]) -> Path:
    """The file of a folder's graph, drawn where there is none.

    Raises `not_a_bert`, `weights_unreadable`, `weights_tampered`, and OSError where nothing can be written.
    """
    shape = _shape_of(config, folder.name)
    return kept_graph(f"fp32-v{VERSION}-{_key(folder)}", lambda: _drawn(folder, shape))


def _shape_of(config: dict[str, Any], name: str) -> EncoderShape:
    bert = config.get("model_type") == "bert" and not config.get("is_decoder", False)
    if not bert or config.get("hidden_act") != "gelu":
        raise SentiscopeError("not_a_bert", name=name)
    return EncoderShape(
        config["num_hidden_layers"], config["num_attention_heads"], config.get("layer_norm_eps", 1e-12)
    )


def _key(folder: Path) -> str:
    """What decides the graph: weights by size and time of change, configuration, the card's sha256."""
    stat = (folder / WEIGHTS).stat()
    known = {
        "folder": str(folder.resolve()),
        "size": stat.st_size,
        "modified": stat.st_mtime_ns,
        "config": (folder / "config.json").read_text(encoding="utf-8"),
        "sha256": read_card(folder).get("sha256"),
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:24]


def _drawn(folder: Path, shape: EncoderShape) -> bytes:
    from safetensors.numpy import load_file

    from core.models.onnx.bert_graph import float32_graph

    expected = read_card(folder).get("sha256")
    if expected:
        check_sha256(folder / WEIGHTS, expected)
    with damage_as("weights_unreadable", folder):
        return float32_graph(load_file(folder / WEIGHTS), shape)
