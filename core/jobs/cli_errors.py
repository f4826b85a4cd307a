"""How our commands speak in a shell: errors as one sentence in the shell's language, an exit code."""

import logging
import sys
from collections.abc import Callable

from core.base.errors import SentiscopeError
from core.base.i18n import error_text, shell_language
from core.jobs import failure

FAILED = 1


def run(command: Callable[[], None]) -> int:
    """Run a command and return the shell's exit code: 0, or 1 after saying what went wrong."""
    try:
        command()
    except SentiscopeError as error:
        logging.debug("the command failed", exc_info=True)
        print(error_text(error, shell_language()), file=sys.stderr)
        failure.announce(error)
        return FAILED
    return 0
