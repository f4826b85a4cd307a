"""What reading somebody's model files may raise, made one sentence; the cause goes into the log."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.base.errors import SentiscopeError

log = logging.getLogger(__name__)


def damage_errors() -> tuple[type[Exception], ...]:
    """What safetensors, json, torch and transformers raise for files that are missing, cut off or of another
    architecture. MemoryError and AssertionError, for example, are none of these: they say nothing of a file.
    """
    from huggingface_hub.errors import StrictDataclassError  # a setting of another type in config.json
    from safetensors import SafetensorError

    files = (OSError, EOFError, SafetensorError)
    contents = (ValueError, LookupError, TypeError, AttributeError, StrictDataclassError)
    network = (RuntimeError, ImportError, ArithmeticError)  # other shapes; another library; heads: 0
    return (*files, *contents, *network)


@contextmanager
def damage_as(key: str | Callable[[Path, Exception], SentiscopeError], folder: Path) -> Iterator[None]:
    """Raise SentiscopeError `key`, or what it makes of the cause, for a folder that cannot be read; log why.

    Our own errors pass. `tokenizers` raises plain `Exception` for a damaged file, which is known by its
    exact type: a subclass that is not listed passes as well.
    """
    try:
        yield
    except SentiscopeError:
        raise
    except Exception as error:
        if type(error) is not Exception and not isinstance(error, damage_errors()):
            raise
        log.warning("%s cannot be read", folder, exc_info=True)
        told = SentiscopeError(key, folder=folder.name) if isinstance(key, str) else key(folder, error)
        raise told from error
