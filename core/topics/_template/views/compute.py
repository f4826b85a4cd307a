"""Compute: one cosine, worked out with its numbers."""

import streamlit as st

from core.app.foreign import foreign
from core.app.state import Translator
from core.app.widgets.latex import latex_number, latex_plain
from core.topics._template.views.sentence import chosen_token


def compute(t: Translator) -> None:
    """The formula with the actual numbers put in, for the chosen token and the one after it."""
    from core.topics._template.concept import cosine_similarity

    pieces, vectors, position = chosen_token(t)
    other = (position + 1) % len(pieces)
    query, row = vectors[position], vectors[other]
    value = cosine_similarity(row[None], query).item()
    st.markdown(t("_template.compute", first=foreign(pieces[position]), second=foreign(pieces[other])))
    product, lengths = (query @ row).item(), (query.norm().item(), row.norm().item())
    below = r" \cdot ".join(map(latex_plain, lengths))
    worked = rf"\frac{{{latex_number(product)}}}{{{below}}}"
    st.latex(rf"\cos\theta = \frac{{q \cdot x}}{{|q|\,|x|}} = {worked} = {latex_plain(value)}")
