"""What keeps a learner's code from doing harm by accident, and what it does not keep out."""

import streamlit as st

from core.app.errors import friendly
from core.app.models.warm_up import is_wanted
from core.app.state import Translator
from core.exercises.runner.client import protections, runner

ICONS = {True: ":green[:material/check_circle:]", False: ":orange[:material/do_not_disturb_on:]"}


@st.fragment
def protection(t: Translator) -> None:
    """A frank word, and on request which limits this very system holds; that takes a process to find out."""
    if is_wanted():
        runner().warm_up()  # the first check need not wait for torch
    st.caption(t("write.protection"))
    popover = st.popover(
        t("write.protections"),
        icon=":material/shield:",
        type="tertiary",
        key="exercise_protections",
        on_change="rerun",
    )
    if popover.open:
        with popover, friendly():
            for name, holds in protections().items():
                st.markdown(f"{ICONS[holds]} {t(f'write.protection_{name}')}")
            if not all(protections().values()):
                st.caption(t("write.protections_lacking"))
