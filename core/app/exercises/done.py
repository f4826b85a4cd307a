"""What a learner has solved: kept on their own computer, on a server for many for the length of a visit."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from core.app import errors
from core.base.errors import SentiscopeError
from core.exercises import progress
from core.exercises.allowed import why_not
from core.exercises.progress import Done, due_on, is_due, noted

_VISIT = "exercises.done"


def refusal() -> str | None:
    """The key of the reason why this server runs no code; None where it does."""
    return why_not(_address())


def _address() -> str:
    """What this server listens on."""
    return str(st.get_option("server.address") or "")


def all_done(*, tells: bool = False) -> Mapping[str, Done]:
    """By exercise; nothing where the file cannot be read, which is said on the page where it `tells`."""
    if refusal():
        return dict(st.session_state.get(_VISIT, {}))
    try:
        return progress.read()
    except SentiscopeError as error:
        if tells:
            errors.show(error)
        return {}


def note(name: str, code: str, passed: bool) -> None:
    """Keep an attempt. Errors: those of `progress.note`."""
    today = date.today()
    if refusal():
        kept = st.session_state.setdefault(_VISIT, {})
        kept[name] = noted(kept.get(name), code, passed, today)
    else:
        progress.note(name, code, passed, today)


def is_solved(done: Done | None) -> bool:
    """Whether it is, and has not come back."""
    return bool(done and done.solved) and not _is_back(done)


def mark(done: Done | None) -> str:
    """An icon: solved, or solved once and now to be written again; nothing otherwise."""
    if _is_back(done):
        return " :material/replay:"
    return " :material/check:" if is_solved(done) else ""


def round_of(done: Done | None) -> str:
    """Which time it is written: an exercise that has come back starts from the empty function."""
    times = len(done.solved) if done else 0
    return str(times if _is_back(done) else max(0, times - 1))


def last_code(done: Done | None) -> str:
    """What was checked last in this round."""
    if done is None:
        return ""
    back = due_on(done)
    return "" if _is_back(done) and back and done.attempted < back else done.code


def _is_back(done: Done | None) -> bool:
    return done is not None and is_due(done, date.today())
