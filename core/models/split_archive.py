"""A model whose files come as one zip archive cut into parts, unpacked once into a plain folder."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from core.errors import SentiscopeError

KEPT = (".json", ".safetensors", ".txt")  # nothing that could hold code or a pickle


def unpacked(parts: Sequence[Path], target: Path) -> Path:
    """The folder `target` with the archive's model files, made from its parts if not there yet.

    The folder appears at once and whole. Raises SentiscopeError for a damaged archive.
    """
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        _extract(_joined(parts, beside / "joined.zip"), beside / "model")
        os.replace(beside / "model", target)
    except OSError:
        if not target.is_dir():  # another process may have been first, which is as good
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _joined(parts: Sequence[Path], file: Path) -> Path:
    with open(file, "wb") as whole:
        for part in parts:
            with open(part, "rb") as stream:
                shutil.copyfileobj(stream, whole)
    return file


def _extract(archive: Path, folder: Path) -> None:
    """The files that stand directly in the archive's top folder; what lies deeper is no model file."""
    folder.mkdir()
    try:
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                name = PurePosixPath(info.filename)
                if len(name.parts) == 2 and name.suffix in KEPT and not info.is_dir():
                    with opened.open(info) as inside, open(folder / name.name, "wb") as outside:
                        shutil.copyfileobj(inside, outside)
    except zipfile.BadZipFile as error:
        raise SentiscopeError("weights_unreadable", folder=folder.parent.name) from error
