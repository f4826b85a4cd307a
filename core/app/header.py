"""The bar on top of every page: the shared sentence, examples for it, and the language switch."""

import streamlit as st

from core.app import url_state
from core.app.examples import example_chips
from core.app.state import LANGUAGE_KEY, SENTENCE_KEY, translator
from core.app.widgets.reader_choice import PAGES, choose_reader
from core.base.i18n import LANGUAGES, closest_language
from core.data.example_sentences import DEFAULT

LANGUAGE_NAMES = {"en": "EN", "zh": "中文"}


def header(page: str) -> None:
    """Draw the bar for a page. The language comes first in the code: all else is written in it."""
    with st.container(key="ss-header", horizontal=True, vertical_alignment="center", gap="small"):
        field = st.container(width="stretch", key="ss-sentence")
        chips = st.container(width="content", key="ss-chips")
        readers = st.container(width="content", key="ss-readers") if page in PAGES else None
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
        default=DEFAULT,
        container=field,
        placeholder=t("header.placeholder"),
        icon=":material/edit:",
        label_visibility="collapsed",
    )
    with chips:
        example_chips(t)
    if readers:
        with readers:
            choose_reader(t)
