"""Our own components: each one script or several, and a stylesheet, in `assets/components`."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.settings import ASSETS

FOLDER = ASSETS / "components"


def component(name: str, scripts: Sequence[str] = ()) -> Any:
    """The component of a name; `scripts` one after another make its script, by default `NAME.js` alone."""
    return st.components.v2.component(
        f"sentiscope_{name}",
        html='<div class="root"></div>',
        css=(FOLDER / f"{name}.css").read_text(encoding="utf-8"),
        js="\n".join((FOLDER / script).read_text(encoding="utf-8") for script in scripts or [f"{name}.js"]),
    )
