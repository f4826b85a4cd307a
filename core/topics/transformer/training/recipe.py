"""The settings of a translator's training, and the command that makes it again."""

from dataclasses import asdict, dataclass
from typing import Any

from core.base.errors import SentiscopeError
from core.jobs.cli import option
from core.topics.transformer.translator import KINDS, Kind
from core.training.recipe import Recipe


@dataclass(frozen=True)
class TranslatorRecipe:
    """The settings of one run; two runs with equal recipes give equal weights."""

    kind: Kind = option("transformer", "the network", choices=KINDS)
    steps: int = option(8200, "of the training")
    batch_size: int = option(64, "sentences a step")
    warmup: int = option(1000, "steps in which the learning rate goes up")
    factor: float = option(1.0, "on Noam's learning rate")
    smoothing: float = option(0.1, "label smoothing's ε")
    clip: float = option(1.0, "largest norm of all gradients together")
    average: float = option(0.999, "decay of a moving average of the weights, which is then what counts")
    held_out: int = option(2000, "sentences to judge on, of each of the two kinds")
    seed: int = option(42, "of weights, sentences and first positions")

    def __post_init__(self) -> None:
        """Raise SentiscopeError for a value that no training can have."""
        lowest = {"steps": 1, "batch_size": 1, "warmup": 1, "factor": 0, "smoothing": 0, "held_out": 1}
        for name, low in lowest.items():
            if getattr(self, name) < low:
                raise SentiscopeError(
                    "training_bad_setting", option=name.replace("_", "-"), value=getattr(self, name), low=low
                )
        self.shared()

    def identity(self) -> dict[str, Any]:
        """What two runs must share for one to continue the other: every setting but the steps.

        Noam's schedule has no end, so a longer run begins with the very steps of a shorter one.
        """
        return {name: value for name, value in asdict(self).items() if name != "steps"}

    def shared(self) -> Recipe:
        """The settings that all resumable trainings share, checked."""
        return Recipe(
            batch_size=self.batch_size,
            clip=self.clip,
            average=self.average,
            evaluations=1,
            seed=self.seed,
            threads=1,
        )

    def command(self) -> str:
        """The shell command of this run, with every setting that differs from the default."""
        default = asdict(TranslatorRecipe())
        options = [
            f"--{name.replace('_', '-')} {value}"
            for name, value in asdict(self).items()
            if value != default[name]
        ]
        return " ".join(["python -m core.topics.transformer.training -o OUTPUT_FOLDER", *options])
