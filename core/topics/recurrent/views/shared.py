"""What the parts of Recurrent networks share: models, the sentence as each reads it, chosen word and unit."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.examples import offer_example
from core.app.foreign import foreign
from core.app.models.cached_models import classifier
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.url_picks import number_in_url, option_in_url, replace_in_url, whole_number, worded_buttons
from core.app.waiting import waiting_for_torch
from core.data.example_sentences import SHOWS_TURNS
from core.data.language import language_of
from core.data.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from core.topics.recurrent.trace import HeldGate, RecurrentTrace

KINDS = ("lstm", "gru", "rnn")
LEARNED_FROM = {"en": "sst2", "zh": "chnsenticorp"}  # a language's networks: how their names begin
HEIGHT = 620  # pixels that a view leaves free while it waits
MOST_READ = 48  # words that are looked at for one that is known
TOKEN, UNIT, PART, HOLD = (f"recurrent_{name}" for name in ("token", "unit", "gate", "hold"))
FIRST_PART = {"lstm": "forget", "gru": "update", "rnn": "hidden"}
ALL_UNITS = "all"


def network_name(kind: str, text: str) -> str:
    """The catalog name of the network of a kind that learned the text's language, else English."""
    return f"{LEARNED_FROM[language_of(text)]}-{kind}"


def model(kind: str, text: str) -> Any:
    """The shipped classifier of a kind that reads a text."""
    return classifier(network_name(kind, text))


def is_read(text: str) -> bool:
    """Whether the networks know a word of the text; blank texts count as read."""
    numbers = model(KINDS[0], text).vocabulary.encode(text, MOST_READ)
    return not text.strip() or any(number != UNKNOWN for number in numbers)


def text_read(text: str) -> str:
    """The text where the networks can read it, else the example that they can."""
    return text if is_read(text) else SHOWS_TURNS


def can_read(t: Translator) -> bool:
    """Whether the networks know a word of the shared sentence; where not, says so and offers an example."""
    with waiting_for_torch(HEIGHT, t, network_name(KINDS[0], sentence())):
        known = is_read(sentence())
    if not known:
        st.info(t("recurrent.not_read"), icon=":material/translate:")
        offer_example(SHOWS_TURNS, t)
    return known


@st.cache_resource(max_entries=12, scope="session", show_spinner=False)
def trace_of(kind: str, text: str, hold: "HeldGate | None" = None) -> "RecurrentTrace":
    """A sentence's forward pass through a cell: one scan for all views (1 MB at most)."""
    from core.topics.recurrent.trace import trace_sentence

    return trace_sentence(model(kind, text), text, hold)


def choose_kind(t: Translator, key: str = "recurrent_kind") -> str:
    """Which cell is looked into."""
    return worded_buttons("recurrent.kind", KINDS, t, default=KINDS[0], key=key, label_visibility="collapsed")


def notes(shown: "RecurrentTrace", t: Translator) -> None:
    """Say so where the sentence is longer than is drawn, or holds words without a vector of their own."""
    cut_note("recurrent.cut", len(shown.words), shown.cut, t)
    if any(shown.unknown):
        words = [word for word, unknown in zip(shown.words, shown.unknown, strict=True) if unknown]
        st.caption(t("recurrent.unknown_words", words=foreign(t("frame.comma").join(dict.fromkeys(words)))))


def parts_of(kind: str) -> tuple[str, ...]:
    """What of a cell can be opened: its blocks and states, in the order in which they act."""
    return {
        "lstm": ("forget", "input", "candidate", "cell", "output", "hidden"),
        "gru": ("reset", "candidate", "update", "hidden"),
        "rnn": ("hidden",),
    }[kind]


def chosen_part(kind: str) -> str:
    """The opened gate or state."""
    return option_in_url(PART, parts_of(kind), FIRST_PART[kind])


def chosen_token(shown: "RecurrentTrace") -> int:
    """The word whose numbers are shown; where none is chosen, the one that moved the probability most."""
    from core.topics.recurrent.trace import turning_point

    return number_in_url(TOKEN, len(shown.words), default=turning_point(shown)[0] + 1) - 1


def chosen_unit(shown: "RecurrentTrace") -> int:
    """The unit whose numbers are shown; where none is chosen, the one that moves most."""
    from core.topics.recurrent.trace import by_movement

    hidden = shown.steps["hidden"]
    return number_in_url(UNIT, hidden.shape[1] - 1, 0, default=by_movement(hidden)[0])


def chosen_hold(kind: str, words: int) -> "HeldGate | None":
    """The gate held by hand, from the URL: gate.value.first.last.unit, words counted from 1."""
    from core.topics.recurrent.concept import GATES
    from core.topics.recurrent.trace import HeldGate

    gate, *rest = (url_state.remembered(HOLD) or "").split(".")
    value, first, last, unit = [whole_number(part) for part in rest] if len(rest) == 4 else [None] * 4
    if gate not in GATES[kind] or value is None or value > 1 or first is None or last is None:  # type: ignore[index]
        replace_in_url(HOLD, "")  # nonsense, or another network's, which the link would carry on
        return None
    start, end = sorted(min(max(word, 1), words) - 1 for word in (first, last))
    width = model(kind, sentence()).network.shape.width
    unit = None if unit is None else min(unit, width - 1)
    replace_in_url(HOLD, _written(gate, value, start, end, unit))
    return HeldGate(gate, float(value), start, end, unit)


def _written(gate: str, value: int, start: int, end: int, unit: int | None) -> str:
    """A held gate as the URL says it: the words, here from 0, counted from 1."""
    return ".".join(map(str, (gate, value, start + 1, end + 1, ALL_UNITS if unit is None else unit)))


def take_over(change: dict[str, Any]) -> None:
    """Take over what was clicked in the diagram."""
    url_state.remember(TOKEN, str(int(change["token"]) + 1))
    url_state.remember(UNIT, str(int(change["unit"])))
    url_state.remember(PART, str(change["part"]))
    if "hold" in change:
        hold = change["hold"]
        parts = ("gate", "value", "first", "last", "unit")
        url_state.remember(HOLD, _written(*(hold[part] for part in parts)) if hold else None)


def traces() -> dict[str, "RecurrentTrace"]:
    """The shared sentence as each cell reads it."""
    return {kind: trace_of(kind, sentence()) for kind in KINDS}


def current_trace(kind: str, t: Translator) -> "RecurrentTrace":
    """The shared sentence as one cell reads it, with remarks on it."""
    with waiting_for_torch(HEIGHT, t, network_name(kind, sentence())):
        shown = trace_of(kind, sentence())
    notes(shown, t)
    return shown
