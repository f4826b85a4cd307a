"""The part Write: a topic's exercises in a row, and the one that is open."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.exercises.choice import choice
from core.app.exercises.done import all_done, mark, refusal
from core.app.exercises.look import named, short
from core.app.exercises.own_sentence import Inputs, own_arguments
from core.app.exercises.protection import protection
from core.app.exercises.work import work
from core.app.glossary import explained
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.app.widgets.letters import LetteredTexts
from core.exercises import registry
from core.exercises.registry import Listed
from core.exercises.texts import question_key

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise


def exercises_panel(topic: str, inputs: Inputs, t: Translator) -> None:
    """The row of exercises, the open one's question, and what it is answered with."""
    listed = {short(one.name): one for one in registry.listed() if one.topic == topic}
    key, done = f"{topic}_exercise", all_done(tells=True)
    with st.container(key=f"ss-views-{key}", horizontal=True):
        chosen = url_state.option_buttons(
            t("write.exercises"),
            tuple(listed),
            key=key,
            default=next(iter(listed)),
            names=lambda one: f"{named(listed[one], t)}{mark(done.get(listed[one].name))}",
            label_visibility="collapsed",
        )
    exercise = registry.find(listed[chosen].name)
    following = _following(listed, chosen)
    if exercise.rung == "choose":
        _question(exercise, t)
        choice(exercise, following, t)
    else:
        # Its letters are those of the shapes in its code, and explained there.
        _code(exercise, inputs, following, t.plain if isinstance(t, LetteredTexts) else t)


def _question(exercise: "Exercise", t: Translator) -> None:
    question = explained(t(question_key(exercise.name)))
    st.markdown(f":gray[{t(f'write.rung_{exercise.rung}')}]  \n{question}", width=760)


def _code(exercise: "Exercise", inputs: Inputs, following: str | None, t: Translator) -> None:
    """An exercise in code; where none is run, its text to be read and the reason."""
    _question(exercise, t)
    arguments: tuple[Any, ...] | None = None
    reason = refusal()
    if reason:
        st.info(t(f"errors.{reason}"), icon=":material/lock:")
    else:
        with friendly(), controls(f"{exercise.topic}_exercise"):
            arguments = own_arguments(exercise, inputs, t)
    work(exercise, arguments, following, not reason, t)
    if not reason:
        protection(t)


def _following(listed: dict[str, Listed], chosen: str) -> str | None:
    """The exercise after this one; None after the last."""
    names = list(listed)
    at = names.index(chosen) + 1
    return listed[names[at]].name if at < len(names) else None
