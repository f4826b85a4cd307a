"""What is decided before pre-training continues."""

import shlex
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args, get_type_hints

from core.base.errors import SentiscopeError
from core.training.recipe import Recipe

SMALLEST_BLOCK = 8  # [CLS], some tokens, [SEP], some tokens, [SEP]
DEFAULT_COMMAND = "python -m core.topics.pretraining.training --texts TEXTS_FILE -o OUTPUT_FOLDER"


@dataclass(frozen=True)
class PretrainingRecipe:
    """The settings of one run; two runs with equal recipes and texts give equal weights."""

    model: str = "minilm"  # catalog name, folder or hub id
    scope: Literal["all", "last", "frozen"] = "all"  # which of the encoder's layers learn
    mlm: bool = True  # guess masked tokens; without: pairs are read as they are, and only judged
    nsp: bool = True  # sentence pairs and their loss; without: full blocks, masked tokens alone
    pairs: Literal["sentences", "packed"] = (
        "sentences"  # of single sentences, or of several that fill a block
    )
    epochs: int = 1
    steps: int = 0  # end after so many, before the epochs are over; 0 for whole epochs
    batch_size: int = 16
    learning_rate: float = 3e-4  # the highest, reached after warm-up
    warmup: float = 0.06  # share of all steps
    weight_decay: float = 0.01
    clip: float = 1.0  # largest norm of all gradients together
    dropout: float = 0.1  # share of a layer's numbers that are set to 0 while training
    block: int = 128  # tokens, [CLS] and [SEP] included
    evaluations: int = 4  # per epoch
    held_out: int = 60  # documents
    precision: Literal["float32", "bfloat16"] = "bfloat16"  # of the matrix products while training
    seed: int = 42
    threads: int = 2  # the order of sums, and so the last bits, depend on it

    def __post_init__(self) -> None:
        """Raise SentiscopeError for a value that no training can have."""
        if self.block < SMALLEST_BLOCK:
            raise SentiscopeError(
                "training_bad_setting", option="block", value=self.block, low=SMALLEST_BLOCK
            )
        if not (self.mlm or self.nsp):
            raise SentiscopeError("pretraining_no_task")
        if self.steps < 0:
            raise SentiscopeError("training_bad_setting", option="steps", value=self.steps, low=0)
        self.shared()

    def shared(self) -> Recipe:
        """The settings that both kinds of training share, checked."""
        return Recipe(
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            warmup=self.warmup,
            weight_decay=self.weight_decay,
            clip=self.clip,
            dropout=self.dropout,
            evaluations=self.evaluations,
            precision=self.precision,
            seed=self.seed,
            threads=self.threads,
        )


def choices(name: str) -> tuple[Any, ...] | None:
    """The words a setting may take, or None for a number or free text."""
    return get_args(get_type_hints(PretrainingRecipe)[name]) or None


def command(recipe: PretrainingRecipe, cleaned: bool) -> str:
    """The shell command that makes this run, with every setting that differs from the default."""
    default = asdict(PretrainingRecipe())
    options = ["--data SST2_FOLDER"] if cleaned else []
    for name, value in asdict(recipe).items():
        option = name.replace("_", "-")
        if value != default[name]:
            options.append(f"--no-{option}" if value is False else f"--{option} {shlex.quote(str(value))}")
    return " ".join([DEFAULT_COMMAND, *options])
