"""How our commands speak in a shell: an error as one sentence in the shell's language, an exit code."""

import io
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.base.errors import SentiscopeError
from core.base.i18n import error_text, shell_language
from core.jobs import failure

FAILED = 1


def run(command: Callable[[], None], *, verbose: bool = False) -> int:
    """Run a command and return the shell's exit code: 0, or 1 after saying what went wrong.

    `verbose` shows the project's log and, before the sentence, the traceback of the error with its causes.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file's name may be no text in any encoding
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with _log_shown(verbose):
            command()
    except SentiscopeError as error:
        if verbose:
            traceback.print_exc()
        print(error_text(error, shell_language()), file=sys.stderr)
        failure.announce(error)
        return FAILED
    return 0


@contextmanager
def _log_shown(verbose: bool) -> Iterator[None]:
    """The project's log from INFO up, or else from ERROR up: a warning would hide the one sentence needed."""
    log, handler = logging.getLogger("core"), logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    before = log.level
    log.setLevel(logging.INFO if verbose else logging.ERROR)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.setLevel(before)
        log.removeHandler(handler)
