"""Settings chosen before training starts: those of every training, and those of each kind."""

import shlex
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, TypeVar

from core.base.errors import SentiscopeError
from core.data.chnsenticorp import ABOUT as CHNSENTICORP_ABOUT
from core.data.labelled import LabelledData
from core.data.sst2 import ABOUT as SST2_ABOUT
from core.jobs.cli import option

# The smallest and largest sensible value of each setting; None is no limit.
LIMITS: dict[str, tuple[float, float | None]] = {
    "epochs": (1, None),
    "batch_size": (1, None),
    "learning_rate": (0, None),
    "warmup": (0, 1),
    "weight_decay": (0, None),
    "clip": (0, None),
    "max_length": (3, None),  # [CLS], a token, [SEP]
    "evaluations": (1, None),
    "layer_decay": (0, 1),
    "average": (0, 1),
    "label_smoothing": (0, 1),
    "r_drop": (0, None),
    "teacher_share": (0, 1),
    "width": (1, None),
    "dropout": (0, 0.95),
    "word_dropout": (0, 0.95),
    "seed": (0, None),
    "threads": (1, None),
}

SST2_OPTION, CHNSENTICORP_OPTION = SST2_ABOUT.option, CHNSENTICORP_ABOUT.option
# What is fine-tuned on each dataset where no model is named.
START = {SST2_OPTION: "minilm", CHNSENTICORP_OPTION: "google-bert/bert-base-chinese"}
RECURRENT_MODELS = ("rnn", "lstm", "gru", "bilstm")
BAG_OF_WORDS = "bag-of-words"

RecipeType = TypeVar("RecipeType", bound="DistillationRecipe")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The settings of every training; two runs with equal recipes and data give equal weights."""

    model: str = option(START[SST2_OPTION], "catalog name, folder or hub id")
    epochs: int = option(3, "how often all training phrases are read")
    batch_size: int = option(32, "phrases a step")
    learning_rate: float = option(5e-5, "the highest, reached after warm-up")
    warmup: float = option(0.1, "proportion of all steps")
    weight_decay: float = option(0.01, "AdamW's, of matrices alone")
    clip: float = option(1.0, "largest norm of all gradients together")
    max_length: int = option(128, "tokens read of a phrase, special ones included")
    padding: Literal["dynamic", "max_length"] = option(
        "dynamic", "to the longest of a batch, or to all tokens"
    )
    evaluations: int = option(4, "on dev, per epoch")
    precision: Literal["float32", "bfloat16"] = option("float32", "of the matrix products while training")
    layer_decay: float = option(1.0, "each layer learns at so many times the rate of the one above it")
    average: float = option(0.0, "decay of a moving average of the weights, which is then what counts")
    label_smoothing: float = option(0.0, "proportion of each label spread over both classes")
    r_drop: float = option(0.0, "weight of the divergence between two draws of dropout (Liang et al. 2021)")
    keep: Literal["best", "last"] = option("best", "which evaluation's weights are kept")
    dropout: float = option(0.1, "proportion of a layer's numbers that are set to 0 while training")
    seed: int = option(42, "of weights, order and dropout")
    threads: int = option(2, "the order of sums, and so the last bits, depend on it")

    def __post_init__(self) -> None:
        """Raise SentiscopeError `training_bad_setting` for a value that no training can have."""
        for name in {field.name for field in fields(self)} & LIMITS.keys():
            (low, high), value = LIMITS[name], getattr(self, name)
            if value < low or (high is not None and value > high):
                raise SentiscopeError(
                    "training_bad_setting", option=name.replace("_", "-"), value=value, low=low
                )

    def identity(self) -> dict[str, Any]:
        """The settings that must be equal in two runs for one to continue the other.

        Those that only another kind of network has count with the values that leave it as it is.
        """
        return {**OF_OTHER_KINDS, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class DistillationRecipe(Recipe):
    """What a student may learn from a teacher beside the labels. Source: Hinton et al. 2015."""

    soft_labels: str = option("", "folder of a teacher's probabilities, from `distill ask`")
    teacher_share: float = option(1.0, "weight of the teacher in the target where both it and a label speak")


@dataclass(frozen=True, kw_only=True)
class TransformerRecipe(DistillationRecipe):
    """The settings of one fine-tuning of a Transformer."""

    freeze: Literal["nothing", "words", "encoder"] = option(
        "nothing", "what does not learn: the table of words, or all below pooler and head"
    )


@dataclass(frozen=True, kw_only=True)
class RecurrentRecipe(DistillationRecipe):
    """The settings of a recurrent network, chosen on 3,000 sentences held out of train (`--holdout 3000`).

    Its last weights are kept: nothing is chosen by looking at dev.
    """

    model: str = option("gru", "the kind of cell", choices=RECURRENT_MODELS)
    epochs: int = option(5, "how often all training phrases are read")
    batch_size: int = option(50, "phrases a step")
    learning_rate: float = option(2e-3, "the highest, reached after warm-up")
    warmup: float = option(0.05, "proportion of all steps")
    max_length: int = option(64, "words read of a phrase")
    evaluations: int = option(2, "on dev, per epoch")
    average: float = option(0.999, "decay of a moving average of the weights, which is then what counts")
    dropout: float = option(0.5, "proportion of a layer's numbers that are set to 0 while training")
    keep: Literal["best", "last"] = option("last", "which evaluation's weights are kept")
    threads: int = option(1, "the order of sums, and so the last bits, depend on it")
    width: int = option(128, "numbers in the network's state")
    word_dropout: float = option(0.1, "proportion of the words that are read as unknown while training")


OF_OTHER_KINDS = {"freeze": "nothing", "width": 128, "word_dropout": 0.0}


def default_recipe(model: str) -> DistillationRecipe:
    """The settings a model is trained with by default."""
    return RecurrentRecipe(model=model) if model in RECURRENT_MODELS else TransformerRecipe(model=model)


def without_paths(recipe: RecipeType, own_folder: bool = False) -> RecipeType:
    """The recipe for a card: placeholders instead of folders of this machine."""
    model = "MODEL_FOLDER" if own_folder else recipe.model
    return replace(recipe, model=model, soft_labels="SOFT_LABELS_FOLDER" if recipe.soft_labels else "")


def command_on(recipe: Recipe, data: LabelledData) -> str:
    """The shell command that makes this run on this data."""
    return command(recipe, data.held_out, data.drawn, data.about.option)


def command(recipe: Recipe, held_out: int = 0, train_size: int = 0, dataset: str = SST2_OPTION) -> str:
    """The shell command that makes this run, with every setting that differs from the usual."""
    default = {**asdict(default_recipe(recipe.model)), "model": START[dataset]}
    changed = {name: value for name, value in asdict(recipe).items() if value != default[name]}
    options = [f"--{name.replace('_', '-')} {shlex.quote(str(value))}" for name, value in changed.items()]
    options += [f"--holdout {held_out}"] if held_out else []
    options += [f"--train-size {train_size}"] if train_size else []
    named = [f"--dataset {dataset}"] if dataset != SST2_OPTION else []
    folder = f"{dataset.upper()}_FOLDER"
    return " ".join(["python -m core.training", *named, f"--data {folder} -o OUTPUT_FOLDER", *options])
