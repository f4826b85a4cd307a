"""Helpers of the pages' tests."""

from streamlit.testing.v1 import AppTest


def shown(app: AppTest) -> str:
    """Every note, warning and error on the page."""
    return " ".join(element.value for kind in (app.info, app.warning, app.error) for element in kind)
