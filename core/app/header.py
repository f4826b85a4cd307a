"""The bar on top of every page: the shared sentence and the language switch."""

import streamlit as st

from core.app import url_state
from core.app.state import LANGUAGE_KEY, SENTENCE_KEY, translator
from core.base.i18n import LANGUAGES, closest_language

LANGUAGE_NAMES = {"en": "EN", "zh": "中文"}


def header() -> None:
    """Draw the bar. The language comes first in the code: the sentence's label is written in it."""
    with st.container(key="ss-header", horizontal=True, vertical_alignment="bottom", gap="medium"):
        container = st.container(width="stretch", key="ss-sentence")
        url_state.option_buttons(
            "Language · 语言",
            LANGUAGES,
            key=LANGUAGE_KEY,
            default=closest_language(st.context.locale),
            names=LANGUAGE_NAMES.__getitem__,
            label_visibility="collapsed",
        )
    t = translator()
    url_state.text_field(
        t("header.sentence"),
        key=SENTENCE_KEY,
        default=t("header.example"),
        container=container,
        placeholder=t("header.placeholder"),
        icon=":material/edit:",
    )
