"""Whether texts may leave the network early: a choice, and what it does in a sentence."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.app.state import Translator
from core.models.locate import locate
from core.models.selection import home_of, language_for, languages_in, models_of

# The shell's options for each choice.
WAYS: dict[str, list[str]] = {"by_itself": [], "fast": ["--fast"], "whole": ["--whole"]}


def choose_early(model: str | None, texts: Sequence[str], t: Translator) -> list[str]:
    """The options that were chosen; nothing to choose where a model that reads the texts has no exits.

    `model` is None where each text is read by that of its language.
    """
    from core.scoring.backends.exits.heads import has_exits

    folders = [locate(name).folder for name in _readers(model, texts)]
    if not all(map(has_exits, folders)):
        return []
    chosen = st.radio(
        t("batch.early"),
        [*WAYS],
        format_func=lambda way: t(f"batch.early_{way}"),
        horizontal=True,
        key="batch_early",
    )
    st.caption(_told(folders[0], t))
    return WAYS[chosen]


def _readers(model: str | None, texts: Sequence[str]) -> list[str]:
    languages = languages_in(texts)
    return [*models_of(model, languages, home_of(languages, language_for(texts))).values()]


def _told(folder: Path, t: Translator) -> str:
    from core.scoring.backends.exits.told import judged

    found = judged(folder, "short")
    if found is None:
        return t("batch.early_unjudged")
    numbers = {"texts": found.texts, "same": found.same_labels, "computed": found.computed}
    return t("batch.early_judged", backend=found.backend, **numbers)
