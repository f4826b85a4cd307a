"""Our solution and the library's call, once an exercise is solved or somebody would rather see it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator, language
from core.exercises.registry import twin_of
from core.exercises.source import solution_text

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise
    from core.exercises.feedback import Verdict


def solution(exercise: "Exercise", found: "Verdict | None", code: str, t: Translator) -> None:
    """Theirs, ours and the library's beside each other; before that a button, which asks once."""
    passed = bool(found and found.passed)
    if not passed and not _is_asked_for(exercise.name, t):
        return
    theirs = (("write.yours", code),) if passed else ()
    shown = [*theirs, ("write.ours", solution_text(exercise, language()))]
    for column, (heading, text) in zip(st.columns(len(shown), gap="medium"), shown, strict=True):
        column.markdown(f"**{t(heading)}**")
        column.code(text, language="python", wrap_lines=True)
    library_call(exercise, t)


def library_call(exercise: "Exercise", t: Translator) -> None:
    """What the library has for it, with its import and its documentation; nothing where it has none."""
    twin: Any = twin_of(exercise)
    if twin is None:
        return
    documentation = f"[{t('twins.documentation')}]({twin.documentation})"
    st.markdown(f"**{t(f'twins.{twin.reference}')}** {documentation}")
    st.code(f"{twin.import_path}\n{twin.call}", language="python", wrap_lines=True)


def _is_asked_for(name: str, t: Translator) -> bool:
    """Whether somebody wants to see it and was asked once whether that is so."""
    key = f"exercise.solution.{name}"
    state = st.session_state.get(key)

    def go_to(following: str | None) -> None:
        st.session_state[key] = following

    if state == "asked":
        st.markdown(t("write.sure"))
        with st.container(horizontal=True):
            st.button(t("write.show"), key="exercise_show", on_click=go_to, args=("shown",))
            st.button(t("write.try_on"), key="exercise_try_on", on_click=go_to, args=(None,))
    elif state is None:
        st.button(
            t("write.solution"),
            icon=":material/visibility:",
            type="tertiary",
            key="exercise_solution",
            on_click=go_to,
            args=("asked",),
        )
    return state == "shown"
