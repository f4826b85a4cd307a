"""Our own components: each an ES module and a stylesheet, beside the topic that shows it."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

from core.app.widgets.es_modules import link
from core.base.settings import APP, TOPICS

SHARED = APP / "components"


def component(name: str, topic: str | None = None, folder: Path = SHARED) -> Any:
    """The component that `NAME.js` and `NAME.css` make, in its topic's `component/` or else in `folder`.

    The module's default export draws; what it imports is resolved here, once, when the app starts.
    """
    folder = TOPICS / topic / "component" if topic else folder
    mount = st.components.v2.component(
        f"sentiscope_{name}",
        html='<div class="root"></div>',
        css=(folder / f"{name}.css").read_text(encoding="utf-8"),
        js=link(folder / f"{name}.js"),
    )
    return lambda data=None, **options: mount(data=_without_lists(data), **options)


def _without_lists(data: Any) -> Any:
    """The same JSON, with tuples for the lists on its first level.

    Streamlit looks whether a list there is a table, and imports pandas to know: 0.3 s of the first visit.
    """
    if not isinstance(data, dict):
        return data
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


def packed(header: dict[str, Any], arrays: dict[str, Any]) -> bytes:
    """Length of the header (4 bytes), header (JSON), then all arrays as float32 in the header's order."""
    shapes = [[name, *array.shape] for name, array in arrays.items()]
    text = json.dumps({**header, "arrays": shapes}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)  # float32 must begin at a multiple of four
    return b"".join([len(text).to_bytes(4, "little"), text, *(array.tobytes() for array in arrays.values())])
