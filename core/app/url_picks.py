"""Choices that several parts of a page share: kept in the URL, shown by whichever widget a part has."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.app import url_state


def number(key: str, most: int, least: int = 1) -> int:
    """A remembered whole number within its bounds; the least where there is none."""
    written = url_state.remembered(key) or ""
    return min(most, max(least, int(written))) if written.isdecimal() and len(written) < 9 else least


def one_of(key: str, options: Sequence[str], default: str) -> str:
    """A remembered word, if it is one of the options."""
    written = url_state.remembered(key)
    return written if written is not None and written in options else default


def pick(
    label: str,
    options: Sequence[Any],
    *,
    key: str,
    chosen: Any,
    names: Callable[[Any], str] = str,
    place: Any = st,
) -> Any:
    """A drop-down list whose value is remembered under `key`, so that other parts share it."""
    widget = f"{key}_list"
    st.session_state[widget] = chosen

    def keep() -> None:
        url_state.remember(key, str(st.session_state[widget]))

    return place.selectbox(label, options, key=widget, format_func=names, on_change=keep)
