"""`python -m core.scoring`: add a verdict to every row of a file of reviews.

A run that is stopped, killed or fails goes on where it was when the same command is given again; until
then its finished parts lie in OUTPUT.parts.
"""

import re
import sys
from argparse import ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.data.files.csv_layout import NO_HEADER
from core.jobs import cli
from core.jobs.cli import Command, option
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.scoring.backends.backend import FP32, NAMES
from core.scoring.cluster.request import ClusterRequest
from core.scoring.plan import DEFAULT_THRESHOLD, Request
from core.scoring.stopping import stoppable

REFUSED_BY_RAY = ("spreadsheet_safe",)  # it is for a CSV, and a cluster writes Parquet
FILES_SHOWN = 5

EXAMPLES = """
examples:
  python -m core.scoring reviews.csv -o scored.csv
  python -m core.scoring reviews.csv.gz --text review --label sentiment -o scored.csv
  python -m core.scoring reviews.jsonl --text body -o scored.parquet --exact
  python -m core.scoring reviews.csv -o scored.csv --why
  python -m core.scoring reviews.csv -o scored.csv --fast
  python -m core.scoring comments.txt --no-header -o scored.csv
  python -m core.scoring report.csv --header 5 --label score --skip-unknown-labels -o scored.csv
  python -m core.scoring reviews.parquet -o scored.csv --model bag-of-words
  RAY_ADDRESS=ray://head:10001 python -m core.scoring s3://bucket/reviews -o s3://bucket/scored --engine ray

exit codes:
  0    every row has its place in the output
  1    something has to be put right first; one sentence on stderr says what
  2    wrong arguments
  130  stopped by Ctrl-C, 143 by SIGTERM: the same command goes on from there
"""


def threshold(value: str) -> float:
    """A confidence; raises argparse.ArgumentTypeError outside 0 … 1."""
    number = float(value)
    if not 0 <= number <= 1:
        raise ArgumentTypeError(f"{value} is not between 0 and 1")
    return number


def count(value: str) -> int:
    """A number from 1 up; raises argparse.ArgumentTypeError for anything else."""
    if not value.isdecimal() or int(value) < 1:
        raise ArgumentTypeError(f"{value} is not a number from 1 up")
    return int(value)


# Kinds of files whose names would say what is not in them.
NOT_WRITTEN = (".json", ".jsonl", ".ndjson", ".gz", ".zip", ".xlsx", ".xls", ".feather", ".arrow")


