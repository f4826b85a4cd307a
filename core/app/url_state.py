"""Settings that live in the URL, so that a link shows what its sender saw.

Streamlit can bind a widget to the URL itself, but writes an option's *label*, which differs
between languages; here the option's name is written. A value equal to its default stays out.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

LONGEST_IN_URL = 1500  # characters; a longer text still works, but a link cannot carry it
SEPARATOR = ","
NOTHING = "none"  # an empty value would vanish from the URL
SECONDS_ON_THE_WAY = 1.0  # in which a browser may not have heard of the URL we wrote
PAGE_KEY = "link.page"
_WRITTEN, _LAST_VALUES, _DEFAULTS = "link.written", "link.kept", "link.defaults"


def enter_page(name: str) -> None:
    """Note which page is drawn: on a change of page Streamlit empties the URL, and so what we wrote there."""
    if st.session_state.get(PAGE_KEY) != name:
        st.session_state[PAGE_KEY] = name
        st.session_state[_WRITTEN] = {}


def option_buttons(
    label: str, options: Sequence[str], *, key: str, default: str, names: Callable[[str], str], **look: Any
) -> str:
    """One of several options as a row of buttons; `names` gives an option's label."""
    _adopt(key, default, lambda text: text if text in options else default)
    value = st.segmented_control(
        label, options, required=True, default=st.session_state[key], format_func=names, key=key, **look
    )
    _write(key, value, value == default)
    return value


def option_pills(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: Sequence[str],
    names: Callable[[str], str],
    **look: Any,
) -> list[str]:
    """Any number of options as pills, in the order of `options`."""
    _adopt(key, list(default), lambda text: [option for option in options if option in text.split(SEPARATOR)])
    picked = st.pills(
        label,
        options,
        selection_mode="multi",
        default=st.session_state[key],
        format_func=names,
        key=key,
        **look,
    )
    value = [option for option in options if option in picked]
    _write(key, SEPARATOR.join(value) or NOTHING, value == list(default))
    return value


def text_field(
    label: str, *, key: str, default: str = "", area: bool = False, container: Any = st, **look: Any
) -> str:
    """A line of text, or an area of several."""
    _adopt(key, default, str)
    widget = container.text_area if area else container.text_input
    value = widget(label, value=st.session_state[key], key=key, **look) or ""
    _write(key, value, value == default or not value.strip() or len(value) > LONGEST_IN_URL)
    return value


def slider(
    label: str,
    *,
    low: float,
    high: float,
    step: float,
    key: str,
    default: float,
    container: Any = st,
    **look: Any,
) -> float:
    """A number on a slider; a whole one where `low` is whole."""

    def parse(written: str) -> float:
        try:
            return min(high, max(low, type(low)(float(written))))
        except (ValueError, OverflowError):
            return default

    _adopt(key, default, parse)
    st.session_state[key] = min(high, max(low, st.session_state[key]))  # the bounds may have moved
    value = container.slider(label, low, high, value=st.session_state[key], step=step, key=key, **look)
    _write(key, f"{value:g}", value == default)
    return value


def option_slider(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str,
    names: Callable[[str], str] = str,
    **look: Any,
) -> str:
    """One of several options in order, on a slider; `names` gives an option's label."""
    _adopt(key, default, lambda text: text if text in options else default)
    if st.session_state[key] not in options:
        st.session_state[key] = default
    value = st.select_slider(label, options, value=st.session_state[key], format_func=names, key=key, **look)
    _write(key, value, value == default)
    return value


def remembered(key: str) -> str | None:
    """A value that no widget shows, such as a job's id: from the URL, else from this session."""
    value = st.query_params.get(key) or st.session_state.get(key)
    if value:
        remember(key, value)
    return value


def remember(key: str, value: str | None) -> None:
    """Put such a value into the URL and the session; None takes it out of both."""
    st.session_state[key] = value
    if value is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:  # each write is a message, and a step in the browser's history
        st.query_params[key] = value


@dataclass(frozen=True)
class _Mark:
    """What we wrote into the URL for a setting, what stood there before, and when (monotonic seconds)."""

    url: str | None
    before: str | None
    when: float


def _adopt(key: str, default: Any, parse: Callable[[str], Any]) -> None:
    """Give the widget its value: one just typed, else a foreign URL's, else its last, else the default."""
    last_values = st.session_state.setdefault(_LAST_VALUES, {})
    entering = key not in st.session_state.setdefault(_WRITTEN, {})
    emptied = entering and not st.session_state.get(key)  # by a change of page, which is no edit
    if (
        key in st.session_state
        and key in last_values
        and st.session_state[key] != last_values[key]
        and not emptied
    ):
        return  # just changed by hand: no URL, perhaps an old one still on its way, may undo that
    url, earlier = st.query_params.get(key), st.session_state.setdefault(_DEFAULTS, {})
    untouched = key in earlier and last_values.get(key) == earlier[key]
    earlier[key] = default
    if _is_foreign(key, url):
        st.session_state[key] = default if url is None else parse(url)
    elif untouched:
        st.session_state[key] = default  # which may have changed with the sentence
    elif key not in st.session_state or emptied:
        st.session_state[key] = last_values.get(key, default)


def _is_foreign(key: str, url: str | None) -> bool:
    """True for a URL that was opened or gone back to, rather than written by us."""
    mark = st.session_state.setdefault(_WRITTEN, {}).get(key)
    if mark is None:
        return url is not None
    late = url == mark.before and time.monotonic() - mark.when < SECONDS_ON_THE_WAY
    return url != mark.url and not late


def _write(key: str, text: str, leave_out: bool) -> None:
    """Put the value into the URL, and remember it for when the page is drawn again."""
    url, now = None if leave_out else text, st.query_params.get(key)
    st.session_state[_LAST_VALUES][key] = st.session_state[key]
    mark = st.session_state[_WRITTEN].get(key)
    if mark is None or mark.url != url:
        st.session_state[_WRITTEN][key] = _Mark(url, now, time.monotonic())
    if url is None:
        st.query_params.pop(key, None)
    elif now != url:
        st.query_params[key] = url
