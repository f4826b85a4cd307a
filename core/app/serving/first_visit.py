"""A page that was opened without app.py around it."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def inside_app() -> None:
    """Start over through app.py where Streamlit ran a file of `pages/` by itself.

    Where that folder lies beside the script, as `AppTest` sees it, Streamlit takes it for an app of the old
    kind until `st.navigation` has run. It has no public way to say otherwise, so this sets a private
    attribute, and nothing else does. The server's script lies elsewhere and needs none of it.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
