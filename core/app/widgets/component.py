"""Our own components: each one script or several, and a stylesheet, beside the topic that shows it."""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.base.settings import APP, TOPICS

SHARED = APP / "components"


def component(name: str, topic: str | None = None, scripts: Sequence[str] = ()) -> Any:
    """The component of a name, from its topic's folder `component/` or from those that all share.

    `scripts` one after another make its script, by default `NAME.js` alone; each is the topic's or shared.
    """
    own = TOPICS / topic / "component" if topic else SHARED

    def source(file: str) -> str:
        folder = own if (own / file).is_file() else SHARED
        return (folder / file).read_text(encoding="utf-8")

    return st.components.v2.component(
        f"sentiscope_{name}",
        html='<div class="root"></div>',
        css=source(f"{name}.css"),
        js="\n".join(map(source, scripts or [f"{name}.js"])),
    )


def packed(header: dict[str, Any], arrays: dict[str, Any]) -> bytes:
    """Length of the header (4 bytes), header (JSON), then all arrays as float32 in the header's order."""
    shapes = [[name, *array.shape] for name, array in arrays.items()]
    text = json.dumps({**header, "arrays": shapes}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)  # float32 must begin at a multiple of four
    return b"".join([len(text).to_bytes(4, "little"), text, *(array.tobytes() for array in arrays.values())])
