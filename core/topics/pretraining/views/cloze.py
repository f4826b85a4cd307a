"""Our component for a sentence with holes: chips to be hidden by a click, and what may stand there."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import streamlit as st

from core.app.numbers import numeral
from core.app.state import Translator
from core.app.widgets.component import component

State = Literal["plain", "hole", "put", "special", "chosen"]
SMALL = 0.0005  # probabilities below are not written out

_cloze = component("cloze", "pretraining")


@dataclass(frozen=True)
class Chip:
    """A token as it stands, what stood there before, and how it is marked."""

    text: str
    state: State = "plain"
    was: str = ""
    tone: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """A token that may stand in a hole; `truth` for the one that did.

    Or one that stands somewhere else, between `before` and `after`; `written` then says how near it is.
    """

    id: int
    text: str
    probability: float
    truth: bool
    written: str = ""
    before: str = ""
    after: str = ""

    def data(self) -> dict[str, Any]:
        row = asdict(self)
        return {**row, "percent": row.pop("written") or percent(self.probability)}


@dataclass(frozen=True)
class Card:
    """The guesses for the hole at `position`; `context` are all tokens and whether they are in sight."""

    position: int
    title: str
    rows: Sequence[Row]
    note: str = ""
    context: Sequence[tuple[str, bool]] = field(default=())

    def data(self) -> dict[str, Any]:
        seen = [{"text": text, "sight": sight} for text, sight in self.context]
        header = {"place": self.position, "title": self.title, "note": self.note}
        return {**header, "rows": [row.data() for row in self.rows], "context": seen or None}


def cloze(
    chips: Sequence[Chip],
    cards: Sequence[Card],
    t: Translator,
    key: str,
    act: Callable[[dict[str, Any]], None] | None = None,
    puts: bool = False,
) -> None:
    """Draw chips and cards; `act` is called with a click on a word, {"act": "word", place}, and where a guess
    `puts` its token into the sentence, of one on a guess, {"act": "put", place, id}.
    """

    def clicked() -> None:
        if act:
            act(st.session_state[key].act)

    data = {
        "tokens": [asdict(chip) for chip in chips],
        "cards": [card.data() for card in cards],
        "clicks": act is not None,
        "puts": puts,
        "texts": {word: t(f"pretraining.cloze_{word}") for word in ("line", "put", "truth")},
    }
    _cloze(data=data, key=key, on_act_change=clicked)


def percent(probability: float) -> str:
    """A probability as the cards write it."""
    return numeral(probability, ".1%") if probability >= SMALL else f"< {numeral(SMALL, '.2%')}"
