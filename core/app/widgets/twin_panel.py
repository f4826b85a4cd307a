"""The twin panel: our function and the library's call side by side, with the live difference."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.state import Translator
from core.nn.twin import Twin, compare, signature, source


def choose_twin(twins: Sequence[Twin], title: str, *, key: str, default: str, t: Translator) -> Twin:
    """One of a page's twins as a row of buttons; its name is kept in the URL under `key`."""
    by_name = {twin.name: twin for twin in twins}
    chosen = url_state.option_buttons(
        title, tuple(by_name), key=key, default=default, names=lambda name: t(f"twins.{name}")
    )
    return by_name[chosen]


def twin_panel(twin: Twin, arguments: tuple[Any, ...], t: Translator) -> None:
    """Run both sides on the arguments and show code, call and largest difference."""
    result = compare(twin, *arguments)
    with st.container(border=True):
        st.markdown(f"#### {t(f'twins.{twin.name}')}")
        ours, library = st.columns([5, 3], gap="medium")
        with ours:
            st.caption(f"{t('twins.ours')} · `{signature(twin)}`")
            st.code(source(twin), language="python", wrap_lines=True)
        with library:
            st.caption(f"{t(f'twins.{twin.reference}')} · [{t('twins.documentation')}]({twin.documentation})")
            st.code(f"{twin.import_path}\n\n{twin.call}", language="python", wrap_lines=True)
            st.caption(t("twins.difference"))
            st.markdown(f"### {result.largest_difference:.1e}")
            outcome = "twins.holds" if result.holds else "twins.fails"
            tolerance = {"relative": f"{twin.relative:.0e}", "absolute": f"{twin.absolute:.0e}"}
            dtype = str(twin.dtype).removeprefix("torch.")
            st.caption(t(outcome, dtype=dtype, **tolerance))
