"""See: the cosine of every token's vector with the chosen one."""

import streamlit as st

from core.app.panels import figure
from core.app.state import Translator
from core.topics._template.views.sentence import chosen_token


def see(t: Translator) -> None:
    """A bar a token."""
    from core.topics._template.concept import cosine_similarity
    from core.topics._template.figures import cosine_bars

    pieces, vectors, position = chosen_token(t)
    cosines = cosine_similarity(vectors, vectors[position]).numpy()
    figure("_template.bars", cosine_bars, pieces, cosines, t=t, token=pieces[position])
    st.caption(t("_template.note"))
