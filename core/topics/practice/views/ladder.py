"""The ladder: every exercise in the order of the road, what is done of it, and the one clear next step."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from core.app.course import station_title
from core.app.exercises.done import all_done, refusal
from core.app.exercises.look import RUNG_ICONS, link, named, place
from core.app.navigation import ROAD
from core.app.state import Translator
from core.app.widgets.links import go_to
from core.exercises import registry
from core.exercises.ladder import STATES, due, next_step, ordered, solved, state_of
from core.exercises.progress import Done
from core.exercises.registry import Listed
from core.exercises.texts import title_key
from core.topics.practice.views.keep import keep

STATE_ICONS = {
    "untried": "",
    "tried": ":orange[:material/pending:]",
    "solved": ":green[:material/check_circle:]",
    "due": ":blue[:material/replay:]",
}
WIDTH = 1000  # pixels


def ladder(t: Translator) -> None:
    """What is due and what is next on top, then topic by topic."""
    done, today = all_done(tells=True), date.today()
    steps = ordered(registry.listed(), ROAD)
    reason = refusal()
    with st.container(width=WIDTH, key="ss-ladder"):
        if reason:
            st.info(t(f"errors.{reason}"), icon=":material/lock:")
        _next(steps, done, today, t)
        _back(due(steps, done, today), t)
        for topic, group in groupby(steps, key=lambda one: one.topic):
            _topic(topic, tuple(group), done, today, t)
        rungs = " · ".join(f"{icon} {t(f'practice.rung_{rung}')}" for rung, icon in RUNG_ICONS.items())
        states = " · ".join(
            f"{STATE_ICONS[one]} {t(f'practice.state_{one}')}" for one in STATES if STATE_ICONS[one]
        )
        st.caption(f"{rungs}  \n{states}")
        if not reason:
            keep(done, t)


def _next(steps: Sequence[Listed], done: Mapping[str, Done], today: date, t: Translator) -> None:
    """How far one has come, and a button that opens the next exercise."""
    count, following = solved(steps, done), next_step(steps, done, today)
    with st.container(key="ss-ladder-next", horizontal=True, vertical_alignment="center", gap="medium"):
        if following:
            key = "go_on" if done else "begin"
            text = t(f"practice.{key}", title=t(title_key(following.name)))
            if st.button(text, type="primary", icon=":material/play_arrow:", key="practice_next"):
                go_to(following.topic, place(following))
        else:
            st.markdown(f":green[:material/check_circle:] {t('practice.all')}", width="content")
        st.markdown(t("practice.solved", solved=count, count=len(steps)), width="content")
    if not done:
        st.markdown(t("practice.empty"), width=760)


def _back(steps: Sequence[Listed], t: Translator) -> None:
    """What has come back after some days."""
    if steps:
        about = f"{STATE_ICONS['due']} **{t('practice.back')}** {t('practice.back_about')}"
        st.markdown(f"{about}  \n{_links(steps, t)}")


def _topic(topic: str, steps: Sequence[Listed], done: Mapping[str, Done], today: date, t: Translator) -> None:
    """A station's name, how many of its exercises are solved, and each as a link."""
    count = t("practice.count", solved=solved(steps, done), count=len(steps))
    heading = f"**[{station_title(topic, t)}]({topic}?{topic}_part=write)** :gray[{count}]"
    states = {one.name: state_of(done.get(one.name), today) for one in steps}
    st.markdown(f"{heading}  \n{_links(steps, t, states)}")


def _links(steps: Sequence[Listed], t: Translator, states: Mapping[str, str] | None = None) -> str:
    """One after another; an exercise's state stands behind its title."""
    shown = ((one, STATE_ICONS[states[one.name]] if states else "") for one in steps)
    return " ".join(link(f"{named(one, t)} {icon}".strip(), one) for one, icon in shown)
