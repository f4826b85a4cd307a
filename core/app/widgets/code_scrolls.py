"""Says of the page's code blocks that they scroll aside, where they do."""

from core.app.widgets.component import component

_code_scrolls = component("code_scrolls")


def mark_code_that_scrolls() -> None:
    """Once a page; what comes later is marked as it comes."""
    _code_scrolls(key="ss-code-scrolls")
