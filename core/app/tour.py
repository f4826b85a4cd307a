"""The guided tour: five minutes over the whole road, on the real pages, one link after the other.

Where one stands is the setting `tour` in the URL, so that a stop can be sent to somebody. Whoever leaves
the way, by the menu or a click, is still offered to go on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from core.app import url_state
from core.app.state import SENTENCE_KEY, Translator
from core.app.url_picks import whole_number
from core.app.widgets.links import go_to
from core.data.example_sentences import EXAMPLES

TOUR_KEY = "tour"


@dataclass(frozen=True)
class Stop:
    """A page with the settings to show there; its text is `tour.NAME`."""

    name: str
    page: str
    settings: Mapping[str, str] = field(default_factory=dict)


STOPS = (
    Stop("verdict", "predict", {"predict_view": "one"}),
    Stop("onehot", "embeddings", {"embeddings_view": "onehot", "embeddings_size": "100000"}),
    Stop("neighbours", "embeddings", {"embeddings_view": "neighbours"}),
    Stop("gates", "recurrent", {"recurrent_view": "cell"}),
    Stop("heads", "attention", {"attention_view": "model", "attention_layer": "3", "attention_head": "4"}),
    Stop("order", "positions", {"positions_view": "order"}),
    Stop("norm", "normalization", {"normalization_view": "block"}),
    Stop("mask", "masks", {"masks_view": "grid"}),
    Stop("tree", "decoding", {"decoding_view": "tree"}),
    Stop(
        "inside",
        "inside",
        {"inside_view": "flow", "inside_step": "attention", "inside_layer": "6", "inside_head": "4"},
    ),
    Stop("twin", "inside", {"inside_part": "code"}),
    Stop("cloze", "pretraining", {"pretraining_view": "guess"}),
    Stop("loop", "workshop", {"workshop_step": "loop"}),
    Stop("measured", "predict", {"predict_part": "measured"}),
)


def start_tour() -> None:
    """Go to the first stop, with the sentence that the tour's texts speak of."""
    _go(1, EXAMPLES["but"])


def tour_bar(page: str, t: Translator) -> None:
    """Under every page while the tour lasts: what to look at here, back, on, and the way out."""
    number = _number()
    if number is None:
        return
    stop = STOPS[number - 1]
    with st.container(key="ss-tour", horizontal=True, vertical_alignment="center", gap="small"):
        here = page == stop.page
        text = t(f"tour.{stop.name}") if here else t("tour.away")
        st.markdown(f"**{t('tour.count', number=number, count=len(STOPS))}** {text}")
        _button("back", number - 1, t, disabled=number == 1)
        if not here:
            _button("return", number, t, primary=True)
        elif number < len(STOPS):
            _button("on", number + 1, t, primary=True)
        st.button(t("tour.leave"), key="tour_leave", on_click=url_state.remember, args=(TOUR_KEY, None))


def _button(name: str, number: int, t: Translator, primary: bool = False, disabled: bool = False) -> None:
    """A button that goes to a stop."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if st.button(t(f"tour.{name}"), key=f"tour_{name}", type=kind, disabled=disabled):
        _go(number)


def _number() -> int | None:
    """The stop one is at, from 1; None without a tour. A wrong number is taken out of the URL."""
    written = url_state.remembered(TOUR_KEY)
    number = whole_number(written or "")
    if number is not None and 1 <= number <= len(STOPS):
        return number
    if written:
        url_state.remember(TOUR_KEY, None)
    return None


def _go(number: int, text: str | None = None) -> None:
    """Open a stop with its settings, and with another text as the sentence, if one is given."""
    stop = STOPS[number - 1]
    url_state.remember(TOUR_KEY, str(number))
    sentence = {SENTENCE_KEY: text} if text else {}
    part = {f"{stop.page}_part": "see"}  # said, for the page opens as it was left
    go_to(stop.page, {TOUR_KEY: str(number), **sentence, **part, **stop.settings})
