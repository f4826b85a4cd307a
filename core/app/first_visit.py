"""The first visit to a new server, if it opens a page other than Home."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def inside_app() -> None:
    """Start over through app.py where Streamlit ran a file of `pages/` by itself.

    Until `st.navigation` has run once, Streamlit takes a folder of that name for an app of the old kind.
    It has no public way to say otherwise, so this sets a private attribute, and nothing else does.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
