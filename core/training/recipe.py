"""What is decided before training starts."""

import shlex
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args, get_type_hints

from core.base.errors import SentiscopeError
from core.data.chnsenticorp import ABOUT as CHNSENTICORP_ABOUT
from core.data.labelled import LabelledData
from core.data.sst2 import ABOUT as SST2_ABOUT

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
# Chosen on 3,000 sentences held out of train (`--holdout 3000`).
RECURRENT: dict[str, Any] = {
    "epochs": 5,
    "batch_size": 50,
    "learning_rate": 2e-3,
    "warmup": 0.05,
    "max_length": 64,
    "evaluations": 2,
    "average": 0.999,
    "dropout": 0.5,
    "word_dropout": 0.1,
    "keep": "last",  # nothing is chosen by looking at dev
    "threads": 1,
}


@dataclass(frozen=True)
class Recipe:
    """The settings of one fine-tuning run; two runs with equal recipes and data give equal weights."""

    model: str = START[SST2_OPTION]  # catalog name, folder or hub id
    epochs: int = 3
    batch_size: int = 32
    learning_rate: float = 5e-5  # the highest, reached after warm-up
    warmup: float = 0.1  # share of all steps
    weight_decay: float = 0.01
    clip: float = 1.0  # largest norm of all gradients together
    max_length: int = 128  # tokens, [CLS] and [SEP] included
    padding: Literal["dynamic", "max_length"] = "dynamic"
    evaluations: int = 4  # per epoch
    precision: Literal["float32", "bfloat16"] = "float32"  # of the matrix products while training
    layer_decay: float = 1.0  # each layer learns at this times the rate of the one above it
    average: float = 0.0  # decay of a moving average of the weights, which is then what counts
    label_smoothing: float = 0.0  # share of each label spread over both classes
    r_drop: float = 0.0  # weight of the divergence between two draws of dropout (Liang et al. 2021)
    soft_labels: str = ""  # folder of a teacher's probabilities (core.training.distillation.soft_labels)
    teacher_share: float = 1.0  # of the target where both teacher and label speak
    keep: Literal["best", "last"] = "best"  # which evaluation's weights are kept
    freeze: Literal["nothing", "encoder"] = "nothing"  # of a Transformer; the rest of it still learns
    dropout: float = 0.1  # share of a layer's numbers that are set to 0 while training
    width: int = 128  # of a recurrent network's state; it and the next concern no Transformer
    word_dropout: float = 0.0  # share of the words that are read as unknown while training
    seed: int = 42
    threads: int = 2  # the order of sums, and so the last bits, depend on it

    def __post_init__(self) -> None:
        """Raise SentiscopeError for a value that no training can have."""
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if value < low or (high is not None and value > high):
                option = name.replace("_", "-")
                raise SentiscopeError("training_bad_setting", option=option, value=value, low=low)


def choices(name: str) -> tuple[str, ...] | None:
    """The words a setting may take, or None for a number or free text."""
    return get_args(get_type_hints(Recipe)[name]) or None


def usual(model: str) -> Recipe:
    """The settings a model is trained with where nothing else is asked for."""
    return Recipe(model=model, **RECURRENT) if model in RECURRENT_MODELS else Recipe(model=model)


def without_paths(recipe: Recipe, own_folder: bool = False) -> Recipe:
    """The recipe as others may read it: a folder of this machine says nothing elsewhere."""
    model = "MODEL_FOLDER" if own_folder else recipe.model
    return replace(recipe, model=model, soft_labels="SOFT_LABELS_FOLDER" if recipe.soft_labels else "")


def command_on(recipe: Recipe, data: LabelledData) -> str:
    """The shell command that makes this run on this data."""
    return command(recipe, data.held_out, data.drawn, data.about.option)


def command(recipe: Recipe, held_out: int = 0, train_size: int = 0, dataset: str = SST2_OPTION) -> str:
    """The shell command that makes this run, with every setting that differs from the usual."""
    default = {**asdict(usual(recipe.model)), "model": START[dataset]}
    changed = {name: value for name, value in asdict(recipe).items() if value != default[name]}
    options = [f"--{name.replace('_', '-')} {shlex.quote(str(value))}" for name, value in changed.items()]
    options += [f"--holdout {held_out}"] if held_out else []
    options += [f"--train-size {train_size}"] if train_size else []
    named = [f"--dataset {dataset}"] if dataset != SST2_OPTION else []
    folder = f"{dataset.upper()}_FOLDER"
    return " ".join(["python -m core.training", *named, f"--data {folder} -o OUTPUT_FOLDER", *options])
