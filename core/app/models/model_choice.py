"""The model for a file of texts: each row's own by its language, unless the user chooses one for all."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app.foreign import foreign
from core.app.models.trained_here import trained
from core.app.state import Translator
from core.models.catalog import OFFERED
from core.models.selection import home_of, language_for, languages_in, models_of

BY_LANGUAGE = "by_language"


def choose_model(container: Any, texts: Sequence[str], t: Translator, key: str) -> str | None:
    """A shipped model or the folder of an own one of two classes; None for that of each row's language.

    Says who reads these texts, and where own models of other classes are used instead.
    """
    own, others = _own_models(t)
    chosen = container.selectbox(
        t("batch.model"),
        (BY_LANGUAGE, *OFFERED, *own),
        format_func=lambda name: own[name] if name in own else _shipped_name(name, t),
        key=key,
    )
    if others:
        st.caption(t("batch.other_classes", models=foreign(" · ".join(others))))
    if chosen != BY_LANGUAGE:
        return str(chosen)
    st.caption(_who_reads(texts, t))
    return None


def _shipped_name(name: str, t: Translator) -> str:
    return t("batch.by_language") if name == BY_LANGUAGE else t(f"models.{name}")


def _own_models(t: Translator) -> tuple[dict[str, str], list[str]]:
    """What this browser trained: {folder: label} of two classes, and the labels of those of other classes."""
    two, others = {}, []
    for model in trained():
        if model.has_other_classes:
            others.append(model.label(t))
        else:
            two[str(model.folder)] = model.label(t)
    return two, others


def _who_reads(texts: Sequence[str], t: Translator) -> str:
    languages = languages_in(texts)
    home = home_of(languages, language_for(texts))
    names = {name: t(f"models.{model}") for name, model in models_of(None, languages, home).items()}
    if len(names) > 1:
        return t("batch.reads_both", **{f"model_{language}": name for language, name in names.items()})
    return t(f"batch.reads_{home}", model=names[home])
