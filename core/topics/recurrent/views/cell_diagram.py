"""Our component for a recurrent cell: its diagram with live numbers, and a gate to be held by hand."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.app.widgets.component import component, packed
from core.topics.recurrent.views import shared as recurrent

if TYPE_CHECKING:
    from core.topics.recurrent.trace import RecurrentTrace

KEY = "recurrent_cell"
WORDS = (
    "tokens",
    "unit",
    "busy",
    "positive",
    "percent",
    "held",
    "diagram",
    "by_hand",
    "word",
    "unknown",
    "hold",
    "free",
    "shut",
    "open",
    "from",
    "to",
    "units",
    "all_units",
    "this_unit",
)

FILLED_THERE = {  # in the browser, which knows the numbers
    "busy": {"rank": "{rank}"},
    "this_unit": {"unit": "{unit}"},
    "percent": {"share": "{share}"},
}

_cell = component("recurrent", "recurrent")


def cell_diagram(free_trace: "RecurrentTrace", held_trace: "RecurrentTrace | None", t: Translator) -> None:
    """The cell at the chosen word and unit; where a gate is held, with the numbers of `held_trace`."""

    def moved() -> None:
        recurrent.take_over(st.session_state[KEY].go)

    shown = held_trace or free_trace
    arrays = {name: values.contiguous().numpy() for name, values in _arrays(shown).items()}
    _cell(data=packed(_header(free_trace, held_trace, t), arrays), key=KEY, on_go_change=moved)


def _arrays(shown: "RecurrentTrace") -> dict[str, Any]:
    """Gates and states (T, D) each, and what each block's sum is made of."""
    made = dict(shown.steps)
    made |= {f"word_{name}": values for name, values in shown.from_word.items()}
    return made | {f"state_{name}": values for name, values in shown.from_state.items()}


def _header(
    free_trace: "RecurrentTrace", held_trace: "RecurrentTrace | None", t: Translator
) -> dict[str, Any]:
    from core.topics.recurrent.trace import by_movement

    shown = held_trace or free_trace
    chosen = {
        "token": recurrent.chosen_token(shown),
        "unit": recurrent.chosen_unit(free_trace),
        "part": recurrent.chosen_part(shown.kind),
    }
    hold = _hold(held_trace)
    return {
        "kind": shown.kind,
        "names": list(shown.steps),
        "tokens": list(shown.words),
        "unknown": list(shown.unknown),
        "order": by_movement(free_trace.steps["hidden"]),
        "place": chosen,
        "hold": hold,
        "stamp": f"{shown.kind} {' '.join(shown.words)} {hold} {chosen}",
        "shares": [trace.probability.tolist() for trace in (free_trace, held_trace) if trace],
        "texts": _texts(shown.kind, t),
    }


def _hold(held_trace: "RecurrentTrace | None") -> dict[str, Any] | None:
    if held_trace is None or held_trace.hold is None:
        return None
    own = held_trace.hold
    unit = recurrent.ALL_UNITS if own.unit is None else own.unit
    return {"gate": own.gate, "value": int(own.value), "first": own.first, "last": own.last, "unit": unit}


def _texts(kind: str, t: Translator) -> dict[str, Any]:
    names = {part: t(f"recurrent.part_{part}") for part in recurrent.parts_of(kind)}
    before = {f"{name}_before": t(f"recurrent.part_{name}_before") for name in ("hidden", "cell")}
    after = {"after": t("recurrent.part_after")}
    return {
        **{word: t(f"recurrent.cell_{word}", **FILLED_THERE.get(word, {})) for word in WORDS},
        "names": {**names, **before, **after},
        "about": {part: t(f"recurrent.about_{kind}_{part}") for part in recurrent.parts_of(kind)},
    }
