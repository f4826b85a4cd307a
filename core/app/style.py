"""The app's stylesheet and mark: the palette as CSS variables, and what Streamlit's themes do not cover."""

import json

import streamlit as st

from core.app.figures.palette import css_variables
from core.app.state import Translator
from core.base.settings import ASSETS

STYLESHEET = ASSETS / "style" / "app.css"
ICON, LOGO = str(ASSETS / "icon.svg"), str(ASSETS / "logo.svg")


def style(t: Translator) -> None:
    """Add the stylesheet to the page; static text of ours, nothing a user typed.

    The label of what scrolls aside is a variable, which every component can read.
    """
    label = json.dumps(t("frame.scrolls_aside"), ensure_ascii=False)
    rules = STYLESHEET.read_text(encoding="utf-8")
    st.html(f"<style>{css_variables()}\n:root {{ --ss-scrolls-aside: {label}; }}\n{rules}</style>")
