"""Sentences about code that gave no result at all."""

import signal
from collections.abc import Mapping
from typing import Any

from core.exercises.feedback import Feedback
from core.exercises.runner.limits import Limits
from core.exercises.runner.session import StoppedError

REFUSED = {
    "files": "feedback.refused_files",
    "processes": "feedback.refused_processes",
    "network": "feedback.refused_network",
    "native": "feedback.refused_native",
}
PLAIN = {
    "nothing": Feedback("unfinished", "feedback.nothing"),
    "recursion": Feedback("stopped", "feedback.recursion"),
    "memory": Feedback("stopped", "feedback.memory"),
    "too_large": Feedback("answer", "feedback.too_large"),
}


def said_of_problem(facts: Mapping[str, Any]) -> Feedback:
    """The sentence for what a child tells; nothing in it is trusted to be there."""
    problem, line = facts.get("problem"), line_of(facts)
    if problem in PLAIN:
        return PLAIN[problem]
    if problem == "refused":
        return Feedback("stopped", REFUSED.get(str(facts.get("of")), "feedback.refused_native"))
    if problem == "unsendable":
        return Feedback("answer", "feedback.unsendable", {"type": _text(facts, "type")})
    if problem == "no_function":
        return Feedback("code", "feedback.no_function", {"name": _text(facts, "name")})
    if problem == "parameters":
        names = facts.get("names")
        listed = ", ".join(map(str, names)) if isinstance(names, list) else ""
        return Feedback("code", "feedback.parameters", {"name": _text(facts, "name"), "names": listed[:200]})
    if problem == "syntax":
        return Feedback("code", "feedback.syntax", {"line": line or 1, "message": _text(facts, "message")})
    said = {"type": _text(facts, "type"), "message": _text(facts, "message")}
    if problem == "misfit":
        return Feedback("error", "feedback.misfit", said)
    if line is None:
        return Feedback("error", "feedback.error", said)
    return Feedback("error", "feedback.error_line", said | {"line": line, "code": _text(facts, "code")})


def said_of_stop(stop: StoppedError, limits: Limits) -> Feedback:
    """The sentence for a child that answers no more."""
    if stop.why == "time":
        return Feedback("stopped", "feedback.time", {"seconds": limits.seconds})
    if stop.why == "garbled" or stop.code is None:
        return Feedback("stopped", "feedback.garbled")
    if stop.code >= 0:
        return Feedback("stopped", "feedback.ended", {"code": stop.code})
    return Feedback("stopped", "feedback.signal", {"signal": _signal_name(-stop.code)})


def line_of(facts: Mapping[str, Any]) -> int | None:
    """The line of the learner's code, from 1."""
    line = facts.get("line")
    return line if isinstance(line, int) and line > 0 else None


def _text(facts: Mapping[str, Any], name: str) -> str:
    return str(facts.get(name) or "")[:500]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
