"""`python -m core.training.fetch`: SST-2 from the hub into the data folder, as the two files of GLUE."""

import argparse
import sys
from pathlib import Path

from core.base.atomic_write import write_durably
from core.base.i18n import label, shell_language
from core.data.labelled import Split
from core.data.locations import fetched
from core.data.sst2 import HEADER, load_sst2
from core.jobs import cli_errors
from core.jobs.progress import Progress


def main(arguments: list[str] | None = None) -> int:
    """Fetch both labelled splits, write them, and say where they are."""
    parser = argparse.ArgumentParser("python -m core.training.fetch", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=fetched(), help="folder to write")
    folder = parser.parse_args(arguments).output

    def fetch() -> None:
        progress = Progress(1, "fetching")
        data = load_sst2()
        folder.mkdir(parents=True, exist_ok=True)
        for name, split in (("train", data.train), ("dev", data.dev)):
            write_durably(folder / f"{name}.tsv", as_text(split))
        progress.step()
        progress.close()
        print(label("shell.fetched", shell_language(), name=data.source))

    return cli_errors.run(fetch)


def as_text(split: Split) -> str:
    """The lines of a GLUE file: a header, then `sentence<TAB>label`."""
    rows = zip(split.sentences, split.labels, strict=True)
    lines = (f"{' '.join(sentence.splitlines())}\t{number}" for sentence, number in rows)
    return "\n".join(["\t".join(HEADER), *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
