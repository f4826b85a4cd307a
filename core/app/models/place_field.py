"""A field for a folder or a model of the hub: what the user types there is opened, what a link says is not.

Anyone may write a link. Until a click confirms it nothing looks at the place it names, not even whether it
is there: on a network the very question already tells another machine who asks.
"""

import re
from functools import partial
from ntpath import normpath as windows_path
from posixpath import normpath as posix_path
from typing import Any, Literal

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign_code
from core.app.state import Translator
from core.base.shortened import shortened

Kind = Literal["model", "data"]
SCHEME = re.compile(r"[a-z][a-z\d+.-]+:", re.IGNORECASE)  # two letters at least: `C:` is a drive
MOUNTED_ON_DEMAND = ("/net/", "/afs/", "/Network/")
LONGEST_SHOWN = 200  # characters
_CONFIRMED = "places.confirmed"


def place_field(
    label: str, kind: Kind, t: Translator, *, key: str, container: Any = st, told_in: Any = st, **look: Any
) -> str | None:
    """What is typed, or was confirmed of a link; None while a link's is not, "" where there is nothing.

    The field stands in `container`, what a link wants in `told_in`.
    """
    typed = partial(_confirm, key)
    place = url_state.text_field(label, key=key, container=container, on_change=typed, **look)
    if not place.strip() or place in _confirmed(key):
        return place.strip()
    if is_on_a_network(place):
        told_in.warning(t("places.refused", place=_shown(place)), icon=":material/link_off:")
        return None
    told_in.info(t(f"places.wants_{kind}", place=_shown(place)), icon=":material/link:")
    with told_in.container(horizontal=True):
        icon = ":material/folder_open:"
        st.button(t("places.open"), key=f"{key}_open", icon=icon, on_click=_confirm, args=(key,))
        st.button(t("places.not_now"), key=f"{key}_not_now", on_click=_leave, args=(key,))
    return None


def confirmed_place(key: str) -> str:
    """What stands in a place's field and is the user's own wish; "" where there is none."""
    place = str(st.session_state.get(key) or "")
    return place.strip() if place in _confirmed(key) else ""


def is_on_a_network(place: str) -> bool:
    """Whether a path or address may lead to another machine; hub ids and folders here do not.

    It is read by the rules of Windows and of POSIX systems, whichever this one is, and not looked up.
    """
    place = place.strip()
    if SCHEME.match(place) or windows_path(place).startswith("\\\\") or re.match(r"[\\/]{2}", place):
        return True
    return (posix_path(place.replace("\\", "/")) + "/").startswith(MOUNTED_ON_DEMAND)


def _confirm(key: str) -> None:
    """What stands in the field is the user's own wish, for this visit."""
    _confirmed(key).add(st.session_state[key])


def _leave(key: str) -> None:
    st.session_state[key] = ""


def _confirmed(key: str) -> set[str]:
    confirmed: dict[str, set[str]] = st.session_state.setdefault(_CONFIRMED, {})
    return confirmed.setdefault(key, set())


def _shown(place: str) -> str:
    return foreign_code(shortened(place, LONGEST_SHOWN))
