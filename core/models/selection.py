"""Which model is used where none is chosen."""

from collections.abc import Iterable

from core.data.labelled import Language
from core.data.language import is_chinese
from core.models.catalog import CHINESE_MODEL, COMPARED, MAIN_MODEL

MODELS: dict[Language, str] = {"en": MAIN_MODEL, "zh": CHINESE_MODEL}  # the model of each language


def model_for(texts: Iterable[str]) -> str:
    """The Chinese model if these texts are Chinese on the whole, else the main one."""
    return MODELS[language_for(texts)]


def language_for(texts: Iterable[str]) -> Language:
    """The language whose model is used for these texts together."""
    return "zh" if is_chinese("\n".join(texts)) else "en"


def compared_for(texts: Iterable[str]) -> tuple[str, ...]:
    """The models to put side by side, so that each text has one that can read it."""
    chinese = {is_chinese(text) for text in texts}
    return (*(COMPARED if False in chinese else ()), *((CHINESE_MODEL,) if True in chinese else ()))
