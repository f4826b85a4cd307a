"""Hints, one at a time."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.state import Translator
from core.exercises.texts import hint_key

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise


def hints(exercise: "Exercise", t: Translator) -> None:
    """Those asked for so far, and the button for one more."""
    key = f"exercise.hints.{exercise.name}"

    def one_more() -> None:
        st.session_state[key] = st.session_state.get(key, 0) + 1

    shown = min(st.session_state.get(key, 0), exercise.hints)
    for number in range(1, shown + 1):
        st.markdown(f":material/lightbulb: {t(hint_key(exercise.name, number))}")
    if shown < exercise.hints:
        text = t("write.hint", number=shown + 1, count=exercise.hints)
        st.button(text, key="exercise_hint", icon=":material/lightbulb:", type="tertiary", on_click=one_more)
