"""The whole classifier of the learner's own functions: which parts are theirs, run, and taken along."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.app.errors import friendly
from core.app.exercises.done import all_done, refusal
from core.app.exercises.look import link, named
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.data.film_sentences import film_sentences
from core.exercises.capstone.parts import Part, parts

if TYPE_CHECKING:
    from core.exercises.capstone.run import Outcome

WIDTH = 1000  # pixels
FILE = "my_classifier.py"
SEEN = 96  # of the program's small set
CLOSE = 1e-3  # a logit, added up in another order
_OUTCOME = "practice.outcome"


def capstone(t: Translator) -> None:
    """The parts, what they give together, and the file."""
    from core.exercises.capstone.program import program

    reason = refusal()
    put = parts(all_done(tells=True))
    with st.container(width=WIDTH, key="ss-ladder-parts"):
        if reason:
            st.info(t(f"errors.{reason}"), icon=":material/lock:")
        st.markdown(t("practice.capstone_about"), width=760)
        st.markdown(t("practice.capstone_own", own=sum(bool(one.code) for one in put), count=len(put)))
        st.markdown(" ".join(_shown(one, t) for one in put))
        with friendly():
            headings = (t("practice.file_own"), t("practice.file_ours"))
            text = program(put, t("practice.file_top"), headings)
            with st.container(horizontal=True):
                if not reason:
                    _run(text, t)
                st.download_button(
                    t("practice.capstone_file"),
                    text,
                    FILE,
                    "text/x-python",
                    icon=":material/download:",
                    on_click="ignore",
                )
            _outcome(put, text, t)
            with st.expander(t("practice.capstone_show"), icon=":material/code:"):
                st.code(text, language="python", height=480)


def _shown(part: Part, t: Translator) -> str:
    """A part's exercise, and whose function stands there."""
    whose = f" :green[:material/check_circle: {t('practice.part_own')}]" if part.code else ""
    return link(f"{named(part.exercise, t)}{whose}", part.exercise)


def _run(text: str, t: Translator) -> None:
    """Run the program in its child; what it gives is kept with its text."""
    if not st.button(
        t("practice.run", count=len(film_sentences())),
        type="primary",
        icon=":material/play_arrow:",
        key="practice_run",
    ):
        return
    from core.app.exercises.verdict import said
    from core.exercises.capstone.run import LIMITS, run
    from core.exercises.problems import said_of_problem, said_of_stop
    from core.exercises.runner.session import ProblemError, StoppedError

    st.session_state[_OUTCOME] = None
    with st.spinner(t("practice.running")):
        try:
            outcome: Outcome | str = run(text, film_sentences())
        except ProblemError as problem:
            outcome = said(said_of_problem(problem.facts), t)
        except StoppedError as stop:
            outcome = said(said_of_stop(stop, LIMITS), t)
    st.session_state[_OUTCOME] = (text, outcome)


def _outcome(put: Sequence[Part], text: str, t: Translator) -> None:
    """What the program gave, while it is the same program."""
    kept = st.session_state.get(_OUTCOME)
    if not kept or kept[0] != text:
        return
    outcome = kept[1]
    if isinstance(outcome, str):
        st.markdown(f":orange[:material/lightbulb:] {outcome}")
        return
    from core.topics.practice.figures import loss_curve

    is_same = outcome.agree == outcome.count and outcome.difference < CLOSE
    look = ":green[:material/check_circle:]" if is_same else ":orange[:material/lightbulb:]"
    key = "practice.agree" if is_same or not any(one.code for one in put) else "practice.agree_less"
    difference = numeral(outcome.difference, ".1e")
    st.markdown(f"{look} {t(key, agree=outcome.agree, count=outcome.count, difference=difference)}")
    st.markdown(t("practice.trained", seen=SEEN, right=numeral(100 * outcome.right, ".0f")), width=760)
    figure("practice.losses", loss_curve, outcome.losses, t=t, key="practice_losses")
