"""`python -m core.training`: fine-tune a classifier on SST-2 or ChnSentiCorp, or train a small one."""

import argparse
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.settings import sst2_folder
from core.data.chnsenticorp import load_chnsenticorp
from core.data.holdout import prepared
from core.data.labelled import LabelledData
from core.data.sst2 import load_sst2
from core.data.subset import draw
from core.jobs import cli_errors
from core.training.recipe import CHNSENTICORP_OPTION, RECURRENT_MODELS, START, Recipe, choices, usual
from core.training.run_folder import alone_in

BAG_OF_WORDS = "bag-of-words"
BEST = "best"


def parser(model: str = Recipe.model) -> argparse.ArgumentParser:
    """The options; what a setting is by default depends on the model."""
    defaults = usual(model)
    result = argparse.ArgumentParser("python -m core.training", description=__doc__)
    result.add_argument(
        "--data",
        type=Path,
        help="folder with train.tsv and dev.tsv (default for sst2: SENTISCOPE_SST2, else the hub)",
    )
    result.add_argument(
        "--dataset", choices=tuple(START), default=next(iter(START)), help="default %(default)s"
    )
    result.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("runs/latest"),
        help="folder to write; an unfinished run in it is continued",
    )
    result.add_argument(
        "--holdout",
        type=int,
        default=0,
        help="judge on so many full sentences held out of train instead of dev",
    )
    result.add_argument("--recipe", choices=[BEST], help="how the shipped classifier was made, all in one")
    result.add_argument("--texts", type=Path, help="with --recipe: unlabelled sentences, one a line")
    result.add_argument(
        "--train-size",
        type=int,
        default=0,
        help="learn from so many training phrases, drawn at random but always the same (default: all)",
    )
    for field in fields(Recipe):
        result.add_argument(
            f"--{field.name.replace('_', '-')}",
            type=type(field.default),
            default=getattr(defaults, field.name),
            choices=choices(field.name),
            help=f"default {getattr(defaults, field.name)!r}",
        )
    return result


def main(arguments: list[str] | None = None) -> int:
    """Train, say the dev figures, and return the shell's exit code."""
    options = _options(arguments)
    named = ("dataset", "data", "output", "holdout", "train_size", "recipe", "texts")
    dataset, folder, output, held_out, size, whole, texts = (options.pop(name) for name in named)

    def train() -> None:
        if output.exists() and not output.is_dir():
            raise SentiscopeError("training_output_is_file", output=output)
        data, recipe = _load(dataset, folder), Recipe(**options)
        with alone_in(output):
            if whole == BEST:
                accuracy, f1 = _train_best(data, texts, output)
            else:
                data = prepared(data, held_out)
                accuracy, f1 = _train(recipe, draw(data, size) if size else data, output)
        print(label("training.finished", shell_language(), accuracy=accuracy, f1=f1, folder=output))

    return cli_errors.run(train)


def _train_best(data: LabelledData, texts: Path | None, output: Path) -> tuple[float, float]:
    from core.training.distillation.best import train_best

    if texts is None:
        raise SentiscopeError("training_needs_texts")
    dev = train_best(data, texts, output)
    return dev.accuracy, dev.f1


def _options(arguments: list[str] | None) -> dict[str, Any]:
    """What was asked for: the usual model follows from the dataset, the other settings from the model."""
    dataset = parser().parse_args(arguments).dataset
    model = parser(START[dataset]).parse_args(arguments).model
    return vars(parser(model).parse_args(arguments))


def _load(dataset: str, folder: Path | None) -> LabelledData:
    if dataset == CHNSENTICORP_OPTION:
        return load_chnsenticorp(folder)
    return load_sst2(folder or sst2_folder())


def _train(recipe: Recipe, data: LabelledData, output: Path) -> tuple[float, float]:
    if recipe.model == BAG_OF_WORDS:
        from core.training.baseline import train_baseline

        return train_baseline(data, output, recipe.seed)
    if data.about.language != "en" and recipe.model in (*RECURRENT_MODELS, Recipe.model):
        raise SentiscopeError("training_reads_english", model=recipe.model, data=data.about.name)
    if recipe.model in RECURRENT_MODELS:
        from core.training.recurrent import train_recurrent as train
    else:
        from core.training.finetune import finetune as train
    dev = train(recipe, data, output)
    return dev.accuracy, dev.f1


if __name__ == "__main__":
    sys.exit(main())
