"""An exercise in code: the editor, what Check finds, hints, and our solution."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.editor.code_editor import Code, code_editor
from core.app.errors import friendly
from core.app.exercises.checks import Checks
from core.app.exercises.done import all_done, is_solved, last_code, note, round_of
from core.app.exercises.following import following_link
from core.app.exercises.hints import hints
from core.app.exercises.solution import solution
from core.app.exercises.verdict import show
from core.app.state import Translator, language
from core.app.widgets.shape_letters import shapes_in_words
from core.exercises.check import check
from core.exercises.source import given_text, start_text

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise
    from core.exercises.feedback import Verdict

SECONDS_AT_FIRST = 0.5  # in which most checks end
SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True)
class State:
    """Whether a check is running; the code that was checked last, and what was found about it."""

    is_busy: bool
    code: str
    found: "Verdict | None" = None


@st.fragment
def work(
    exercise: "Exercise",
    arguments: tuple[Any, ...] | None,
    following: str | None,
    may_run: bool,
    t: Translator,
) -> None:
    """All of it; at Check only this runs again. `arguments` are those from the learner's own sentence."""
    checks = st.session_state.setdefault(f"exercise.{exercise.name}", Checks())
    state = State(checks.is_busy(), checks.code)
    with friendly():
        state = replace(state, found=checks.verdict)
        _note(exercise, checks)
    has_passed = bool(state.found and state.found.passed)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _editor(exercise, state, partial(_begin, exercise, arguments, checks), may_run, t)
    with right, friendly():
        _found(exercise, state, t)
        if state.is_busy:
            _look_again(checks)
        if not has_passed:
            hints(exercise, t)
        st.caption(shapes_in_words(start_text(exercise), f"core.topics.{exercise.topic}.concept", t))
    with friendly():
        solution(exercise, state.found, state.code, t)
    if has_passed:
        following_link(following, t)


def _begin(exercise: "Exercise", arguments: tuple[Any, ...] | None, checks: Checks, code: str) -> None:
    """Check it, and wait a moment, so that most answers are drawn at once."""
    checks.ask(code, partial(check, exercise, code, arguments))
    checks.is_busy(SECONDS_AT_FIRST)


def _editor(
    exercise: "Exercise", state: State, begin: Callable[[str], None], may_run: bool, t: Translator
) -> None:
    """The editor below what may be called in it."""
    if exercise.given:
        st.caption(t("write.given"))
        st.code(given_text(exercise, language()), language="python")
    done = all_done().get(exercise.name)
    line = state.found.line if state.found and not state.is_busy else None
    code_editor(
        Code(exercise.name, start_text(exercise, language()), last_code(done), round_of(done)),
        t,
        begin,
        is_busy=state.is_busy,
        is_fixed=not may_run,
        wrong=(state.code, line) if line else None,
    )


def _found(exercise: "Exercise", state: State, t: Translator) -> None:
    if state.is_busy:
        st.caption(f":material/hourglass_top: {t('write.checking')}")
    elif state.found:
        show(exercise, state.found, t)
    else:
        st.caption(t("write.nothing_yet"))


def _note(exercise: "Exercise", checks: Checks) -> None:
    """Keep what was found; the mark of a solved exercise stands outside of what runs again."""
    if news := checks.news():
        was_solved = is_solved(all_done().get(exercise.name))
        note(exercise.name, checks.code, news.passed)
        if news.passed and not was_solved:
            st.rerun(scope="app")


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _look_again(checks: Checks) -> None:
    if not checks.is_busy():
        st.rerun(scope="app")
