"""The app's stylesheet and mark: the palette as CSS variables, and what Streamlit's themes do not cover.

The index page holds the rules, so that the first thing drawn has them; what the script draws has the words.
"""

import json

import streamlit as st

from core.app.figures.palette import css_variables
from core.app.state import Translator
from core.base.settings import ASSETS

STYLESHEET = ASSETS / "style" / "app.css"
ICON, LOGO = str(ASSETS / "icon.svg"), str(ASSETS / "logo.svg")
WORDS = ("scrolls_aside", "choose_file")  # that the stylesheet itself writes


def rules() -> str:
    """The stylesheet that stands in the index page: the palette as CSS variables, then the rules."""
    return css_variables() + STYLESHEET.read_text(encoding="utf-8")


def words(t: Translator) -> None:
    """Add the words that the stylesheet writes, as variables that every component can read, too."""
    texts = {name: json.dumps(t(f"frame.{name}"), ensure_ascii=False) for name in WORDS}
    variables = "; ".join(f"--ss-{name.replace('_', '-')}: {word}" for name, word in texts.items())
    st.html(f"<style>:root {{ {variables}; }}</style>")
