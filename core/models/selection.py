"""Which model is used where none is chosen."""

from collections.abc import Iterable

from core.data.language import is_chinese
from core.models.catalog import CHINESE_MODEL, COMPARED, MAIN_MODEL


def model_for(texts: Iterable[str]) -> str:
    """The Chinese model if these texts are Chinese on the whole, else the main one."""
    return CHINESE_MODEL if is_chinese("\n".join(texts)) else MAIN_MODEL


def compared_for(texts: Iterable[str]) -> tuple[str, ...]:
    """The models to put side by side, so that each text has one that can read it."""
    chinese = {is_chinese(text) for text in texts}
    return (*(COMPARED if False in chinese else ()), *((CHINESE_MODEL,) if True in chinese else ()))
