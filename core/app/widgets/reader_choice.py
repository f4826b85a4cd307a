"""Which Transformer reads the sentence: the button that says so, and both models side by side."""

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.glossary import explained
from core.app.models.cached_models import timed_prediction
from core.app.models.reader import BOTH, BY_LANGUAGE, CHOICES, KEY, reader, reading_choice
from core.app.panels import notes
from core.app.state import Translator, sentence
from core.app.waiting import waiting_for
from core.app.widgets.components import prediction_card, token_chips
from core.base.errors import SentiscopeError
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.text_checks import OTHER_SCRIPT

# Pages that open a Transformer on the sentence; the others choose their models themselves.
PAGES = (
    "home",
    "embeddings",
    "attention",
    "positions",
    "normalization",
    "masks",
    "inside",
    "pretraining",
    "workshop",
    "why",
)
UNREAD = (*OTHER_SCRIPT.values(), "note_unknown")
CARD_HEIGHT = 150  # pixels of a verdict's card


def choose_reader(t: Translator) -> None:
    """A button that names the model, and unfolds into the choice of another or of both."""
    with st.popover(t(f"reader.short_{reader()}"), help=t("reader.help"), key="ss-reader"):
        url_state.option_buttons(
            t("reader.title"),
            CHOICES,
            key=KEY,
            default=BY_LANGUAGE,
            names=lambda name: t(f"reader.{name}"),
        )
        st.caption(t("reader.about"))


def pieces_note(t: Translator) -> None:
    """Say how E5 writes its pieces, where it reads."""
    if reader() == CHINESE_MODEL:
        st.caption(explained(t("reader.pieces")))


def unread_note(t: Translator) -> None:
    """Say so where the model has not learned the sentence's script."""
    if reading_choice() == BOTH:  # each of the two says it below its verdict
        return
    for note in _unread():
        st.info(t(f"verdict.{note}"), icon=":material/info:")


def _unread() -> list[str]:
    """What the model cannot read of the sentence; of a blank one every view says that there is nothing."""
    try:
        prediction = timed_prediction(reader(), sentence()).prediction
    except SentiscopeError:
        return []
    return [note for note in prediction.notes if note in UNREAD]


def both_readers(t: Translator) -> None:
    """Where the visitor asked for both: what each makes of the sentence, side by side."""
    if reading_choice() != BOTH:
        return
    with st.container(key="ss-both"):
        for name, place in zip((MAIN_MODEL, CHINESE_MODEL), st.columns(2, gap="medium"), strict=True):
            with place, friendly():
                _one(name, t)
    st.caption(t("reader.below", model=t(f"models.{reader()}")))


def _one(name: str, t: Translator) -> None:
    with waiting_for(name, CARD_HEIGHT, t):
        timed = timed_prediction(name, sentence())
    prediction_card(timed, t(f"models.{name}"), t, key=f"both_verdict_{name}")
    notes(timed.prediction, t)
    token_chips(timed.prediction.tokens, t, key=f"both_tokens_{name}")
