"""Our component for a forward pass: the diagram, and the chosen step as a heat map.

Numbers travel as float32 bytes behind a small JSON header: only the opened step, and what its
cells are made of.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.glossary import terms
from core.app.models.traced_model import StepChoice
from core.app.numbers import numeral
from core.app.state import Translator, language
from core.app.widgets.component import component, packed
from core.app.widgets.worked_cell import labels

if TYPE_CHECKING:
    from core.trace.steps import OpenStep
    from core.trace.trace import TracedForward

KEY = "inside_flow"
GROUPS = ("embeddings", "layer", "head")
SEQUENTIAL = ("attention", "probabilities")
WORDS = (
    "diagram",
    "previous",
    "next",
    "play",
    "pause",
    "speed",
    "layer",
    "head",
    "least",
    "most",
    "more",
    "strips",
    "strips_other",
)
STRIP = 32  # numbers
# What the terms of a cell are numbered by, where it is not by tokens.
INNER = {"scores": "k", "contracted": "f"}

_flow = component("flow", "inside")


def flow(traced: "TracedForward", chosen: StepChoice, go: Callable[..., None], t: Translator) -> None:
    """Draw the traced pass, one step open; `go(step=…, layer=…, head=…)` is called when another is chosen."""
    from core.trace.steps import open_step

    def moved() -> None:
        go(**st.session_state[KEY].go)

    step = open_step(traced, chosen.step, chosen.layer - 1, chosen.head - 1)
    arrays = {**_arrays(step), "strips": _strips(traced, chosen)}
    _flow(data=packed(_header(traced, step, chosen, t), arrays), key=KEY, on_go_change=moved)


def _arrays(step: "OpenStep") -> dict[str, Any]:
    """The step's matrix and its operands as float32 matrices; a vector is a matrix of one row."""
    tensors = {"value": step.value, **step.operands}
    tensors.pop("entries", None)  # of a table: the very numbers of the matrix
    return {name: tensor.float().reshape(-1, tensor.shape[-1]).numpy() for name, tensor in tensors.items()}


def _strips(traced: "TracedForward", chosen: StepChoice) -> Any:
    """The first numbers of every token's row at every step, for the strips in the blocks: (steps · T, W).

    A row with fewer numbers ends in NaN; from the pooler on there is only the row of [CLS].
    """
    import numpy as np

    from core.trace.steps import STEPS, open_step

    strips = np.full((len(STEPS), len(traced.inputs.tokens), STRIP), np.nan, dtype=np.float32)
    for number, step in enumerate(STEPS):
        value = open_step(traced, step, chosen.layer - 1, chosen.head - 1).value[:, :STRIP]
        strips[number, : value.shape[0], : value.shape[1]] = value.numpy()
    return strips.reshape(-1, STRIP)


def _header(traced: "TracedForward", step: "OpenStep", chosen: StepChoice, t: Translator) -> dict[str, Any]:
    from core.trace.formulas import PLAIN
    from core.trace.steps import AXES, STEPS

    rows, columns = labels(traced, step, t)
    opened, name = traced.opened, t(f"inside.step_{chosen.step}")
    probability = traced.trace.of("probabilities")[0, opened.positive].item()
    return {
        "step": chosen.step,
        "layer": chosen.layer,
        "head": chosen.head,
        "layers": opened.shape.layers,
        "heads": opened.shape.heads,
        "kind": step.kind,
        "formula": PLAIN[chosen.step],
        "rows": rows,
        "columns": columns,
        "inner": _inner(step, rows, columns),
        "steps": STEPS,
        "sequential": SEQUENTIAL,
        "axes": AXES[chosen.step].split()[-2:] if chosen.step != "context" else ["T", "K"],
        "scale": "sequential" if chosen.step in SEQUENTIAL else "diverging",
        "title": title(chosen, t),
        "shape": shape_text(step),
        "letters": letters(chosen.step),
        "about": t(f"inside.about_{chosen.step}", rows=f"{opened.rows:,}"),
        "picture": t("inside.picture", step=name),
        "positive": probability >= 0.5,
        "texts": _texts(probability, len(rows), t),
    }


def _inner(step: "OpenStep", rows: list[str], columns: list[str] | None) -> list[str] | str | None:
    """What a cell's terms are called: by token or class, or by the letter of the axis they run along."""
    if step.kind in ("mixture", "softmax"):
        return rows if step.kind == "mixture" else columns
    return INNER.get(step.step, "d")


def _texts(probability: float, tokens: int, t: Translator) -> dict[str, Any]:
    from core.trace.steps import STEPS

    return {
        **{word: t(f"inside.{word}") for word in WORDS},
        "language": language(),
        "names": {step: t(f"inside.step_{step}") for step in STEPS},
        "groups": {group: t(f"inside.group_{group}") for group in GROUPS},
        "source": t("inside.source"),
        "verdict": t("verdict.probability", percent=numeral(100 * probability, ".1f")),
    }


def title(chosen: StepChoice, t: Translator) -> str:
    """The step's name with its layer and head, where it has them."""
    from core.trace.encoder_trace import LAYER_STEPS
    from core.trace.steps import PER_HEAD

    name = t(f"inside.step_{chosen.step}")
    if chosen.step in PER_HEAD:
        return t("inside.title_head", step=name, layer=chosen.layer, head=chosen.head)
    if chosen.step in LAYER_STEPS:
        return t("inside.title_layer", step=name, layer=chosen.layer)
    return name


def letters(step: str) -> dict[str, str]:
    """What each axis of a step's tensor counts, by its letter."""
    from core.trace.steps import AXES

    defined = terms(language())
    return {letter: defined[letter].meaning for letter in AXES[step].split()}


def shape_text(step: "OpenStep") -> str:
    """A tensor's shape in the alphabet and in numbers: `B T D = 1 × 9 × 384`."""
    from core.trace.steps import AXES

    return f"{AXES[step.step]} = {' × '.join(str(size) for size in step.whole)}"
