"""What the parts of Recurrent networks share: models, the sentence as each reads it, and the chosen place."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.models.cached_models import classifier
from core.app.state import Translator, sentence
from core.app.url_picks import number, one_of

if TYPE_CHECKING:
    from core.topics.recurrent.trace import HeldGate, Reading

KINDS = ("lstm", "gru", "rnn")
HEIGHT = 620  # pixels that a view leaves free while it waits
TOKEN, UNIT, PART, HOLD = (f"recurrent_{name}" for name in ("token", "unit", "gate", "hold"))
FIRST_PART = {"lstm": "forget", "gru": "update", "rnn": "hidden"}
ALL_UNITS = "all"


def model(kind: str) -> Any:
    """The shipped classifier of a kind."""
    return classifier(f"sst2-{kind}")


@st.cache_resource(max_entries=12, scope="session", show_spinner=False)
def reading(kind: str, text: str, hold: "HeldGate | None" = None) -> "Reading":
    """A sentence's way through a cell: one scan for all views (1 MB at most)."""
    from core.topics.recurrent.trace import read_through

    return read_through(model(kind), text, hold)


def choose_kind(t: Translator, key: str = "recurrent_kind") -> str:
    """Which cell is looked into."""
    return url_state.choose(
        t("recurrent.kind"),
        KINDS,
        key=key,
        default="lstm",
        names=lambda kind: t(f"recurrent.kind_{kind}"),
        label_visibility="collapsed",
    )


def note_on_cut(shown: "Reading", t: Translator) -> None:
    """Say so where the sentence is longer than is drawn, or holds words without a vector of their own."""
    if shown.cut:
        st.info(t("recurrent.cut", read=len(shown.words), cut=shown.cut), icon=":material/content_cut:")
    if any(shown.unknown):
        words = [word for word, unknown in zip(shown.words, shown.unknown, strict=True) if unknown]
        st.caption(t("recurrent.unknown_words", words=", ".join(dict.fromkeys(words))))


def parts_of(kind: str) -> tuple[str, ...]:
    """What of a cell can be opened: its blocks and states, in the order in which they act."""
    return {
        "lstm": ("forget", "input", "candidate", "cell", "output", "hidden"),
        "gru": ("reset", "candidate", "update", "hidden"),
        "rnn": ("hidden",),
    }[kind]


def chosen_part(kind: str) -> str:
    """The opened gate or state."""
    return one_of(PART, parts_of(kind), FIRST_PART[kind])


def chosen_token(shown: "Reading") -> int:
    """The word whose numbers are shown; the one that turned the verdict most where nobody has chosen."""
    from core.topics.recurrent.trace import turning_point

    return number(TOKEN, len(shown.words)) - 1 if url_state.remembered(TOKEN) else turning_point(shown)[0]


def chosen_unit(shown: "Reading") -> int:
    """The unit whose numbers are shown; the one that moves most where nobody has chosen."""
    from core.topics.recurrent.trace import by_movement

    if url_state.remembered(UNIT):
        return number(UNIT, shown.steps["hidden"].shape[1] - 1, 0)
    return by_movement(shown.steps["hidden"])[0]


def chosen_hold(kind: str, words: int) -> "HeldGate | None":
    """The gate held by hand, from the URL: gate.value.first.last.unit, words counted from 1."""
    from core.topics.recurrent.concept import GATES
    from core.topics.recurrent.trace import HeldGate

    gate, *rest = (url_state.remembered(HOLD) or "").split(".")
    whole = len(rest) == 4 and all(part.isdecimal() and len(part) < 6 for part in rest[:3])
    if gate not in GATES[kind] or not whole or rest[0] not in ("0", "1"):  # type: ignore[index]
        return None
    first, last = sorted(min(max(int(part), 1), words) - 1 for part in rest[1:3])
    unit = int(rest[3]) if rest[3].isdecimal() and len(rest[3]) < 6 else None
    width = model(kind).network.shape.width
    return HeldGate(gate, float(rest[0]), first, last, None if unit is None else min(unit, width - 1))


def go(change: dict[str, Any]) -> None:
    """Take over what was clicked in the diagram."""
    url_state.remember(TOKEN, str(int(change["token"]) + 1))
    url_state.remember(UNIT, str(int(change["unit"])))
    url_state.remember(PART, str(change["part"]))
    if "hold" in change:
        hold = change["hold"]
        written = hold and (hold["gate"], hold["value"], hold["first"] + 1, hold["last"] + 1, hold["unit"])
        url_state.remember(HOLD, ".".join(map(str, written)) if written else None)


def readings() -> dict[str, "Reading"]:
    """The shared sentence as each cell reads it."""
    return {kind: reading(kind, sentence()) for kind in KINDS}


def texts_of(t: Translator, prefix: str, *parts: str, **parameters: Any) -> dict[str, str]:
    """Several of the page's texts by the last part of their key."""
    return {part: t(f"recurrent.{prefix}_{part}", **parameters) for part in parts}
