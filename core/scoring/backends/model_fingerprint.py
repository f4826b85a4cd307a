"""Which model this is: one sha256 over everything that decides what it answers."""

import hashlib
from pathlib import Path

from core.models.checksum import file_sha256

ENDINGS = (".safetensors", ".json", ".txt", ".model")
AGREEMENT = "agreement.json"  # how far other backends agree with float32; written by agreement.py
ONLY_TOLD = ("model_card.json", AGREEMENT)


def fingerprint_of(folder: Path) -> str:
    """A sha256 over the weights, configuration and tokenizer files of a model's folder."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        if file.suffix in ENDINGS and file.name not in ONLY_TOLD:
            digest.update(f"{file.name} {file_sha256(file)}\n".encode())
    return digest.hexdigest()
