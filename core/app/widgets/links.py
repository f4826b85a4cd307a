"""Follows the app's own links within the visit, and shows the definitions of terms."""

from collections.abc import Mapping

import streamlit as st

from core.app.navigation import BY_NAME
from core.app.state import LANGUAGE_KEY, SENTENCE_KEY
from core.app.widgets.component import component

KEPT_KEYS = (LANGUAGE_KEY, SENTENCE_KEY)  # what stays in the URL from one page to the next

_links = component("links")


def follow_links() -> None:
    """Listen to the page's links; the one that was just followed opens its page."""
    place = _links(key="ss-links", on_go_change=lambda: None).go
    if place:
        go_to(place["page"], place["settings"])


def go_to(page: str, settings: Mapping[str, str]) -> None:
    """Open a page with settings, in the same language and with the same sentence, if there is one."""
    if page in BY_NAME:
        kept = {key: st.query_params[key] for key in KEPT_KEYS if key in st.query_params}
        st.switch_page(BY_NAME[page].path, query_params=kept | {key: str(v) for key, v in settings.items()})
