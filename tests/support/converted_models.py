"""Packaged weights in another format, converted once for all processes and runs of the tests."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import pytest

CONVERTER = Path(__file__).parents[2] / "core" / "models" / "files" / "gguf.py"


def kept_folder(config: pytest.Config) -> Path | None:
    """Where they are kept, named after the code that makes them; None where pytest keeps no cache."""
    if (cache := getattr(config, "cache", None)) is None:
        return None
    code = CONVERTER.read_bytes() + version("transformers").encode()
    return Path(cache.mkdir(f"models-{hashlib.sha256(code).hexdigest()[:12]}"))


def link(folder: Path | None, home: Path) -> None:
    """Let an app whose data lies in `home` find the converted weights in `folder`."""
    home.mkdir(parents=True, exist_ok=True)
    if folder:
        (home / "models").symlink_to(folder)
