"""What the views share: what is looked at, a choice of model, sentences with words of others in them."""

from dataclasses import dataclass

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.state import Translator
from core.evaluation.scored import Scored
from core.evaluation.traits import Slice
from core.models.catalog import OFFERED


@dataclass(frozen=True)
class Source:
    """Rows to look at; `key` tells them from others in caches.

    `slices` were found before where the texts may not be here, else None; without texts a row is a number.
    """

    key: str
    scored: Scored
    slices: tuple[Slice, ...] | None = None
    has_texts: bool = True

    def names(self, t: Translator) -> list[str]:
        """What its models are called."""
        return [model_name(one.name, t) for one in self.scored.verdicts]


def model_name(name: str, t: Translator) -> str:
    """A model's name as the other pages have it; that of a column of verdicts as it is."""
    return t(f"models.{name}") if name in OFFERED else name


def say(sentence: str) -> None:
    """A sentence that may hold a file's words."""
    st.markdown(foreign(sentence))


def choose_model(source: Source, t: Translator, key: str, default: int = 0, called: str = "model") -> int:
    """Which model a view is about: its place; no question where there is but one. `called` is a text."""
    names = source.names(t)
    if len(names) == 1:
        return 0
    places = [str(place) for place in range(len(names))]
    fallback = str(min(default, len(names) - 1))
    chosen = url_state.remembered(key)
    place = st.selectbox(
        t(f"evaluate.{called}"),
        places,
        index=places.index(chosen if chosen in places else fallback),
        format_func=lambda place: names[int(place)],
        key=f"{key}_box",
        width=320,
    )
    url_state.remember(key, place if place != fallback else None)
    return int(place)
