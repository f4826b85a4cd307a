"""What an experiment is: a claim, the function that measures it, the verdict its numbers give."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

from core.jobs.progress import Progress

Size = Literal["small", "full"]
SIZES: tuple[Size, ...] = get_args(Size)
Numbers = dict[str, Any]  # what JSON can hold
Verdict = Literal["held", "failed", "undecided"]
Basis = Literal["exact", "wilson", "paired", "apart", "student", "bootstrap"]
BASES: tuple[Basis, ...] = get_args(Basis)
Begin = Callable[[int], Progress]  # is called with the number of steps, once it is known


class Measure(Protocol):
    """A seeded measurement: the same seed, size and data give the same numbers, but for those `timed`."""

    def __call__(self, begin: Begin, seed: int, size: Size, data: Any, /) -> Numbers:
        """Report progress through `begin(total)`, and return numbers that JSON can hold.

        `data` is what the experiment needs: LabelledData, documents, or None.
        """
        ...


@dataclass(frozen=True)
class Experiment:
    """A claim as an object; its words stand under `experiments.<name>` in both languages.

    `claim` and `how` say what is tested and how. `outcome` tells from the numbers alone whether the claim
    held, and fills `facts`; `basis` is the kind of interval it rests on, `exact` for what was counted or
    compared bit for bit. `models` are catalog names; their sha256 goes into the record. `timed` are the
    numbers that a clock gave: they differ from run to run.
    """

    name: str
    measure: Measure
    outcome: Callable[[Numbers], tuple[Verdict, dict[str, Any]]]
    basis: Basis
    models: tuple[str, ...] = ()
    needs_sst2: bool = True
    needs_texts: bool = False
    timed: tuple[str, ...] = ()


def command(experiment: Experiment, size: Size, seed: int) -> str:
    """The shell command that makes this measurement again."""
    options = [f"--size {size}", f"--seed {seed}"]
    options += ["--data SST2_FOLDER"] if experiment.needs_sst2 else []
    options += ["--texts TEXTS_FILE"] if experiment.needs_texts else []
    return " ".join(["python -m core.experiments", experiment.name, *options])
