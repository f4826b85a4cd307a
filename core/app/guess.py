"""Guess before you see: a question at the end of a row of views, answered by the real model.

A popover holds it, so that it costs the picture no height; opening and answering it rerun nothing else.
"""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from pkgutil import resolve_name
from typing import Any

import streamlit as st

from core.app.errors import friendly
from core.app.glossary import explained
from core.app.state import Translator, sentence
from core.app.widgets.component import component

_MADE, _ON_PAGE = "guess.made", "guess.on_page"
NEAR = 0.05  # of a slider's range: as near as one can be expected to guess

_progress = component("guesses")


@dataclass(frozen=True)
class Guess:
    """A question about a view: for a number between bounds, or for one of some options.

    Its texts are `guesses.NAME.question`, `.why` and, for a choice, one for each option. `truth` names a
    function as `module:function`, for it may need torch: given the shared sentence it returns the number,
    or the right option's name. `unit` is the text `guess.unit_UNIT`.
    """

    name: str
    truth: str
    _: KW_ONLY
    options: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 100.0
    step: float = 1.0
    digits: int = 0
    unit: str = "percent"

    def computed(self, text: str) -> Any:
        """The true answer for a sentence. Raises what its function raises, as where a model is missing."""
        return resolve_name(self.truth)(text)

    def is_near(self, answer: Any, truth: Any) -> bool:
        """Whether the right option was chosen, or a number hardly beside the truth."""
        if self.options:
            return bool(answer == truth)
        return bool(abs(answer - truth) <= max(self.step, NEAR * (self.high - self.low)))

    def shown(self, value: Any, t: Translator) -> str:
        """An answer in words."""
        if self.options:
            return t(f"guesses.{self.name}.{value}")
        return t(f"guess.unit_{self.unit}", number=f"{value:,.{self.digits}f}")


def begin_page(guesses: Iterable[Guess]) -> None:
    """Note which guesses the page has, in any of its parts."""
    st.session_state[_ON_PAGE] = [guess.name for guess in guesses]


def progress_data(t: Translator) -> dict[str, Any]:
    """What the browser needs to keep and tell which of the page's guesses were made."""
    made = {name for name, _ in st.session_state.get(_MADE, {})}
    names = st.session_state.get(_ON_PAGE, [])
    text = t("guess.progress", made="{made}", count="{count}")  # the browser knows the numbers
    return {"names": names, "made": [name for name in names if name in made], "text": text}


@st.fragment
def guess_first(guess: Guess, t: Translator) -> None:
    """The button and, once it is open, the question."""
    with st.container(key=f"ss-guess-{guess.name}", width="content"):
        popover = st.popover(
            t("guess.label"),
            icon=":material/psychology_alt:",
            type="tertiary",
            key=f"guess_{guess.name}",
            on_change="rerun",
        )
    if popover.open:
        with popover, friendly():
            _ask(guess, t)
            if (guess.name, sentence()) not in st.session_state[_MADE]:
                st.container(key="ss-guess-open", height=1, border=False)  # while it is, the page is blurred


def _ask(guess: Guess, t: Translator) -> None:
    """The question with its control, and the truth once an answer was given for this very sentence."""
    st.markdown(f"**{t(f'guesses.{guess.name}.question')}**", width=320)
    answer = _control(guess, t)
    made = st.session_state.setdefault(_MADE, {})
    place = (guess.name, sentence())
    if st.button(t("guess.check"), key=f"guess_{guess.name}_check", disabled=answer is None):
        made[place] = answer
    if place in made:
        _tell(guess, made[place], t)
        _progress(data=progress_data(t), key=f"guess_{guess.name}_progress")


def _control(guess: Guess, t: Translator) -> Any:
    """A slider that begins in the middle, or the options, of which none is chosen at first."""
    label, key = t("guess.yours"), f"guess_{guess.name}_answer"
    if guess.options:
        names = {option: t(f"guesses.{guess.name}.{option}") for option in guess.options}
        return st.radio(label, guess.options, index=None, key=key, format_func=names.__getitem__)
    number = t(f"guess.unit_{guess.unit}", number="\0").replace("%", "%%").replace("\0", f"%.{guess.digits}f")
    middle = guess.low + round((guess.high - guess.low) / 2 / guess.step) * guess.step
    chosen = st.slider(label, guess.low, guess.high, value=middle, step=guess.step, format=number, key=key)
    moved = f"guess_{guess.name}_moved"
    st.session_state[moved] = st.session_state.get(moved, False) or chosen != middle
    return chosen if st.session_state[moved] else None  # where it stands at first is no guess


def _tell(guess: Guess, answer: Any, t: Translator) -> None:
    """What was guessed, what it is, and why."""
    with st.spinner(t("guess.computing")):
        truth = guess.computed(sentence())
    icon = ":material/check_circle:" if guess.is_near(answer, truth) else ":material/lightbulb:"
    said = t("guess.answer", guess=guess.shown(answer, t), truth=guess.shown(truth, t))
    st.markdown(f"{icon} {said} {explained(t(f'guesses.{guess.name}.why'))}", width=320)
