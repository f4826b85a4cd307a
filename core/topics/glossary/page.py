"""Glossary: the terms by section, of which a field finds some; a link opens on one of them."""

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.foreign import foreign
from core.app.glossary import SECTIONS, TERM_KEY, Term, terms
from core.app.page import page_heading
from core.app.state import Translator, language
from core.app.url_picks import option_in_url
from core.base.i18n import LANGUAGES

WIDTH = 900  # pixels


def draw() -> None:
    t = page_heading("glossary")
    with friendly(), st.container(width=WIDTH):
        asked = terms(language()).get(option_in_url(TERM_KEY, [*terms(language())], ""))
        if asked:
            with st.container(border=True):
                st.markdown(f"##### {foreign(_names(asked))}")
                st.markdown(foreign(asked.meaning))
        wanted = url_state.text_field(
            t("glossary.find"),
            key="glossary_find",
            icon=":material/search:",
            label_visibility="collapsed",
            placeholder=t("glossary.find"),
        )
        _list(wanted.strip().lower(), t)


def _list(wanted: str, t: Translator) -> None:
    """The terms that hold what is wanted, in either language, under the headings of their sections."""
    found = [term for term in terms(language()).values() if wanted in _searched(term)]
    if not found:
        st.info(t("glossary.none"), icon=":material/search_off:")
    for section in SECTIONS:
        lines = [f"- **{foreign(_names(x))}**: {foreign(x.meaning)}" for x in found if x.section == section]
        if lines:
            st.markdown(f"#### {t(f'glossary.section_{section}')}\n" + "\n".join(lines))


def _searched(term: Term) -> str:
    """All that is written of a term, in both languages."""
    both = (terms(one)[term.key] for one in LANGUAGES)
    return " ".join(" ".join((*one.forms, one.meaning)) for one in both).lower()


def _names(term: Term) -> str:
    """A term's name, with that of the other language where it differs."""
    (other,) = (terms(one)[term.key].name for one in LANGUAGES if one != language())
    return term.name if other == term.name else f"{term.name} · {other}"
