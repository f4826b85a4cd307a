"""The glossary's terms, and their definitions at the places of a text that name them.

A term becomes a Markdown link to the glossary page, with the definition as its title; `components/links.js`
shows that where one points, tabs or taps, and opens the page without losing the visit.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from core.app.state import language
from core.base.i18n import glossary_texts

SECTIONS = ("text", "forward", "predictions", "learning", "decoding", "models", "letters")
PAGE, TERM_KEY = "glossary", "glossary_term"
_EXPLAINED = "glossary.explained"
BOLD = "**"
LEAST_CHINESE = 2  # characters: a single one is part of too many words
# What must stay as it is: code, formulas, links, headings, icons, addresses, and the line of sources.
KEPT = (
    r"^```.*?^```|\$\$.*?\$\$|\$[^$\n]+\$|!?\[[^\]\n]*\]\([^)\n]*\)|^\#+ .*?$|:material/\w+:|https?://\S+"
    r"|^(?:Sources:|来源：).*?$|`[^`\n]*`"
)


@dataclass(frozen=True)
class Term:
    """A term in one language; `forms` are the spellings by which texts name it, its name first."""

    key: str
    section: str
    name: str
    meaning: str
    forms: tuple[str, ...]


@lru_cache(maxsize=2)
def terms(language: str) -> dict[str, Term]:
    """Every term by its key, in the glossary's order."""
    return {key: _term(key, row) for key, row in glossary_texts(language).items()}


def _term(key: str, row: dict[str, Any]) -> Term:
    return Term(key, row["section"], row["name"], row["meaning"], (row["name"], *row.get("also", ())))


def linked(text: str, language: str, known: Collection[str] = ()) -> tuple[str, set[str]]:
    """The Markdown text with each term linked where it stands first, but for those that are `known`.

    Returned beside it are the keys of the terms that were linked. A bold term is bold within its link, since
    Markdown reads no end of bold between the link's bracket and a Chinese character; for the same reason a
    term at the edge of a longer bold text stays as it is.
    """
    pattern, keys = _pattern(language)
    done: set[str] = set()

    def replaced(match: re.Match[str]) -> str:
        found = match[0].removeprefix(BOLD).removesuffix(BOLD)
        named = found[1:-1] if found.startswith("`[") else found  # `[CLS]` is a term, `logit` is code
        key = keys.get(named) or keys.get(named[:1].lower() + named[1:])
        if key is None or key in done or key in known or _is_at_edge(match):
            return match[0]
        done.add(key)
        return _link(match[0], terms(language)[key])

    return pattern.sub(replaced, text), done


def _is_at_edge(match: re.Match[str]) -> bool:
    """Whether a mark of bold stands right beside what was found, or belongs to another bold text."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if match[0].startswith(BOLD):
        return before.count(BOLD) % 2 == 1
    return before.endswith(BOLD) or after.startswith(BOLD)


def forget_explained() -> None:
    """A page begins, on which no term stands yet."""
    st.session_state[_EXPLAINED] = {}


def explained(text: str) -> str:
    """The Markdown text with the terms linked that no other text of this page has linked before.

    A text that a fragment draws again keeps the links that it had.
    """
    linked_by = st.session_state.setdefault(_EXPLAINED, {})
    elsewhere = {key for key, other in linked_by.items() if other != text}
    result, done = linked(text, language(), elsewhere)
    linked_by.update(dict.fromkeys(done, text))
    return result


def term_link(key: str) -> str:
    """A term by its name, as Markdown that links it as a text would."""
    term = terms(language())[key]
    return _link(term.name, term)


def _link(found: str, term: Term) -> str:
    is_code = found.removeprefix(BOLD).startswith("`")
    shown = found if is_code else found.replace("[", r"\[").replace("]", r"\]")
    meaning = term.meaning.replace('"', r"\"")
    return f'[{shown}]({PAGE}?{TERM_KEY}={term.key} "{meaning}")'


@lru_cache(maxsize=2)
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds terms, the longest first, or what is to be kept; and each form's key."""
    unlinked = {key for key, row in glossary_texts("en").items() if not row.get("linked", True)}
    keys = {
        form: term.key for term in terms(language).values() if term.key not in unlinked for form in term.forms
    }
    keys = {form: key for form, key in keys.items() if form.isascii() or len(form) >= LEAST_CHINESE}
    special = "|".join(re.escape(form) for form in keys if form.startswith("["))
    plain = "|".join(_form(form) for form in sorted(keys, key=len, reverse=True))
    bold = rf"\*\*(?:`(?:{special})`|{plain})\*\*"
    return re.compile(rf"{bold}|`(?:{special})`|{KEPT}|{plain}", re.MULTILINE | re.DOTALL), keys


def _form(form: str) -> str:
    """A form as a pattern: whole words in Latin letters, with a capital too at the start of a sentence."""
    first = f"[{form[0]}{form[0].upper()}]" if form[0].islower() else re.escape(form[0])
    before = r"(?<![A-Za-z\d_-])" if form[0].isascii() and form[0].isalnum() else ""
    after = r"(?![A-Za-z\d_-])" if form[-1].isascii() and form[-1].isalnum() else ""
    return f"{before}{first}{re.escape(form[1:])}{after}"
