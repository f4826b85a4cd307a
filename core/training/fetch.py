"""`python -m core.training.fetch`: SST-2 from the hub into the data folder, as the two files of GLUE."""

import sys
from dataclasses import dataclass
from pathlib import Path

from core.base.atomic_write import write_durably
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.data.labelled import Split
from core.data.locations import fetched
from core.data.sst2 import HEADER, load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress


@dataclass(frozen=True, kw_only=True)
class FetchData(Command):
    """Bring SST-2 from the hub into a folder, as the two files of GLUE."""

    output: Path = option(help="folder to write", factory=fetched, short="-o")

    def run(self) -> None:
        """Both labelled splits; raises SentiscopeError as `load_sst2` does."""
        check_folder(self.output)
        progress = Progress(1, "fetching")
        data = load_sst2()
        self.output.mkdir(parents=True, exist_ok=True)
        for name, split in (("train", data.train), ("dev", data.dev)):
            write_durably(self.output / f"{name}.tsv", as_text(split))
        progress.step()
        progress.close()
        print(label("shell.fetched", shell_language(), name=data.source))


def main(arguments: list[str] | None = None) -> int:
    """Fetch, and return the shell's exit code."""
    return cli.main(FetchData, arguments, "python -m core.training.fetch")


def as_text(split: Split) -> str:
    """The lines of a GLUE file: a header, then `sentence<TAB>label`."""
    rows = zip(split.sentences, split.labels, strict=True)
    lines = (f"{' '.join(sentence.splitlines())}\t{number}" for sentence, number in rows)
    return "\n".join(["\t".join(HEADER), *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
