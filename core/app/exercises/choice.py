"""The rung `choose`: one of several calls or shapes, and a reply to each."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.exercises.done import all_done, is_solved, note
from core.app.exercises.following import following_link
from core.app.exercises.hints import hints
from core.app.exercises.solution import library_call
from core.app.state import Translator
from core.exercises.texts import option_key, reply_key

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise, Option


def choice(exercise: "Exercise", following: str | None, t: Translator) -> None:
    """The options; the one that is chosen is answered at once."""
    options = {option.name: option for option in exercise.options}
    chosen = st.radio(
        t("write.options"),
        tuple(options),
        index=None,
        key=f"exercise_option_{exercise.name}",
        format_func=lambda name: _shown(exercise, options[name], t),
        label_visibility="collapsed",
    )
    if chosen is None:
        hints(exercise, t)
        return
    is_right = chosen == exercise.right
    colour, icon = ("green", "check_circle") if is_right else ("orange", "lightbulb")
    st.markdown(f":{colour}[:material/{icon}:] {t(reply_key(exercise.name, chosen))}", width=760)
    if not is_right:
        hints(exercise, t)
        return
    if not is_solved(all_done().get(exercise.name)):
        note(exercise.name, "", True)
        st.rerun()
    library_call(exercise, t)
    following_link(following, t)


def _shown(exercise: "Exercise", option: "Option", t: Translator) -> str:
    """Code or a shape as such, or words."""
    return f"`{option.shown}`" if option.shown else t(option_key(exercise.name, option.name))
