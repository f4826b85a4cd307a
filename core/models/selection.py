"""Which model is used where none is chosen."""

from collections import Counter
from collections.abc import Iterable

from core.data.labelled import Language
from core.data.language import is_chinese, language_of, written_in
from core.models.catalog import (
    CHINESE_MODEL,
    CHINESE_WRITER,
    COMPARED,
    COMPARED_CHINESE,
    MAIN_MODEL,
    WRITER,
)

MODELS: dict[Language, str] = {"en": MAIN_MODEL, "zh": CHINESE_MODEL}  # the model of each language
WRITERS: dict[Language, str] = {"en": WRITER, "zh": CHINESE_WRITER}  # the language model of each


def model_for(texts: Iterable[str]) -> str:
    """The Chinese model if these texts are Chinese on the whole, else the main one."""
    return MODELS[language_for(texts)]


def writer_for(text: str) -> str:
    """The language model that continues a text."""
    return WRITERS[language_of(text)]


def language_for(texts: Iterable[str]) -> Language:
    """The language whose model is used for these texts together."""
    return language_of("\n".join(texts))


def languages_in(texts: Iterable[str]) -> Counter[Language]:
    """How many of these texts are written in each of our languages."""
    return Counter(language for text in texts if (language := written_in(text)))


def home_of(languages: Counter[Language], first: Language) -> Language:
    """The language of most texts, counted; where none is in one of ours, that of the `first` together."""
    return max(MODELS, key=languages.__getitem__) if languages else first


def models_of(chosen: str | None, languages: Counter[Language], home: Language) -> dict[Language, str]:
    """The models that read texts of these languages, counted: the chosen one alone, else one for each."""
    if chosen is not None:
        return {home: chosen}
    return {language: model for language, model in MODELS.items() if language in (languages or {home})}


def compared_for(texts: Iterable[str]) -> tuple[str, ...]:
    """The models to put side by side, so that each text has one that can read it."""
    chinese = {is_chinese(text) for text in texts}
    return (*(COMPARED if False in chinese else ()), *(COMPARED_CHINESE if True in chinese else ()))
