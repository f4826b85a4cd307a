"""The claims of a page in a few lines, each with what its record says and a link to where it stands."""

from collections.abc import Collection

import streamlit as st

from core.app.state import Translator
from core.base.errors import SentiscopeError
from core.experiments import record, registry

ICONS = {"held": "check_circle", "failed": "cancel", "undecided": "help", "unknown": "block"}
LEAST = 2  # claims: one alone is seen as it stands


def anchor(name: str) -> str:
    """The end of the address at which a claim stands."""
    return f"claim-{name}"


def claims_list(names: Collection[str], t: Translator) -> None:
    """Each claim in its order, as a link to it, behind its verdict on the shipped measurement."""
    if len(names) >= LEAST:
        with st.container(key="ss-claims"):
            st.markdown("\n".join(f"- {_line(name, t)}" for name in names))


def _line(name: str, t: Translator) -> str:
    verdict = verdict_of(name)
    claim = t(f"experiments.{name}.claim").replace("[", r"\[").replace("]", r"\]")
    return f":material/{ICONS[verdict]}: **{t(f'experiments.{verdict}')}** [{claim}](#{anchor(name)})"


def verdict_of(name: str) -> str:
    """`held`, `failed`, `undecided`, or `unknown` where there is no record or it cannot be read."""
    try:
        verdict, _ = record.outcome_of(registry.find(name), record.read(record.shipped(name), name))
    except SentiscopeError:
        return "unknown"
    return verdict
