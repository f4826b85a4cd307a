"""Small stand-ins that tests share: a random BERT and Llama, a weights package, a Hugging Face cache."""

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

VOCABULARY = Path(__file__).parent / "fixtures" / "tiny_vocab.txt"
LABELS = {0: "negative", 1: "positive"}


def write_tiny_classifier(
    folder: Path,
    *,
    labels: dict[int, str] | None = None,
    positions: int = 512,
    kind: str = "BertForSequenceClassification",
) -> Path:
    """Write a random BERT of two layers, two heads and width 16, with a WordPiece tokenizer."""
    import torch

    from core.models.transformers_library import quiet_transformers

    transformers = quiet_transformers()
    names = labels or LABELS
    tokenizer = transformers.BertTokenizer(vocab=str(VOCABULARY), model_max_length=512)
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=positions,
        initializer_range=0.2,
        id2label=names,
        label2id={name: number for number, name in names.items()},
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = getattr(transformers, kind)(config)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def write_tiny_exits(folder: Path, limit: float = 0.5, **record: object) -> Path:
    """Write a random exit behind a tiny classifier's first layer, for every backend and length."""
    import numpy as np

    from core.scoring.backends.backend import NAMES
    from core.scoring.backends.exits.heads import Head, write_exits
    from core.scoring.backends.model_fingerprint import fingerprint_of

    width = 3 * 16
    draw = np.random.default_rng(3)
    parts = [np.zeros(width), np.ones(width), draw.standard_normal((width, 4)), np.zeros(4), np.ones(4) / 8]
    arrays = [part.astype(np.float32) for part in [*parts, -np.ones(1)]]
    head = Head(1, *arrays, thresholds=dict.fromkeys(NAMES, (limit,) * 3))  # type: ignore[misc, arg-type]
    write_exits(folder, (head,), {"model_sha256": fingerprint_of(folder), **record})
    return folder


WORDS = "a the film movie is was good bad and or not very slow fine gorgeous witty seductive dull story ."


def write_tiny_llama(folder: Path, *, end: bool = True, window: int = 64) -> Path:
    """Write a random Llama of two layers over some twenty words, with or without an end token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    from core.models.transformers_library import quiet_transformers
    from core.topics.decoding.concepts.twins import tiny_network

    transformers = quiet_transformers()
    words = {word: number for number, word in enumerate(["<unk>", "</s>", *WORDS.split(), ","])}
    plain = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    plain.decoder = decoders.Fuse()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=plain, unk_token="<unk>", eos_token="</s>"
    )
    size = {"vocab_size": len(words), "max_position_embeddings": window, "initializer_range": 0.3}
    network = tiny_network(seed=1, **size, eos_token_id=1 if end else None)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def edit_json(file: Path, **changes: Any) -> None:
    """Change top-level entries of a JSON file."""
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(content | changes), encoding="utf-8")


def install_package(site: Path, name: str, model: Path) -> Path:
    """A weights package as on `sys.path`: importing it fails the test, finding it does not."""
    package = site / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('a weights package must not be imported')\n")
    shutil.copytree(model, package / "model")
    importlib.invalidate_caches()
    return package / "model"


def fill_cache(hub_id: str, model: Path) -> Path:
    """Put a model into the local Hugging Face cache, as if it had been downloaded."""
    from huggingface_hub import constants

    repository = Path(constants.HF_HUB_CACHE) / f"models--{hub_id.replace('/', '--')}"
    commit = "0123456789abcdef0123456789abcdef01234567"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text(commit)
    return Path(shutil.copytree(model, repository / "snapshots" / commit))


def write_tiny_glove(folder: Path) -> Path:
    """Sixty words with random vectors of 50 numbers, in the files of the real package."""
    import numpy as np
    import pyarrow
    import pyarrow.parquet

    from core.models.word_vectors import INDEX, VECTORS

    known = (
        "the a , . film movie good bad great dull cold not is it and of was king queen man woman delightful"
    )
    words = known.split()
    words += [f"word{number}" for number in range(60 - len(words))]
    folder.mkdir(parents=True, exist_ok=True)
    drawn = np.random.default_rng(0).standard_normal((len(words), 50), dtype=np.float32)
    np.save(folder / VECTORS, drawn, allow_pickle=False)
    pyarrow.parquet.write_table(pyarrow.table({"index": words}), folder / INDEX)
    return folder
