"""The way to train on more than a page can, below the claim of word2vec."""

import streamlit as st

from core.app.state import Translator

COMMAND = "python -m core.topics.word2vec.training FILE -o runs/word2vec --epochs 5 --gensim"


def bigger(t: Translator) -> None:
    """The command, and what it does."""
    st.markdown(t("word2vec.bigger"))
    st.code(COMMAND, language="shell", wrap_lines=True)
