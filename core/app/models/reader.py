"""The Transformer that reads the shared sentence: by its language, unless the visitor chose one."""

import streamlit as st

from core.app.state import sentence
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.selection import model_for

KEY = "reader"  # the setting's name in the URL
BY_LANGUAGE, BOTH = "auto", "both"
CHOICES = (BY_LANGUAGE, MAIN_MODEL, CHINESE_MODEL, BOTH)


def reader() -> str:
    """The catalog name of the model that pages open on the shared sentence."""
    chosen = reading_choice()
    return chosen if chosen in (MAIN_MODEL, CHINESE_MODEL) else model_for([sentence()])


def reading_choice() -> str:
    """One of CHOICES: as chosen in this session, else as the link says."""
    chosen = st.session_state.get(KEY) or st.query_params.get(KEY)
    return chosen if chosen in CHOICES else BY_LANGUAGE
