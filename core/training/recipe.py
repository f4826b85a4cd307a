"""What is decided before training starts."""

from dataclasses import dataclass
from typing import Literal


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
