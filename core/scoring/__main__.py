"""`python -m core.scoring`: add a verdict to every row of a file of reviews.

A run that is stopped, killed or fails goes on where it was when the same command is given again; until
then its finished parts lie in OUTPUT.parts.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from core.base.i18n import label, shell_language
from core.jobs import cli_errors
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.scoring.backends.backend import FP32, NAMES
from core.scoring.plan import DEFAULT_THRESHOLD, Request
from core.scoring.stopping import stoppable

EXAMPLES = """
examples:
  python -m core.scoring reviews.csv -o scored.csv
  python -m core.scoring reviews.csv.gz --text review --label sentiment -o scored.csv
  python -m core.scoring reviews.jsonl --text body -o scored.parquet --exact
  python -m core.scoring reviews.parquet -o scored.csv --model bag-of-words
  RAY_ADDRESS=ray://head:10001 python -m core.scoring s3://bucket/reviews -o s3://bucket/scored --engine ray

exit codes:
  0    every row has its place in the output
  1    something has to be put right first; one sentence on stderr says what
  2    wrong arguments
  130  stopped by Ctrl-C, 143 by SIGTERM: the same command goes on from there
"""


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        "python -m core.scoring",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("input", help="CSV, TSV, JSON lines (also gzipped) or Parquet")
    result.add_argument("-o", "--output", required=True, help="file to write: *.parquet, or a CSV")
    result.add_argument("--text", help="column with the texts (default: guessed)")
    result.add_argument("--label", help="column with true labels, to measure accuracy and F1")
    result.add_argument(
        "--model",
        help=f"catalog name or folder (default: {MAIN_MODEL}, or {CHINESE_MODEL} where the first texts are "
        "Chinese)",
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
    result.add_argument("--fresh", action="store_true", help="forget what an earlier run had begun")
    computing = result.add_argument_group("computing").add_mutually_exclusive_group()
    computing.add_argument(
        "--backend", choices=NAMES, help="what computes (default: the fastest that agrees with float32)"
    )
    computing.add_argument(
        "--exact", dest="backend", action="store_const", const=FP32, help="the same as --backend torch-fp32"
    )
    result.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="ray: a folder or URI in, a folder of Parquet out, on all workers of a Ray cluster "
        f"(--model is {MAIN_MODEL} by default)",
    )
    result.add_argument("--workers", type=_threads, help="with --engine ray: how many (default: all)")
    result.add_argument("--threads", type=_threads, help="threads to compute with (default: measured)")
    return result


def main(arguments: list[str] | None = None) -> int:
    """Score a file, say what came out, and return the shell's exit code."""
    options = vars(parser().parse_args(arguments))
    engine, workers = options.pop("engine"), options.pop("workers")
    with stoppable():
        return cli_errors.run(lambda: _with_ray(options, workers) if engine == "ray" else _local(options))


def _local(options: dict[str, Any]) -> None:
    from core.scoring.score_file import score_file

    options |= {name: Path(options[name]) for name in ("input", "output")}
    summary = score_file(Request(**options))
    if options["model"] is None and summary["model"]["name"] == CHINESE_MODEL:
        print(label("scoring.chinese", shell_language(), model=CHINESE_MODEL))
    print(_sentence(summary, options["output"]))


def _with_ray(options: dict[str, Any], workers: int | None) -> None:
    from core.scoring.ray_engine import ScoringRequest, score_with_ray

    names = ("model", "threshold", "text", "backend", "trust_header")
    wish = ScoringRequest(
        **{**{name: options[name] for name in names}, "model": options["model"] or MAIN_MODEL}
    )
    rows = score_with_ray(options["input"], options["output"], wish, workers)
    print(label("scoring.finished_ray", shell_language(), rows=rows, output=options["output"]))


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


def _threads(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a number from 1 up")
    return int(value)


if __name__ == "__main__":
    sys.exit(main())
