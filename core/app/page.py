"""The frame of a concept page: title, question, and the five parts, of which only the open one runs."""

from collections.abc import Callable, Mapping

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.state import Translator, language, translator
from core.base.i18n import article

PARTS = ("see", "compute", "code", "measured", "read")
ICONS = {
    "see": ":material/visibility:",
    "compute": ":material/calculate:",
    "code": ":material/code:",
    "measured": ":material/science:",
    "read": ":material/menu_book:",
}

Part = Callable[[Translator], None]


def concept_page(name: str, parts: Mapping[str, Part]) -> None:
    """Draw a page whose parts `see`, `compute`, `code` and `measured` are given; `read` is its article."""
    url_state.inside_app()
    t = translator()
    st.title(t(f"pages.{name}.title"), anchor=False)
    st.markdown(f":gray[{t(f'pages.{name}.question')}]")
    chosen = url_state.choose(
        t("frame.parts"),
        PARTS,
        key=f"{name}_part",
        default="see",
        names=lambda part: f"{ICONS[part]} {t(f'frame.{part}')}",
        label_visibility="collapsed",
    )
    with friendly():
        if chosen == "read":
            st.markdown(article(name, language()), width=760)
        else:
            parts[chosen](t)
