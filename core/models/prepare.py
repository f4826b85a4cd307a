"""`python -m core prepare`: what would otherwise be made at its first use, so that no page waits for it."""

import os
import sys
from dataclasses import dataclass

from core.base.i18n import label, shell_language
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_quick_classifier
from core.models.locate import convertible, locate

CONVERTED = "smollm2"
NICENESS = 10


@dataclass(frozen=True, kw_only=True)
class Prepare(Command):
    """Draw the main model's graph and convert SmolLM2's packed weights, where that has not been done."""

    gently: bool = option(False, "leave the processor to whoever else wants it")

    def run(self) -> None:
        """Raises SentiscopeError as `locate` does; without the weights package nothing is converted."""
        if self.gently and hasattr(os, "nice"):
            os.nice(NICENESS)
        progress = Progress(2, "preparing")
        load_quick_classifier(MAIN_MODEL)
        progress.step()
        if convertible(CONVERTED):
            locate(CONVERTED)
        progress.step()
        progress.close()
        print(label("shell.prepared", shell_language()))


def main(arguments: list[str] | None = None) -> int:
    """Prepare, and return the shell's exit code."""
    return cli.main(Prepare, arguments, "python -m core.models.prepare")


if __name__ == "__main__":
    sys.exit(main())