@dataclass(frozen=True, kw_only=True)
class Score(Command):
    """Add a prediction to every row of a file of reviews.

    A run that is stopped, killed or fails goes on where it was when the same command is given again; until
    then its finished parts lie in OUTPUT.parts.
    """

    EPILOG: ClassVar[str] = EXAMPLES

    input: str = option(help="CSV, TSV, JSON lines or array (also gzipped), or Parquet", positional=True)
    output: str = option(help="file to write: *.parquet, or a CSV", short="-o")
    text: str | None = option(None, "column with the texts (default: guessed)")
    label: str | None = option(None, "column with true labels, to measure accuracy and F1")
    skip_unknown_labels: bool = option(
        False, "leave rows whose label is neither positive nor negative out of accuracy and F1"
    )
    model: str | None = option(
        None,
        "catalog name or folder that scores every row (default: each by the model of its language, "
        f"{MAIN_MODEL} or {CHINESE_MODEL})",
    )
    positive: str | None = option(
        None, "the model's class that means positive (default: the one whose name says so)"
    )
    threshold: float | None = option(
        None,
        f"less sure than this, 0.5 to 1, needs review (default: {DEFAULT_THRESHOLD}; of a model with other "
        "classes, which may have any from 0 on, its own)",
        reads=threshold,
    )
    why: bool = option(False, "add the words that speak for each verdict; takes about three times as long")
    fast: bool = option(
        False,
        "let texts leave the network at its exits, where the verdict is sure after some layers (default: in "
        "those backends that were judged to keep the verdicts)",
        exclusive="exits",
    )
    whole: bool = option(False, "let every text go through the whole network", exclusive="exits")
    cut: bool = option(
        False, "read only the start of texts longer than the model's window, not all of it in several"
    )
    spreadsheet_safe: bool = option(
        False, "for Excel: disarm cells that look like formulas, mark the file as UTF-8"
    )
    header: int | None = option(
        None, "line with the names of the columns (default: found)", reads=count, exclusive="heading"
    )
    no_header: bool = option(False, "the first line is a row; columns are #1, #2 …", exclusive="heading")
    trust_header: bool = option(False, "the same as --header 1", exclusive="heading")
    fresh: bool = option(False, "forget what an earlier run had begun")
    backend: str | None = option(
        None,
        "what computes (default: the fastest that agrees with float32)",
        choices=NAMES,
        exclusive="computing",
    )
    exact: bool = option(False, f"the same as --backend {FP32}", exclusive="computing")
    engine: Literal["local", "ray"] = option(
        "local",
        "ray: a file, folder or URI in, a folder of Parquet out, on all workers of a Ray cluster; "
        "all options but --spreadsheet-safe hold",
    )
    workers: int | None = option(None, "with --engine ray: how many (default: all)", reads=count)
    threads: int | None = option(
        None, "threads to compute with (default: measured; with --engine ray 1 a worker)", reads=count
    )

    def run(self) -> None:
        """Score, and say what came out; raises SentiscopeError as `score_file` or `score_with_ray` does."""
        if self.engine == "ray":
            self._with_ray()
        elif self.workers is not None:
            raise SentiscopeError("workers_need_ray")
        else:
            self._local()

    @property
    def _backend(self) -> str | None:
        return FP32 if self.exact else self.backend

    @property
    def _fast(self) -> bool | None:
        return True if self.fast else False if self.whole else None

    @property
    def _header(self) -> int | None:
        return NO_HEADER if self.no_header else 1 if self.trust_header else self.header

    def _local(self) -> None:
        """Raises `scoring_output_kind` for a name that promises what is not written, and as `score_file`."""
        from core.scoring.score_file import score_file

        if Path(self.output).suffix.lower() in NOT_WRITTEN:
            raise SentiscopeError(
                "scoring_output_kind", output=self.output, other=Path(self.output).with_suffix(".csv")
            )
        summary = score_file(self.request())
        self._tell_of_models(summary)
        if self._header is None and not summary["has_header"]:
            print(label("scoring.no_header", shell_language()))
        elif self._header is None and summary["lines_above"]:
            print(label("scoring.header_below", shell_language(), line=summary["lines_above"] + 1))
        self._tell_of_a_guess()
        _tell_of_windows(summary)
        print(_sentence(summary, summary["columns"]["text"]["name"], self.output))

    def request(self) -> Request:
        """What is wanted, for this machine alone."""
        return Request(
            input=Path(self.input),
            output=Path(self.output),
            text=self.text,
            label=self.label,
            model=self.model,
            positive=self.positive,
            threshold=self.threshold,
            spreadsheet_safe=self.spreadsheet_safe,
            header=self._header,
            skip_unknown_labels=self.skip_unknown_labels,
            backend=self._backend,
            threads=self.threads,
            fresh=self.fresh,
            why=self.why,
            fast=self._fast,
            cut=self.cut,
        )

    def _tell_of_models(self, summary: dict[str, Any]) -> None:
        """Say which models answered where nobody named one, unless it is the main one alone."""
        from core.scoring.outcome import LANGUAGE

        if models := summary.get("models"):
            rows = {f"rows_{language}": found["rows"] for language, found in models.items()}
            names = {f"model_{language}": found["model"]["name"] for language, found in models.items()}
            column = summary.get("columns", {}).get(LANGUAGE, {}).get("name", LANGUAGE)
            print(label("scoring.mixed", shell_language(), column=column, **rows, **names))
        elif self.model is None and summary["model"]["name"] == CHINESE_MODEL:
            print(label("scoring.chinese", shell_language(), model=CHINESE_MODEL))

    def _tell_of_a_guess(self) -> None:
        """Say so where the model only numbers its classes, so that positive had to be guessed."""
        if self.model is None:
            return
        from core.models.locate import locate
        from core.models.reading.class_order import guess_in

        try:
            folder = locate(self.model).folder
        except SentiscopeError:  # a cluster's workers may have what this machine has not
            return
        order = guess_in(folder, self.model, self.positive)
        if order:
            first, second = order.names
            named = {"first": first, "second": second, "positive": order.names[order.positive]}
            print(label("scoring.classes_guessed", shell_language(), name=self.model, **named))

    def _with_ray(self) -> None:
        from core.scoring.cluster.engine import score_with_ray

        for name in REFUSED_BY_RAY:
            if getattr(self, name):
                raise SentiscopeError("ray_option_refused", option=name.replace("_", "-"))
        summary = score_with_ray(self.cluster_request())
        _print_left_out(summary)
        self._tell_of_models(summary)
        if not summary["is_new"]:
            print(label("scoring.done_before", shell_language()))
        _tell_of_windows(summary)
        print(_sentence(summary, ", ".join(summary["text"]), self.output))
        self._tell_of_a_guess()

    def cluster_request(self) -> ClusterRequest:
        """What is wanted of a cluster."""
        return ClusterRequest(
            source=self.input,
            output=self.output,
            text=self.text,
            label=self.label,
            model=self.model,
            positive=self.positive,
            threshold=self.threshold,
            header=self._header,
            skip_unknown_labels=self.skip_unknown_labels,
            backend=self._backend,
            threads=self.threads or 1,
            workers=self.workers,
            fresh=self.fresh,
            why=self.why,
            fast=self._fast,
            cut=self.cut,
        )


def main(arguments: list[str] | None = None) -> int:
    """Score, and return the shell's exit code."""
    with stoppable():
        return cli.main(Score, arguments, "python -m core.scoring")


def _tell_of_windows(summary: dict[str, Any]) -> None:
    """Say how many texts were read in several windows; an earlier version's summary does not tell."""
    if rows := summary.get("in_windows", 0):
        print(label("scoring.in_windows", shell_language(), rows=rows))


def _sentence(summary: dict[str, Any], column: str, output: object) -> str:
    key = "scoring.finished_labels" if summary["labels"] else "scoring.finished"
    if "classes" in summary:
        key = "scoring.finished_classes" if summary["labels"] else "scoring.finished"
    names = ("rows", "scored", "needs_review")
    numbers = {**{name: summary[name] for name in names}, **summary["labels"]}
    return label(key, shell_language(), output=output, column=column, **numbers)


def _print_left_out(summary: dict[str, Any]) -> None:
    """The files of a cluster's work that gave no rows."""
    language = shell_language()
    for reason, files in summary["left_out"].items():
        if files:
            shown = ", ".join(re.split(r"[\\/]", file)[-1] for file in files[:FILES_SHOWN])
            more = len(files) - FILES_SHOWN
            key = "scoring.left_out_more" if more > 0 else "scoring.left_out"
            reason = label(f"scoring.{reason}", language)
            print(label(key, language, reason=reason, files=shown, more=more))


if __name__ == "__main__":
    sys.exit(main())
