"""`python -m core.scoring`: add a verdict to every row of a CSV of reviews."""

import argparse
import sys
from pathlib import Path
from typing import Any

from core import shell
from core.scoring.plan import DEFAULT_MODEL, DEFAULT_THRESHOLD, Request
from core.scoring.stopping import stoppable
from core.text import label, shell_language


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser("python -m core.scoring", description=__doc__)
    result.add_argument("input", type=Path, help="CSV or TSV; encoding and delimiter are detected")
    result.add_argument("-o", "--output", type=Path, required=True, help="file to write")
    result.add_argument("--text", help="column with the texts (default: guessed)")
    result.add_argument("--label", help="column with true labels, to measure accuracy and F1")
    result.add_argument(
        "--model", default=DEFAULT_MODEL, help=f"catalog name or folder (default {DEFAULT_MODEL})"
    )
    result.add_argument(
        "--threshold",
        type=_threshold,
        default=DEFAULT_THRESHOLD,
        help=f"less sure than this, 0.5 to 1, needs review (default {DEFAULT_THRESHOLD})",
    )
    result.add_argument(
        "--spreadsheet-safe",
        action="store_true",
        help="for Excel: disarm cells that look like formulas, mark the file as UTF-8",
    )
    result.add_argument("--trust-header", action="store_true", help="the first line is a header, surely")
    return result


def main(arguments: list[str] | None = None) -> int:
    """Score a file, say what came out, and return the shell's exit code."""
    request = Request(**vars(parser().parse_args(arguments)))

    def score() -> None:
        from core.scoring.score_file import score_file

        print(_sentence(score_file(request), request.output))

    with stoppable():
        return shell.run(score)


def _sentence(summary: dict[str, Any], output: Path) -> str:
    key = "scoring.finished_labels" if summary["labels"] else "scoring.finished"
    names = ("rows", "scored", "needs_review")
    numbers = {**{name: summary[name] for name in names}, **summary["labels"]}
    column = summary["columns"]["text"]["name"]
    return label(key, shell_language(), output=output, column=column, **numbers)


def _threshold(value: str) -> float:
    number = float(value)
    if not 0.5 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{value} is not between 0.5 and 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
