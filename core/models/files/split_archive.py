"""A model whose files come as one zip archive cut into parts, unpacked once into a plain folder."""

import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from core.base.errors import SentiscopeError
from core.models.files.made_once import made_once

MODEL_FILES = (".json", ".safetensors", ".txt")  # nothing that could hold code or a pickle


def unpacked(parts: Sequence[Path], target: Path) -> Path:
    """The folder `target` with the archive's model files, made from its parts if not there yet.

    The folder appears at once and whole. Raises SentiscopeError for a damaged archive.
    """

    def unpack(folder: Path) -> None:
        with tempfile.TemporaryFile(dir=folder) as whole:
            for part in parts:
                with open(part, "rb") as stream:
                    shutil.copyfileobj(stream, whole)
            _extract(whole, folder)

    return made_once(target, unpack)


def _extract(archive: IO[bytes], folder: Path) -> None:
    """The files that stand directly in the archive's top folder; what lies deeper is no model file."""
    try:
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                name = PurePosixPath(info.filename)
                if len(name.parts) == 2 and name.suffix in MODEL_FILES and not info.is_dir():
                    with opened.open(info) as inside, open(folder / name.name, "wb") as outside:
                        shutil.copyfileobj(inside, outside)
    except zipfile.BadZipFile as error:
        raise SentiscopeError("weights_unreadable", folder=folder.name) from error
