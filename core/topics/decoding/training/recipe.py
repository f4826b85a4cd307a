"""The settings of a small language model and of its training, and the command that makes it again."""

from dataclasses import asdict, dataclass
from typing import Any

from core.base.errors import SentiscopeError
from core.jobs.cli import option

HEAD = 32  # numbers of one head; RoPE turns them in pairs


@dataclass(frozen=True)
class WriterRecipe:
    """The settings of one run; two runs with equal recipes and texts give equal weights."""

    vocabulary: int = option(5000, "tokens: characters and frequent pieces of them")
    alphabet: int = option(3400, "characters among them, the most frequent")
    width: int = option(160, f"of the network; a multiple of {HEAD}")
    layers: int = option(4, "of the network")
    window: int = option(256, "tokens that it reads at most")
    epochs: int = option(6, "how often all texts are read")
    steps: int = option(0, "end after so many, before the epochs are over; 0 for whole epochs")
    batch_size: int = option(4, "rows of a window's length a step")
    learning_rate: float = option(2e-3, "the highest, reached after warm-up")
    warmup: int = option(200, "steps")
    weight_decay: float = option(0.1, "AdamW's, of matrices alone")
    hidden: float = option(0.05, "proportion of tokens that are read as [UNK] while training")
    held_out: int = option(400, "documents to judge on")
    seed: int = option(42, "of weights, order and what is hidden")

    def __post_init__(self) -> None:
        """Raise SentiscopeError for a value that no training can have."""
        lowest = {"vocabulary": self.alphabet, "width": HEAD, "window": 2, "epochs": 1, "batch_size": 1}
        for name, low in lowest.items():
            if getattr(self, name) < low:
                raise _bad(name, getattr(self, name), low)
        if self.width % HEAD:
            raise _bad("width", self.width, HEAD)
        if not 0 <= self.hidden < 1:
            raise _bad("hidden", self.hidden, 0)

    def command(self) -> str:
        """The shell command of this run, with every setting that differs from the default."""
        default = asdict(WriterRecipe())
        options = [
            f"--{name.replace('_', '-')} {value}"
            for name, value in asdict(self).items()
            if value != default[name] or name == "seed"
        ]
        start = "python -m core.topics.decoding.training --texts TEXTS_FILE -o OUTPUT_FOLDER"
        return " ".join([start, *options])


def _bad(name: str, value: Any, low: float) -> SentiscopeError:
    return SentiscopeError("training_bad_setting", option=name.replace("_", "-"), value=value, low=low)
