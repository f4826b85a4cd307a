"""`python -m core`: every command under one name. A sub-command's module is imported only when it is chosen.

The modules are commands themselves too, as `python -m core.scoring`, which model cards, records and queued
jobs quote.
"""

import importlib
import sys
from dataclasses import dataclass

from core.jobs import cli

PROGRAM = "python -m core"
WRONG = 2  # the exit code of wrong arguments, as argparse has it


@dataclass(frozen=True)
class Entry:
    """A sub-command: the module and the Command class that it is, and what it does."""

    module: str
    kind: str
    about: str


COMMANDS = {
    "train bert": Entry("core.training.commands", "TrainBert", "fine-tune a Transformer"),
    "train recurrent": Entry("core.training.commands", "TrainRecurrent", "train an RNN, LSTM or GRU"),
    "train bag-of-words": Entry("core.training.commands", "TrainBagOfWords", "fit the baseline"),
    "train own-file": Entry("core.evaluation.own_file.__main__", "TrainOwnFile", "learn from your own file"),
    "train best": Entry("core.training.commands", "TrainBest", "make the shipped classifier"),
    "train decoder": Entry("core.topics.masks.training", "TrainDecoder", "train a small decoder"),
    "train writer": Entry(
        "core.topics.decoding.training.__main__", "TrainWriter", "train a small Chinese language model"
    ),
    "train translator": Entry(
        "core.topics.transformer.training.__main__", "TrainTranslator", "train a small Transformer"
    ),
    "train word2vec": Entry("core.topics.word2vec.training", "TrainWord2Vec", "learn word vectors"),
    "pretrain": Entry("core.topics.pretraining.training.__main__", "Pretrain", "pre-train a BERT further"),
    "distill ask": Entry("core.training.distillation.soft_labels", "AskTeachers", "ask teachers"),
    "distill shipped": Entry(
        "core.training.distillation.shipped_labels", "ShippedLabels", "take the shipped answers of teachers"
    ),
    "distill average": Entry(
        "core.training.distillation.weight_averaging", "AverageWeights", "make one network of several runs"
    ),
    "score": Entry("core.scoring.__main__", "Score", "add predictions to a file of reviews"),
    "evaluate": Entry("core.evaluation.__main__", "Evaluate", "tell how good the verdicts of a file are"),
    "measure": Entry("core.experiments.__main__", "Measure", "measure a claim from the textbook"),
    "compare backends": Entry("core.scoring.backends.agreement", "Agree", "each backend beside float32"),
    "compare seeds": Entry("core.topics.workshop.training.seed_runs", "VarySeeds", "what each seed decides"),
    "compare trainer": Entry(
        "core.topics.workshop.training.trainer_comparison", "CompareTrainer", "our loop beside the library's"
    ),
    "prepare": Entry("core.models.prepare", "Prepare", "make ready what the first use would wait for"),
    "fetch data": Entry("core.training.fetch", "FetchData", "bring SST-2 from the hub"),
    "fetch model": Entry("core.models.__main__", "FetchModel", "bring a model from the hub"),
    "maps words": Entry("core.topics.embeddings.word_map", "MakeWordMap", "make the map of words"),
    "maps cls": Entry("core.topics.embeddings.cls_map", "MakeClsMap", "make the map of [CLS]"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the sub-command that the first words name, and return the shell's exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    name = chosen(words)
    if name is None:
        wants_help = bool({"-h", "--help"} & set(words))
        print(usage(words), file=sys.stdout if wants_help else sys.stderr)
        return 0 if wants_help else WRONG
    entry = COMMANDS[name]
    kind: type[cli.Command] = getattr(importlib.import_module(entry.module), entry.kind)
    return cli.main(kind, words[len(name.split()) :], f"{PROGRAM} {name}")


def chosen(words: list[str]) -> str | None:
    """The longest sub-command that these words begin with, or None."""
    beginnings = (" ".join(words[:length]) for length in (2, 1))
    return next((name for name in beginnings if name in COMMANDS), None)


def usage(words: list[str]) -> str:
    """The sub-commands, only those of a group where its word was given."""
    group = [name for name in COMMANDS if words and name.split()[0] == words[0]]
    shown = group or list(COMMANDS)
    width = max(map(len, shown))
    lines = [f"  {name:{width}}  {COMMANDS[name].about}" for name in shown]
    head = f"usage: {PROGRAM} COMMAND [options]    (COMMAND --help says which)"
    return "\n".join([head, "", *lines])


if __name__ == "__main__":
    sys.exit(main())
