"""The bar on top of every page: the shared sentence and the language switch."""

import streamlit as st

from core.text import LANGUAGES, closest_language
from core.ui import link
from core.ui.state import LANGUAGE_KEY, SENTENCE_KEY, translator

LANGUAGE_NAMES = {"en": "EN", "zh": "中文"}


def header() -> None:
    """Draw the bar. The language comes first in the code: the sentence's label is written in it."""
    with st.container(key="ss-header", horizontal=True, vertical_alignment="bottom", gap="medium"):
        place = st.container(width="stretch", key="ss-sentence")
        link.choose(
            "Language · 语言",
            LANGUAGES,
            key=LANGUAGE_KEY,
            default=closest_language(st.context.locale),
            names=LANGUAGE_NAMES.__getitem__,
            label_visibility="collapsed",
        )
    t = translator()
    link.text(
        t("header.sentence"),
        key=SENTENCE_KEY,
        default=t("header.example"),
        place=place,
        placeholder=t("header.placeholder"),
        icon=":material/edit:",
    )
