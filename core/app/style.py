"""The app's stylesheet and mark: the palette as CSS variables, and what Streamlit's themes do not cover."""

import streamlit as st

from core.app.figures.palette import css_variables
from core.base.settings import ASSETS

STYLESHEET = ASSETS / "style" / "app.css"
ICON, LOGO = str(ASSETS / "icon.svg"), str(ASSETS / "logo.svg")


def style() -> None:
    """Add the stylesheet to the page; static text of ours, nothing a user typed."""
    st.html(f"<style>{css_variables()}\n{STYLESHEET.read_text(encoding='utf-8')}</style>")
