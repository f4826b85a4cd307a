"""What is decided before training starts."""

import shlex
from dataclasses import asdict, dataclass
from typing import Literal

from core.errors import SentiscopeError

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
    "seed": (0, None),
    "threads": (1, None),
}


@dataclass(frozen=True)
class Recipe:
    """The settings of one fine-tuning run; two runs with equal recipes and data give equal weights."""

    model: str = "minilm"  # catalog name, folder or hub id
    epochs: int = 3
    batch_size: int = 32
    learning_rate: float = 5e-5  # the highest, reached after warm-up
    warmup: float = 0.1  # share of all steps
    weight_decay: float = 0.01
    clip: float = 1.0  # largest norm of all gradients together
    max_length: int = 128  # tokens, [CLS] and [SEP] included
    padding: Literal["dynamic", "max_length"] = "dynamic"
    evaluations: int = 4  # per epoch
    seed: int = 42
    threads: int = 2  # the order of sums, and so the last bits, depend on it

    def __post_init__(self) -> None:
        """Raise SentiscopeError for a value that no training can have."""
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if value < low or (high is not None and value > high):
                option = name.replace("_", "-")
                raise SentiscopeError("training_bad_setting", option=option, value=value, low=low)


def command(recipe: Recipe, held_out: int = 0) -> str:
    """The shell command that makes this run, with every setting that differs from the default."""
    default = asdict(Recipe())
    changed = {name: value for name, value in asdict(recipe).items() if value != default[name]}
    options = [f"--{name.replace('_', '-')} {shlex.quote(str(value))}" for name, value in changed.items()]
    options += [f"--holdout {held_out}"] if held_out else []
    return " ".join(["python -m core.training --data SST2_FOLDER -o OUTPUT_FOLDER", *options])
