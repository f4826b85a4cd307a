"""A model's fingerprint: one sha256 over everything that decides what it predicts."""

import hashlib
from pathlib import Path

from core.models.card import AGREEMENT, CARD, EXITS, EXITS_RECORD
from core.models.checksum import file_sha256

ENDINGS = (".safetensors", ".json", ".txt", ".model")
IGNORED = (CARD, AGREEMENT, EXITS, EXITS_RECORD)  # they describe the model, or shorten its way


def fingerprint_of(folder: Path) -> str:
    """A sha256 over the weights, configuration and tokenizer files of a model's folder."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.suffix in ENDINGS and file.name not in IGNORED:
            digest.update(f"{file.name} {file_sha256(file)}\n".encode())
    return digest.hexdigest()
