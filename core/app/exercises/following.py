"""The way on from a solved exercise."""

import streamlit as st

from core.app.state import Translator
from core.exercises.texts import title_key


def following_link(name: str | None, t: Translator) -> None:
    """A button that opens the next exercise of the topic; nothing after the last."""
    if name is None:
        st.caption(t("write.last"))
        return
    topic, short = name.split(".", 1)

    def open_it() -> None:
        st.session_state[f"{topic}_exercise"] = short

    text = t("write.next", title=t(title_key(name)))
    if st.button(text, key="exercise_next", icon=":material/arrow_forward:", on_click=open_it):
        st.rerun(scope="app")
