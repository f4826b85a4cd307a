"""Choices that several parts of a page share: kept in the URL, shown by whichever widget a part has."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.state import Translator

MOST_DIGITS = 8  # of a number in a URL: anyone may write one of a million


def whole_number(written: str) -> int | None:
    """The whole number that a part of a URL spells; None for anything else."""
    return int(written) if written.isdecimal() and len(written) <= MOST_DIGITS else None


def whole_numbers(written: str, separator: str) -> list[int] | None:
    """The numbers of `3.17.9`; None where one of the parts is no number."""
    numbers = [whole_number(part) for part in written.split(separator)]
    return None if None in numbers else [number for number in numbers if number is not None]


def number_in_url(key: str, most: int, least: int = 1, default: int | None = None) -> int:
    """A remembered whole number within its bounds, and `least` for what is none; else the default.

    What the URL says otherwise is replaced by the number used.
    """
    written = url_state.remembered(key)
    if not written:
        return least if default is None else min(most, max(least, default))
    number = whole_number(written)
    used = least if number is None else min(most, max(least, number))
    if written != str(used):
        url_state.remember(key, str(used))
    return used


def option_in_url(key: str, options: Sequence[str], default: str) -> str:
    """A remembered word, if it is one of the options; any other is taken out of the URL."""
    written = url_state.remembered(key)
    if written is not None and written in options:
        return written
    if written is not None:
        url_state.remember(key, None)
    return default


def replace_in_url(key: str, used: str) -> None:
    """Where the URL says something for a setting, let it say what is used; "" takes it out."""
    if url_state.remembered(key) not in (None, used):
        url_state.remember(key, used or None)


def worded_buttons(
    text: str, options: Sequence[str], t: Translator, *, default: str, key: str = "", **look: Any
) -> str:
    """Buttons named by the texts of a family: `text` is the row's own label, `text_option` each option's.

    The choice is kept under `key`; where none is given, under the text's name (`masks.kind` as masks_kind).
    """
    return url_state.option_buttons(
        t(text),
        options,
        key=key or text.replace(".", "_"),
        default=default,
        names=lambda option: t("_".join((text, option))),
        **look,
    )


def pick(
    label: str,
    options: Sequence[Any],
    *,
    key: str,
    chosen: Any,
    names: Callable[[Any], str] = str,
    container: Any = st,
) -> Any:
    """A drop-down list whose value is remembered under `key`, so that other parts share it."""
    widget = f"{key}_list"
    st.session_state[widget] = chosen

    def keep() -> None:
        url_state.remember(key, str(st.session_state[widget]))

    return container.selectbox(label, options, key=widget, format_func=names, on_change=keep)


def pick_number(
    label: str,
    numbers: range,
    *,
    key: str,
    default: int | None = None,
    names: Callable[[int], str] = str,
    container: Any = st,
) -> int:
    """One of consecutive numbers, such as a layer's, from a list; without a default the first."""
    chosen = number_in_url(key, numbers[-1], numbers[0], default)
    return int(pick(label, numbers, key=key, chosen=chosen, names=names, container=container))


def pick_text(
    label: str, texts: Sequence[str], *, key: str, default: int | None = None, container: Any = st
) -> int:
    """One of a sentence's tokens or words, shown as `3 · film`; returns its position, from 0."""
    return pick_number(
        label,
        range(len(texts)),
        key=key,
        default=default,
        names=lambda position: f"{position} · {texts[position]}",
        container=container,
    )
