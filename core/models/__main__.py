"""`python -m core.models --fetch NAME`: bring a model's files from the hub into the local cache."""

import sys
from dataclasses import dataclass

from core.base.i18n import label, shell_language
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.locate import locate


@dataclass(frozen=True, kw_only=True)
class FetchModel(Command):
    """Bring a model's files from the hub into the local cache, unless they are here already."""

    name: str = option(help="a hub id (owner/model) or a catalog name", positional=True)

    def run(self) -> None:
        """Raises SentiscopeError as `locate` does."""
        progress = Progress(1, "fetching")
        locate(self.name, network=True)
        progress.step()
        progress.close()
        print(label("shell.fetched", shell_language(), name=self.name))


def main(arguments: list[str] | None = None) -> int:
    """Fetch, and return the shell's exit code; the name may stand behind `--fetch`, as it once had to."""
    words = sys.argv[1:] if arguments is None else arguments
    named = [word.removeprefix("--fetch=") for word in words if word != "--fetch"]
    return cli.main(FetchModel, named, "python -m core.models")


if __name__ == "__main__":
    sys.exit(main())
