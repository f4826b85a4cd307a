"""`python -m core.models --fetch NAME`: bring a model's files from the hub into the local cache."""

import argparse
import sys

from core.base.i18n import label, shell_language
from core.jobs import cli_errors
from core.jobs.progress import Progress
from core.models.locate import locate


def main(arguments: list[str] | None = None) -> int:
    """Fetch the model unless it is here already, and say so."""
    parser = argparse.ArgumentParser("python -m core.models", description=__doc__)
    parser.add_argument("--fetch", required=True, help="a hub id (owner/model) or a catalog name")
    name = parser.parse_args(arguments).fetch

    def fetch() -> None:
        progress = Progress(1, "fetching")
        locate(name, network=True)
        progress.step()
        progress.close()
        print(label("shell.fetched", shell_language(), name=name))

    return cli_errors.run(fetch)


if __name__ == "__main__":
    sys.exit(main())
