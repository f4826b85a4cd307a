"""A view of Inside BERT: what it is, and what of the Transformer it keeps."""

import streamlit as st

from core.app.glossary import explained
from core.app.state import Translator
from core.app.widgets.architecture_diagram import family_diagrams


def family_view(t: Translator) -> None:
    """Encoder-only beside encoder-decoder."""
    family_diagrams(t)
    st.markdown(explained(t("inside.family")), width=760)
    st.markdown(t("inside.family_table"))
