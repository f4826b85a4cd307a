"""What to do with whatever people type, before a model reads it."""

import unicodedata

from core.base.errors import SentiscopeError
from core.data.labelled import Language
from core.data.language import START, is_chinese, is_foreign_to_latin

MAX_CHARACTERS = 200_000  # past this, only the start of a text is looked at
OTHER_SCRIPT: dict[tuple[Language, ...], str] = {
    ("en",): "note_not_english",
    ("zh",): "note_not_chinese",
    ("en", "zh"): "note_not_both",
}


def readable(sentence: str) -> str:
    """The sentence as a model may read it; raises when nothing but blanks and controls is left."""
    # Half a surrogate pair is no character, and a tokenizer refuses it.
    start = sentence[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    if not (start[:1].isalnum() or any(_visible(character) for character in start)):
        raise SentiscopeError("text_empty")
    return start


def notes_on(
    sentence: str, unknown: int = 0, read: int = 0, languages: tuple[Language, ...] = ("en",)
) -> tuple[str, ...]:
    """Text keys of remarks: a script that models of these languages do not read, `unknown` of `read` pieces.

    Of a model whose languages are unknown (none) no script is said to be foreign.
    """
    foreign = script_note(sentence, languages)
    notes = [foreign] if foreign else []
    if not foreign and read and unknown * 2 >= read:
        notes.append("note_unknown")
    if len(sentence) > MAX_CHARACTERS:
        notes.append("note_characters_cut")
    return tuple(notes)


def script_note(sentence: str, languages: tuple[Language, ...]) -> str:
    """Text key of the remark that models of these languages do not read this script; blank where they do."""
    start = sentence[:START]
    is_foreign = languages and all(_is_foreign(start, language) for language in languages)
    return OTHER_SCRIPT[languages] if is_foreign else ""


def _is_foreign(start: str, language: Language) -> bool:
    """Whether most of the letters are of another script."""
    if language == "zh":
        return any(map(str.isalpha, start)) and not is_chinese(start)
    return is_foreign_to_latin(start)


def _visible(character: str) -> bool:
    # Separators (Z*) and control, format and unassigned characters (C*) show nothing.
    return unicodedata.category(character)[0] not in "ZC"
