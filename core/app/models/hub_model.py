"""A model of the user's own: a local folder, or a hub id of any two-class sequence classifier."""

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.errors import show
from core.app.jobs.job_panel import watch
from core.app.state import Translator
from core.base.errors import SentiscopeError

OTHER = "other"
NOT_HERE = "model_not_fetched"


def other_model(t: Translator) -> dict[str, str]:
    """Ask for a folder or hub id; {name: label} once its files are on this machine, else {}."""
    name = url_state.text_field(
        t("predict.other"),
        key="predict_other",
        placeholder="distilbert/distilbert-base-uncased-finetuned-sst-2-english",
        help=t("predict.other_help"),
    ).strip()
    if not name or not is_here(name, t):
        return {}
    return {name: name.rstrip("/").rsplit("/", 1)[-1]}


def is_here(name: str, t: Translator) -> bool:
    """True once a model's files are on this machine; else says how to get them."""
    from core.models.locate import locate

    try:
        locate(name)
    except SentiscopeError as error:
        if error.key == NOT_HERE:
            _offer_to_fetch(name, error, t)
        else:
            show(error)
        return False
    return True


def _offer_to_fetch(name: str, error: SentiscopeError, t: Translator) -> None:
    """The hub is asked by a job of its own, never while a page is drawn."""
    key = f"fetch_{name}"
    if key in st.session_state and watch(st.session_state[key], continues=False) is None:
        return
    show(error)
    if st.button(t("predict.fetch"), icon=":material/download:"):
        st.session_state[key] = jobs.submit("core.models", [f"--fetch={name}"], kind="fetch")
        st.rerun()
