"""`python -m core.topics.transformer.training -o FOLDER`: a translator of dates, times, prices, quantities.

It reads English and writes Chinese; `--kind gru` and `--kind bahdanau` train the networks that came before
on the same sentences. Started again on the same folder, an unfinished run goes on.
"""

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.jobs import cli
from core.jobs.cli import Command, option, settings
from core.nn.threads import threads
from core.topics.transformer.phrases.sentences import HELD_OUT_OF, LONGER, TRAINED, draw
from core.topics.transformer.training.evaluate import held_out_section
from core.topics.transformer.training.loop import TranslatorRun
from core.topics.transformer.training.recipe import TranslatorRecipe
from core.topics.transformer.translator import Translator, learn_pieces, load, new_network, save
from core.training.memory import keep_freed_memory
from core.training.run_folder import is_finished, locked

FIRST = 20_000  # sentences in which every piece of the grammar occurs
ABOUT = {
    "transformer": "Translates English dates, times, prices and quantities into Chinese.",
    "gru": "The same task by two GRUs with one vector between them.",
    "bahdanau": "The same task by two GRUs and additive attention.",
}


def make(recipe: TranslatorRecipe, folder: Path) -> dict[str, Any]:
    """Train by the recipe, write the translator with its card into `folder`, and judge what was written."""
    keep_freed_memory()
    pieces = learn_pieces(draw(f"{recipe.seed}/pieces", FIRST))
    torch.manual_seed(recipe.seed)
    network = new_network(recipe.kind, len(pieces))
    run = TranslatorRun(recipe, network, pieces, folder)
    run.run_to_end()
    assert run.average is not None
    with run.average.applied():
        card = _card(recipe, network, folder, run)
        translator = Translator(recipe.kind, network.eval(), pieces)
        save(translator, folder, **card)  # weights that are read back to be judged
    shipped = load(folder)
    measured = held_out_section(shipped.network, pieces, recipe.seed, recipe.held_out)
    save(shipped, folder, **card, **measured)
    run.clear()
    return measured


def _card(
    recipe: TranslatorRecipe, network: torch.nn.Module, folder: Path, run: TranslatorRun
) -> dict[str, Any]:
    return {
        "name": folder.name,
        "about": ABOUT[recipe.kind],
        "command": recipe.command(),
        "recipe": asdict(recipe),
        "data": {
            "name": "sentences of this project's own grammar",
            "held_out_is": f"one sentence in {HELD_OUT_OF}, of {TRAINED[1]} words at most",
            "longer_is": f"the same of {LONGER[0]} to {LONGER[1]} words, which no training sentence has",
        },
        "parameters": sum(weights.numel() for weights in network.parameters()),
        "pieces": len(run.pieces),
        "seconds": round(run.state.seconds),
        "curve": run.state.curve,
    }


@dataclass(frozen=True, kw_only=True)
class TrainTranslator(Command):
    """Train a small Transformer to translate English dates, times, prices and quantities into Chinese."""

    output: Path = option(help="folder to write; an unfinished run in it is continued", short="-o")
    overwrite: bool = option(False, "train anew where the folder holds a finished model")
    recipe: TranslatorRecipe = settings()

    def run(self) -> None:
        """Train, save, and say how many held-out sentences come out right."""
        check_folder(self.output)
        with locked(self.output), threads(1):
            if is_finished(self.output) and not self.overwrite:
                raise SentiscopeError("training_finished_already", folder=self.output)
            measured = make(self.recipe, self.output)
        held_out, longer = measured["held_out"], measured["longer"]
        print(
            label(
                "training.translator",
                shell_language(),
                exact=held_out["exact"],
                longer=longer["exact"],
                sentences=held_out["sentences"],
                folder=self.output,
            )
        )


def main(arguments: list[str] | None = None) -> int:
    """Train, and return the shell's exit code."""
    return cli.main(TrainTranslator, arguments, "python -m core.topics.transformer.training")


if __name__ == "__main__":
    sys.exit(main())
