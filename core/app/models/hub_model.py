"""A model of the user's own: a local folder, or a hub id of any two-class sequence classifier."""

from zlib import crc32

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.errors import show
from core.app.foreign import foreign
from core.app.jobs.job_panel import watch
from core.app.models.place_field import place_field
from core.app.state import Translator
from core.base.errors import SentiscopeError

OTHER = "other"
NOT_HERE = "model_not_fetched"
UNCLEAR, ASK = "model_classes_unclear", "ask"
_POSITIVE = "other_model.positive"


def other_model(t: Translator) -> dict[str, str]:
    """Ask for a folder or hub id; {name: label} once its files are on this machine, else {}."""
    name = place_field(
        t("predict.other"),
        "model",
        t,
        key="predict_other",
        placeholder="distilbert/distilbert-base-uncased-finetuned-sst-2-english",
        help=t("predict.other_help"),
    )
    if not name or not is_here(name, t) or not _knows_positive(name, t):
        return {}
    return {name: name.rstrip("/").rsplit("/", 1)[-1]}


def chosen_positive(name: str) -> str | None:
    """The class of a model that the user says is positive; None where its names say so, or are guessed at."""
    chosen: dict[str, str | None] = st.session_state.get(_POSITIVE, {})
    return chosen.get(name)


def is_guessed(name: str) -> bool:
    """Whether nothing but a guess says which class of a model is positive."""
    from core.models.locate import locate
    from core.models.reading.class_order import guess_in

    return guess_in(locate(name).folder, name, chosen_positive(name)) is not None


def _knows_positive(name: str, t: Translator) -> bool:
    """Whether one class is known to mean positive; where the names leave it open, the user may choose it."""
    from core.models.locate import locate
    from core.models.reading.class_order import class_order, classes_in

    classes = classes_in(locate(name).folder)
    question = None
    try:
        order = class_order(classes, name)
        if not order.guessed:
            return True
        default = order.names[order.positive]
    except SentiscopeError as error:
        if error.key != UNCLEAR:
            return True  # loading the model says what is wrong
        question, default = error, ASK
    options = list(dict.fromkeys([*classes.values(), default]))
    picked = url_state.option_buttons(
        t("predict.positive_class"),
        options,
        key=f"predict_positive_{crc32(name.encode()):08x}",
        default=default,
        names=lambda option: t("predict.no_class") if option == ASK else foreign(option),
    )
    chosen = st.session_state.setdefault(_POSITIVE, {})
    chosen[name] = None if picked == default else picked
    if question and picked == ASK:
        show(question)
        return False
    return True


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
