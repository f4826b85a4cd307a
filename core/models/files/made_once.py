"""A folder that is made once: it appears whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def made_once(target: Path, make: Callable[[Path], None]) -> Path:
    """The folder `target`; where it is not there yet, `make` fills a folder beside it that takes its place.

    A kill or a second process leaves no half of one.
    """
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        make(beside)
        os.replace(beside, target)
    except OSError:
        if not target.is_dir():  # another process may have been first, which is as good
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target
