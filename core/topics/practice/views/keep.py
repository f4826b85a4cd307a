"""A learner's progress as a file to take along, one brought back, and a fresh start."""

from collections.abc import Mapping

import streamlit as st

from core.app.errors import friendly
from core.app.state import Translator
from core.exercises import progress
from core.exercises.progress import Done

FILE = "sentiscope-exercises.json"
_TAKEN, _ASKED = "practice.taken", "practice.asked"


def keep(done: Mapping[str, Done], t: Translator) -> None:
    """All three, behind one button."""
    popover = st.popover(
        t("practice.keep"), icon=":material/save:", type="tertiary", key="practice_keep", on_change="rerun"
    )
    if popover.open:
        with popover, friendly():
            st.markdown(t("practice.keep_about", folder=str(progress.progress_file().parent)))
            st.download_button(
                t("practice.export"),
                progress.exported(done),
                FILE,
                "application/json",
                icon=":material/download:",
                disabled=not done,
                on_click="ignore",
            )
            with friendly():
                _import(t)
            _reset(t)


def _import(t: Translator) -> None:
    """A file that is taken over leaves its field; one that is not stays there, with what is wrong."""
    number = st.session_state.get(_TAKEN, 0)
    key, most = f"practice_import_{number}", progress.MOST_MEGABYTES
    chosen = st.file_uploader(t("practice.import"), type="json", key=key, max_upload_size=most)
    if chosen is not None:
        progress.import_file(chosen.getvalue(), chosen.name)
        st.session_state[_TAKEN] = number + 1
        st.rerun()


def _reset(t: Translator) -> None:
    """Asked once."""
    if not st.session_state.get(_ASKED):
        st.button(
            t("practice.reset"),
            icon=":material/restart_alt:",
            key="practice_reset",
            on_click=_ask,
            args=(True,),
        )
        return
    st.markdown(t("practice.reset_sure"))
    with st.container(horizontal=True):
        if st.button(t("practice.reset_yes"), type="primary", key="practice_reset_yes"):
            progress.reset()
            _ask(False)
            st.rerun()
        st.button(t("practice.reset_no"), key="practice_reset_no", on_click=_ask, args=(False,))


def _ask(asks: bool) -> None:
    st.session_state[_ASKED] = asks
