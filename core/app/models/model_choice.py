"""The model for a file of texts: suggested by their language, chosen by the user."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app.state import Translator
from core.models.catalog import CHINESE_MODEL, OFFERED
from core.models.selection import model_for


def choose_model(container: Any, texts: Sequence[str], t: Translator, key: str) -> str:
    """A model out of those shipped; says so where these texts made it the Chinese one."""
    suited = model_for(texts)
    model = container.selectbox(
        t("batch.model"),
        OFFERED,
        index=OFFERED.index(suited),
        format_func=lambda name: t(f"models.{name}"),
        key=key,
    )
    if model == suited == CHINESE_MODEL:
        st.caption(t("batch.chinese"))
    return model
