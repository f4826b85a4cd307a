"""The model for a file of texts: each row's own by its language, unless the user chooses one for all."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app.state import Translator
from core.models.catalog import OFFERED
from core.models.selection import home_of, language_for, languages_in, models_of

BY_LANGUAGE = "by_language"


def choose_model(container: Any, texts: Sequence[str], t: Translator, key: str) -> str | None:
    """A model out of those shipped; None for that of each row's language: then says who reads these texts."""
    chosen = container.selectbox(
        t("batch.model"),
        (BY_LANGUAGE, *OFFERED),
        format_func=lambda name: t("batch.by_language") if name == BY_LANGUAGE else t(f"models.{name}"),
        key=key,
    )
    if chosen != BY_LANGUAGE:
        return str(chosen)
    st.caption(_who_reads(texts, t))
    return None


def _who_reads(texts: Sequence[str], t: Translator) -> str:
    languages = languages_in(texts)
    home = home_of(languages, language_for(texts))
    names = {name: t(f"models.{model}") for name, model in models_of(None, languages, home).items()}
    if len(names) > 1:
        return t("batch.reads_both", **{f"model_{language}": name for language, name in names.items()})
    return t(f"batch.reads_{home}", model=names[home])
