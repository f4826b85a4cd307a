"""Marks on the page for the stylesheet: what scrolls aside, and whether the page is scrolled down."""

from core.app.widgets.component import component

_page_marks = component("page_marks")


def mark_page() -> None:
    """Once a page; what comes later is marked as it comes."""
    _page_marks(key="ss-page-marks")
