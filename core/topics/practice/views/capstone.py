"""The whole classifier of the learner's own functions: which parts are theirs, run, and taken along."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.app.errors import friendly
from core.app.exercises.done import all_done, refusal
from core.app.exercises.look import link, named
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, language
from core.data.film_sentences import film_sentences
from core.exercises.capstone.parts import Part, parts

if TYPE_CHECKING:
    from core.exercises.capstone.run import Outcome

WIDTH = 1000  # pixels
FILE = "my_classifier.py"
SEEN, UNSEEN = 96, 32  # sentences of the program's small set
CLOSE = 1e-3  # a logit, added up in another order
_RAN = "practice.ran"


@dataclass(frozen=True)
class Ran:
    """A program, what it gave or the sentence why it gave nothing, and the parts that are wrong."""

    text: str
    outcome: "Outcome | str"
    wrong: tuple[Part, ...]


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
            text = program(put, t("practice.file_top"), headings, language())
            with st.container(horizontal=True):
                if not reason:
                    _run(put, text, t)
                st.download_button(
                    t("practice.capstone_file"),
                    text,
                    FILE,
                    "text/x-python",
                    icon=":material/download:",
                    on_click="ignore",
                )
            _outcome(text, t)
            with st.expander(t("practice.capstone_show"), icon=":material/code:"):
                st.code(text, language="python", height=480)


def _shown(part: Part, t: Translator) -> str:
    """A part's exercise, and whose function stands there."""
    whose = f" :green[:material/check_circle: {t('practice.part_own')}]" if part.code else ""
    return link(f"{named(part.exercise, t)}{whose}", part.exercise)


def _run(put: Sequence[Part], text: str, t: Translator) -> None:
    """Run the program in its child; what it gives is kept with its text."""
    if not st.button(
        t("practice.run", count=len(film_sentences())),
        type="primary",
        icon=":material/play_arrow:",
        key="practice_run",
    ):
        return
    with st.spinner(t("practice.running")):
        st.session_state[_RAN] = _ran(put, text, t)


def _ran(put: Sequence[Part], text: str, t: Translator) -> Ran:
    """What the program gives; where that is not what ours gives, also which parts do not pass any more."""
    from core.app.exercises.verdict import said
    from core.exercises.capstone.run import LIMITS, no_longer_right, run
    from core.exercises.problems import said_of_problem, said_of_stop
    from core.exercises.runner.session import ProblemError, StoppedError

    try:
        outcome: Outcome | str = run(text, film_sentences())
    except ProblemError as problem:
        outcome = said(said_of_problem(problem.facts), t)
    except StoppedError as stop:
        outcome = said(said_of_stop(stop, LIMITS), t)
    return Ran(text, outcome, () if _is_right(outcome) else no_longer_right(put))


def _outcome(text: str, t: Translator) -> None:
    """What the program gave, while it is the same program."""
    ran: Ran | None = st.session_state.get(_RAN)
    if ran is None or ran.text != text:
        return
    outcome = ran.outcome
    look = ":green[:material/check_circle:]" if _is_right(outcome) else ":orange[:material/lightbulb:]"
    if isinstance(outcome, str):
        st.markdown(f"{look} {outcome}")
    else:
        difference = numeral(outcome.difference, ".1e")
        told = t("practice.agree", agree=outcome.agree, count=outcome.count, difference=difference)
        st.markdown(f"{look} {told}")
    if ran.wrong:
        links = " ".join(link(named(one.exercise, t), one.exercise) for one in ran.wrong)
        st.markdown(f"{t('practice.part_wrong')}  \n{links}")
    if not isinstance(outcome, str):
        _training(outcome, t)


def _training(outcome: "Outcome", t: Translator) -> None:
    from core.topics.practice.figures import loss_curve

    right = numeral(100 * outcome.right, ".0f")
    st.markdown(t("practice.trained", seen=SEEN, unseen=UNSEEN, right=right), width=760)
    figure("practice.losses", loss_curve, outcome.losses, t=t, key="practice_losses")


def _is_right(outcome: "Outcome | str") -> bool:
    return not isinstance(outcome, str) and outcome.agree == outcome.count and outcome.difference < CLOSE
