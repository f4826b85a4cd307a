"""What is decided before pre-training continues."""

import shlex
from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.base.errors import SentiscopeError
from core.jobs.cli import option
from core.training.recipe import Recipe

SMALLEST_BLOCK = 8  # [CLS], some tokens, [SEP], some tokens, [SEP]
DEFAULT_COMMAND = "python -m core.topics.pretraining.training --texts TEXTS_FILE -o OUTPUT_FOLDER"


@dataclass(frozen=True)
class PretrainingRecipe:
    """The settings of one run; two runs with equal recipes and texts give equal weights."""

    model: str = option("minilm", "catalog name, folder or hub id")
    scope: Literal["all", "last", "frozen"] = option("all", "which of the encoder's layers learn")
    layers: int = option(0, "the encoder's first so many are kept; 0 for all")
    mlm: bool = option(True, "guess masked tokens; without, pairs are read as they are, and only judged")
    bias: Literal["kept", "frequency"] = option(
        "kept", "what the head's bias begins with: as it is, 0 in a new head, or how often each token is seen"
    )
    nsp: bool = option(True, "sentence pairs and their loss; without, full blocks and masked tokens alone")
    pairs: Literal["sentences", "packed"] = option(
        "sentences", "of single sentences, or of several that fill a block"
    )
    epochs: int = option(1, "how often all texts are read")
    steps: int = option(0, "end after so many, before the epochs are over; 0 for whole epochs")
    batch_size: int = option(16, "blocks or pairs a step")
    learning_rate: float = option(3e-4, "the highest, reached after warm-up")
    warmup: float = option(0.06, "proportion of all steps")
    weight_decay: float = option(0.01, "AdamW's, of matrices alone")
    clip: float = option(1.0, "largest norm of all gradients together")
    dropout: float = option(0.1, "proportion of a layer's numbers that are set to 0 while training")
    block: int = option(128, "tokens, [CLS] and [SEP] included")
    evaluations: int = option(4, "per epoch")
    held_out: int = option(60, "documents to judge on")
    precision: Literal["float32", "bfloat16"] = option("bfloat16", "of the matrix products while training")
    seed: int = option(42, "of heads, order, masks and dropout")
    threads: int = option(2, "the order of sums, and so the last bits, depend on it")

    def __post_init__(self) -> None:
        """Raise SentiscopeError for a value that no training can have."""
        if self.block < SMALLEST_BLOCK:
            raise SentiscopeError(
                "training_bad_setting", option="block", value=self.block, low=SMALLEST_BLOCK
            )
        if not (self.mlm or self.nsp):
            raise SentiscopeError("pretraining_no_task")
        for name in ("steps", "layers"):
            if getattr(self, name) < 0:
                raise SentiscopeError("training_bad_setting", option=name, value=getattr(self, name), low=0)
        self.shared()

    def identity(self) -> dict[str, Any]:
        """What two runs must share for one to continue the other: every setting."""
        return asdict(self)

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


def command(recipe: PretrainingRecipe, cleaned: bool) -> str:
    """The shell command that makes this run, with every setting that differs from the default."""
    default = asdict(PretrainingRecipe())
    options = ["--data SST2_FOLDER"] if cleaned else []
    for name, value in asdict(recipe).items():
        option = name.replace("_", "-")
        if value != default[name]:
            options.append(f"--no-{option}" if value is False else f"--{option} {shlex.quote(str(value))}")
    return " ".join([DEFAULT_COMMAND, *options])
