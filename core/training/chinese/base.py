"""multilingual-e5-small with a smaller vocabulary, as a folder that everything else reads."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from core.models.catalog import WEIGHTS
from core.models.files.e5_blocks import E5File, expanded
from core.training.chinese.pieces import (
    BEGIN,
    END,
    MASK,
    PADDING,
    UNKNOWN,
    kept_pieces,
    tokenizer_of,
)

WORDS = "emb.word"
LEAST = 1  # times that a piece stands in the texts


def pruned(e5: E5File, texts: Iterable[str]) -> tuple[list[int], Tokenizer]:
    """The numbers of the pieces that these texts need, and a tokenizer that knows no others."""
    kept = kept_pieces(tokenizer_of(e5.pieces, e5.scores.tolist()), e5.pieces, texts, LEAST)
    return kept, tokenizer_of([e5.pieces[n] for n in kept], e5.scores[kept].tolist())


def write_base(e5: E5File, kept: Sequence[int], tokenizer: Tokenizer, folder: Path) -> None:
    """Write weights in float32, configuration and tokenizer, as transformers' BertModel has them."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers, scales = e5.blocks(WORDS, e5.shape.hidden_size)
    weights = {
        "embeddings.word_embeddings.weight": expanded(numbers[kept], scales[kept]),
        **dict(e5.embedding_weights()),
        **dict(e5.layer_weights()),
    }
    _write_config(e5, len(kept), tokenizer, folder)
    write_tokenizer(e5, tokenizer, folder)
    named = {f"bert.{name}": np.ascontiguousarray(value) for name, value in weights.items()}
    save_file(named, folder / WEIGHTS, metadata={"format": "pt"})


def write_tokenizer(e5: E5File, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a tokenizer as transformers reads it, token by token as it is, with the segments of a pair."""
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
        "model_max_length": e5.shape.max_position_embeddings,
        "cls_token": BEGIN,
        "bos_token": BEGIN,
        "sep_token": END,
        "eos_token": END,
        "pad_token": PADDING,
        "unk_token": UNKNOWN,
        "mask_token": MASK,
    }
    _write_json(settings, folder / "tokenizer_config.json")


def _write_config(e5: E5File, vocabulary: int, tokenizer: Tokenizer, folder: Path) -> None:
    sizes = {**asdict(e5.shape), "vocab_size": vocabulary}
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "pad_token_id": tokenizer.token_to_id(PADDING),
        **sizes,
    }
    _write_json(config, folder / "config.json")


def _write_json(content: dict[str, Any], file: Path) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
