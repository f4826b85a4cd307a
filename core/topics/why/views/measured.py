"""Measured: what stands there before the first claim is."""

import streamlit as st

from core.app.state import Translator


def not_yet(t: Translator) -> None:
    """That no claim of this page has a record yet, and where one may judge a method oneself."""
    st.info(t("why.not_measured"), icon=":material/science:")
