"""`python -m core.experiments NAME`: measure a claim from the textbook and write the record."""

import argparse
import sys
from pathlib import Path

from core.base.i18n import label, shell_language
from core.base.settings import sst2_folder, texts_file
from core.experiments.experiment import SIZES
from core.experiments.record import shipped
from core.experiments.registry import NAMES, find
from core.jobs import cli_errors

DEFAULT_SEED = 42


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser("python -m core.experiments", description=__doc__)
    result.add_argument("name", help=f"one of: {', '.join(NAMES)}")
    result.add_argument("--size", choices=SIZES, default="full", help="default full")
    result.add_argument("--seed", type=int, default=DEFAULT_SEED, help=f"default {DEFAULT_SEED}")
    result.add_argument(
        "--data",
        type=Path,
        default=sst2_folder(),
        help="folder with train.tsv and dev.tsv (default: SENTISCOPE_SST2, else the hub)",
    )
    result.add_argument(
        "--texts",
        type=Path,
        default=texts_file(),
        help="a sentence a line, a blank line between documents (default: SENTISCOPE_TEXTS)",
    )
    result.add_argument(
        "-o",
        "--output",
        type=Path,
        help="file to write (default: the app's own record, beside the experiment)",
    )
    return result


def main(arguments: list[str] | None = None) -> int:
    """Measure, say the verdict, and return the shell's exit code."""
    options = parser().parse_args(arguments)

    def measure() -> None:
        experiment = find(options.name)
        from core.experiments.run import run

        output = options.output or shipped(options.name)
        record = run(experiment, options.size, options.seed, options.data, output, options.texts)
        held, parameters = experiment.outcome(record.numbers)
        language, outcome = shell_language(), "held" if held else "failed"
        print(label(f"experiments.{experiment.name}.verdict_{outcome}", language, **parameters))
        print(label("experiments.written", language, file=output))

    return cli_errors.run(measure)


if __name__ == "__main__":
    sys.exit(main())
