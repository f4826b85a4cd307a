"""The mean of several fine-tunings of one network.

`python -m core.training.distillation.weight_averaging RUN RUN -o FOLDER` makes it.

Runs that began at the same encoder and differ in their seed end in one wide minimum of the loss; the mean
of their weights is one network of the same size whose logits are near the mean of theirs. Each seed drew
a head of its own, though, and unlike heads partly cancel: the mean's logits are too small. One factor on
its head, fitted by least squares on training phrases, corrects that.
Source: Wortsman et al. 2022, "Model soups".
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.base.settings import sst2_folder
from core.data.holdout import prepared
from core.data.labelled import LabelledData
from core.data.sst2 import load_sst2
from core.data.subset import draw
from core.jobs import cli
from core.jobs.cli import Command, option
from core.models.card import card_parts, read_card
from core.models.catalog import WEIGHTS
from core.models.license import UNKNOWN
from core.models.loading import load_network, load_tokenizer
from core.training.batches import token_rows
from core.training.evaluate import Evaluation, logits_of
from core.training.finetune import write_and_evaluate
from core.training.model_card import data_section, write_card
from core.training.run_folder import locked

PHRASES = 2000  # on which the factor is fitted
SAME = ("base", "data")  # parts of a card that must be the same in all runs
FIRST = ("base", "recipe", "taught_by", "data")  # in the mean's card as in the first run's
EACH = ("sha256", "command", "recipe", "dev", "chosen", "seconds", "curve")  # of every run's card


@torch.no_grad()
def mean_of(networks: Sequence[torch.nn.Module]) -> torch.nn.Module:
    """The first network, each of its weights replaced in place by the mean over all networks.

    Raises SentiscopeError `mean_of_other_networks` unless all have the same weights by name and shape.
    """
    mean, *others = [network.state_dict() for network in networks]
    shapes = {name: tensor.shape for name, tensor in mean.items()}
    if any({name: tensor.shape for name, tensor in other.items()} != shapes for other in others):
        raise SentiscopeError("mean_of_other_networks")
    for name, tensor in mean.items():
        if tensor.is_floating_point():
            tensor.copy_(torch.stack([tensor, *(other[name] for other in others)]).mean(0))
    return networks[0]


def logit_factor(own: Float[Tensor, "B C"], target: Float[Tensor, "B C"]) -> float:
    """The factor by which the logits `own` come nearest to `target`, by least squares.

    Each row's mean over the classes is subtracted first, since softmax ignores it.
    """
    own, target = (logits.double() - logits.double().mean(-1, keepdim=True) for logits in (own, target))
    return ((own * target).sum() / (own * own).sum()).item()


@torch.no_grad()
def scale_head(network: Any, factor: float) -> None:
    """Multiply a classifier's logits by a factor, in the weights of its last layer."""
    linear = [module for module in network.modules() if isinstance(module, torch.nn.Linear)]
    head = [module for module in linear if module.out_features == network.config.num_labels][-1]
    for parameter in head.parameters():
        parameter.mul_(factor)


def write_mean(runs: Sequence[Path], data: LabelledData, folder: Path, command: str = "") -> Evaluation:
    """Write the mean of fine-tunings on `data` into `folder` as `finetune` would, and evaluate it on dev.

    Its card has the first run's settings, and of every run its command, dev figures and curve.
    Raises SentiscopeError `mean_of_other_runs` where one has no card, began elsewhere or learned from
    other data.
    """
    cards = [read_card(run) for run in runs]
    same = card_parts(cards[0], SAME)
    if same.get("data") != data_section(data) or any(card_parts(card, SAME) != same for card in cards):
        raise SentiscopeError("mean_of_other_runs")
    networks, tokenizer = [load_network(run) for run in runs], load_tokenizer(runs[0])
    parts = draw(data, PHRASES).train, data.dev
    phrases, rows = (
        token_rows(tokenizer, part.sentences, cards[0]["recipe"]["max_length"]) for part in parts
    )
    target = torch.stack([logits_of(each, phrases, tokenizer.pad_token_id) for each in networks]).mean(0)
    network = mean_of(networks)
    factor = logit_factor(logits_of(network, phrases, tokenizer.pad_token_id), target)
    scale_head(network, factor)
    dev, measured = write_and_evaluate(network, tokenizer, rows, data.dev.labels, folder)
    write_card(
        folder,
        WEIGHTS,
        license=cards[0].get("license", UNKNOWN),  # they all began at the same weights
        name=folder.name,
        command=command or _command(len(runs), data.held_out),
        **card_parts(cards[0], FIRST),
        head_times=factor,
        mean_of=[card_parts(card, EACH) for card in cards],
        seconds=sum(card["seconds"] for card in cards),
        **measured,
    )
    return dev


def _command(runs: int, held_out: int) -> str:
    """The shell command that makes this mean."""
    named = " ".join(f"RUN_FOLDER_{number}" for number in range(1, runs + 1))
    split = f" --holdout {held_out}" if held_out else ""
    options = f"{named} --data SST2_FOLDER -o OUTPUT_FOLDER{split}"
    return f"python -m core.training.distillation.weight_averaging {options}"


@dataclass(frozen=True, kw_only=True)
class AverageWeights(Command):
    """Make one network of several fine-tunings that began at the same weights: their mean."""

    runs: tuple[Path, ...] = option(help="folders that core.training wrote", positional=True)
    data: Path | None = option(help="SST-2 (default: SENTISCOPE_SST2)", factory=sst2_folder)
    holdout: int = option(0, "as in core.training")
    output: Path = option(help="folder to write", short="-o")

    def run(self) -> None:
        """Write the mean, and print its dev figures."""
        check_folder(self.output)
        data = prepared(load_sst2(self.data), self.holdout)
        with locked(self.output):
            dev = write_mean(self.runs, data, self.output)
        parameters = {"accuracy": dev.accuracy, "f1": dev.f1, "folder": self.output}
        print(label("training.finished", shell_language(), **parameters))


def main(arguments: list[str] | None = None) -> int:
    """Write the mean, and return the shell's exit code."""
    return cli.main(AverageWeights, arguments, "python -m core.training.distillation.weight_averaging")


if __name__ == "__main__":
    sys.exit(main())
