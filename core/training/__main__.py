"""`python -m core.training`: the sub-commands of `python -m core train` under one name.

Which of them is meant follows from `--recipe` and `--model`, and a Transformer is where neither says.
"""

import argparse
import sys

from core.jobs import cli
from core.training.commands import (
    Train,
    TrainBagOfWords,
    TrainBert,
    TrainBest,
    TrainBilingual,
    TrainRecurrent,
)
from core.training.recipe import BAG_OF_WORDS, RECURRENT_MODELS

BEST, CHINESE = "best", "chinese"


def main(arguments: list[str] | None = None) -> int:
    """Train, say the dev figures, and return the shell's exit code."""
    kind, rest = meant(sys.argv[1:] if arguments is None else arguments)
    return cli.main(kind, rest, "python -m core.training")


def meant(arguments: list[str]) -> tuple[type[Train], list[str]]:
    """The sub-command, and its arguments."""
    named = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    named.add_argument("--recipe", choices=[BEST, CHINESE])
    named.add_argument("--model")
    named.add_argument("--dataset")
    chosen, rest = named.parse_known_args(arguments)
    if chosen.recipe == BEST:
        return TrainBest, rest
    if chosen.recipe == CHINESE:
        return TrainBilingual, rest
    rest += [f"--dataset={chosen.dataset}"] if chosen.dataset is not None else []
    if chosen.model == BAG_OF_WORDS:
        return TrainBagOfWords, rest
    rest += [f"--model={chosen.model}"] if chosen.model is not None else []
    return (TrainRecurrent if chosen.model in RECURRENT_MODELS else TrainBert), rest


if __name__ == "__main__":
    sys.exit(main())
