"""The controls of a picture in one line above it, each with its name beside it."""

from typing import Any

import streamlit as st


def controls(key: str) -> Any:
    """A container for the controls of a view, which stand in one line where there is room for it."""
    return st.container(key=f"ss-controls-{key}", horizontal=True, vertical_alignment="center", gap="small")
