"""Twins: our readable function beside the library's call that does the same.

A twin is declared once, next to its concept, in a tuple `TWINS`. Pages show these declarations
and the tests run over the same ones, so a page cannot show a twin that no test holds.
"""

import inspect
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import Tensor

from core.nn.docstrings import AS_WRITTEN, Docstrings, with_docstrings

Reference = Literal["library", "loops", "composed"]
LONGEST_NAME = 35  # characters; of a longer one its last part
MOST_LINES = 20  # of a minimal version, blank ones not counted

DOCUMENTATION = {
    "torch": "https://docs.pytorch.org/docs/stable/generated/",
    "sklearn": "https://scikit-learn.org/stable/modules/generated/",
    "scipy": "https://docs.scipy.org/doc/scipy/reference/generated/",
}


@dataclass(frozen=True)
class Twin:
    """One of our functions, the library's way to the same numbers, and how close they must be.

    `library` wraps the call so that it takes our arguments; `call` is the line a learner would
    write. `examples` yields argument tuples for the tests. Results differ by at most
    `absolute + relative * |library's result|`, in `dtype`. `shown` are the functions to read where
    `ours` only turns what they find into a tensor. `reference` says what the other side is: a
    library's call, or for what no library has, plain loops of ours or torch's calls put together.

    `minimal` is a version of at most `MOST_LINES` lines for whoever can't write it yet, without helpers
    of ours, where `ours` is longer or has some; `minimal_shown` is to it what `shown` is to `ours`.
    `portable` gives the same arguments without what the function does not read, such as the other rows
    of a table, for the file that a learner takes along.
    """

    name: str
    ours: Callable[..., Tensor]
    library: Callable[..., Tensor]
    call: str
    import_path: str
    documentation: str
    examples: Callable[[], Iterator[tuple[Any, ...]]]
    dtype: torch.dtype = torch.float32
    relative: float = 1e-5
    absolute: float = 1e-7
    shown: tuple[Callable[..., Any], ...] = ()
    reference: Reference = "library"
    minimal: Callable[..., Tensor] | None = None
    minimal_shown: tuple[Callable[..., Any], ...] = ()
    portable: Callable[..., tuple[Any, ...]] | None = None

    @property
    def read(self) -> tuple[Callable[..., Any], ...]:
        """Our functions, as they are to be read."""
        return self.shown or (self.ours,)

    @property
    def read_minimal(self) -> tuple[Callable[..., Any], ...]:
        """The minimal version's functions; none where ours is short enough."""
        return self.minimal_shown or ((self.minimal,) if self.minimal else ())


def documented(path: str, page: str = "") -> dict[str, Any]:
    """A twin's import line and documentation page, from the full name of the library's own.

    torch, scikit-learn and SciPy name a page after what it documents: `torch.nn.functional.softmax`,
    `sklearn.metrics.f1_score`. Of other libraries the page has to be given.
    """
    module, name = path.rsplit(".", 1)
    functional = module == "torch.nn.functional"
    return {
        "import_path": f"import {module} as F" if functional else f"from {module} import {name}",
        "documentation": page or f"{DOCUMENTATION[path.split('.')[0]]}{path}.html",
    }


def in_double(relative: float = 1e-9, absolute: float = 1e-7) -> dict[str, Any]:
    """A twin's exactness where both sides reckon in double precision."""
    return {"dtype": torch.float64, "relative": relative, "absolute": absolute}


@dataclass(frozen=True)
class Comparison:
    """Both results on the same arguments, and the largest absolute difference (infinite if shapes differ)."""

    ours: Tensor
    library: Tensor
    largest_difference: float
    holds: bool


def compare(twin: Twin, *arguments: Any) -> Comparison:
    """Run both sides of a twin on the same arguments, floating-point ones cast to its dtype."""
    cast = [_cast(argument, twin.dtype) for argument in arguments]
    ours, library = twin.ours(*cast), twin.library(*cast)
    if ours.shape != library.shape:
        return Comparison(ours, library, math.inf, False)
    apart = (ours.double() - library.double()).abs()
    apart = apart.masked_fill(ours == library, 0.0)  # −∞ equals −∞, though their difference is no number
    difference = apart.max().item() if ours.numel() else 0.0
    holds = torch.allclose(ours.double(), library.double(), rtol=twin.relative, atol=twin.absolute)
    return Comparison(ours, library, difference, holds)


def shortest(twin: Twin) -> Twin:
    """The twin with its minimal version in the place of ours; itself where it has none."""
    if not twin.minimal:
        return twin
    return replace(twin, ours=twin.minimal, shown=twin.read_minimal, minimal=None, minimal_shown=())


def source(functions: Sequence[Callable[..., Any]], docstrings: Docstrings = AS_WRITTEN) -> str:
    """The text of functions as it stands in the repository, but for docstrings that are given."""
    return "\n\n".join(
        with_docstrings(inspect.getsource(function), function.__module__, docstrings)
        for function in functions
    )


def called(twin: Twin) -> str:
    """What the other side calls, in short: `F.softmax`, or `generate` of a model that is loaded first."""
    name, after = twin.call.split("(", 1)
    if name.endswith(".from_pretrained"):
        method = re.match(r"[^()]*\)\.(\w+)\(", after)
        name = method[1] if method else name.removesuffix(".from_pretrained")
    return name if len(name) <= LONGEST_NAME else name.rsplit(".", 1)[-1]


def signature(twin: Twin) -> str:
    """Our function's name and parameters, without the annotations' module paths."""
    first = twin.read[0]
    names = ", ".join(inspect.signature(first).parameters)
    return f"{first.__module__}.{first.__name__}({names})"


def _cast(argument: Any, dtype: torch.dtype) -> Any:
    return argument.to(dtype) if isinstance(argument, Tensor) and argument.is_floating_point() else argument
