"""The course: which station a page is, the way to its neighbours, and what one has learned there."""

import streamlit as st

from core.app.guess import progress_data
from core.app.navigation import BY_NAME, ROAD, station_number
from core.app.state import Translator
from core.app.widgets.component import component

_station_end = component("station_end")


def station_title(name: str, t: Translator) -> str:
    """A page's name in the menu, with its number where it is a station: `3. RNN, LSTM, GRU`."""
    number, title = station_number(name), t(f"pages.{name}.menu")
    return f"{number}. {title}" if number else title


def station_links(name: str, t: Translator) -> None:
    """`3 of 12` between links to the station before and the one after."""
    number = station_number(name)
    if number is None:
        return
    before, after = _neighbours(number)
    with st.container(
        key="ss-station", horizontal=True, width="content", vertical_alignment="center", gap=None
    ):
        _arrow(before, ":material/arrow_back:", t)
        st.markdown(t("course.station", number=number, count=len(ROAD)), width="content")
        _arrow(after, ":material/arrow_forward:", t)


def station_end(name: str, t: Translator) -> None:
    """What one knows now, a tick that this browser keeps, and the way on."""
    number = station_number(name)
    if number is None:
        return
    _, after = _neighbours(number)
    with st.container(key="ss-station-end", horizontal=True, vertical_alignment="center", gap="medium"):
        _station_end(
            data={
                "station": name,
                "known": t("course.known"),
                "text": t(f"pages.{name}.known"),
                "tick": t("course.tick"),
                "ticked": t("course.ticked"),
                "guesses": progress_data(t),
            },
            key="ss_station_end",
        )
        if after:
            st.page_link(
                BY_NAME[after].path,
                label=t("course.next", title=station_title(after, t)),
                icon=":material/arrow_forward:",
                icon_position="right",
            )
        else:
            st.page_link(BY_NAME["home"].path, label=t("course.end"), icon=":material/flag:")


def _neighbours(number: int) -> tuple[str | None, str | None]:
    """The names of the stations before and after this one."""
    before = ROAD[number - 2] if number > 1 else None
    return before, ROAD[number] if number < len(ROAD) else None


def _arrow(name: str | None, icon: str, t: Translator) -> None:
    """A link to a station, named when pointed at; at the road's ends a pale arrow that leads nowhere."""
    target = BY_NAME[name or "home"].path
    st.page_link(
        target,
        label=station_title(name or "home", t),
        icon=icon,
        help=station_title(name, t) if name else None,
        disabled=name is None,
    )
