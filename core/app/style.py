"""The app's stylesheet and mark: the palette as CSS variables, and what Streamlit's themes do not cover."""

import json

import streamlit as st

from core.app.figures.palette import css_variables
from core.app.state import Translator
from core.base.settings import ASSETS

STYLESHEET = ASSETS / "style" / "app.css"
ICON, LOGO = str(ASSETS / "icon.svg"), str(ASSETS / "logo.svg")
WORDS = ("scrolls_aside", "choose_file")  # that the stylesheet itself writes


def style(t: Translator) -> None:
    """Add the stylesheet to the page; static text of ours, nothing a user typed.

    The words of `WORDS` are variables, which every component can read.
    """
    words = {name: json.dumps(t(f"frame.{name}"), ensure_ascii=False) for name in WORDS}
    variables = "; ".join(f"--ss-{name.replace('_', '-')}: {word}" for name, word in words.items())
    rules = STYLESHEET.read_text(encoding="utf-8")
    st.html(f"<style>{css_variables()}\n:root {{ {variables}; }}\n{rules}</style>")
