"""The field in the sidebar that finds pages, their parts and views, terms and claims, and goes there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import streamlit as st

from core.app.glossary import PAGE, TERM_KEY, terms
from core.app.navigation import OFF_THE_ROAD, PAGES
from core.app.state import Translator, language
from core.app.widgets.links import go_to
from core.base.i18n import LANGUAGES, label, labels
from core.base.settings import TOPICS
from core.experiments.registry import MODULES

# Beside the pictures, whose views are listed one by one.
PARTS = ("compute", "code", "write", "measured", "read")
# The texts of views: `masks.view_grid`; the workshop's: `workshop.step_data`, `workshop_data.view_search`.
VIEW = re.compile(r"(?P<page>[a-z\d]+)\.view_(?P<view>\w+)")
STEP = re.compile(r"workshop(?:_(?P<step>[a-z]+)\.view|\.step)_(?P<view>\w+)")
# What is found by further words too, those of other courses: `search.also_positions_view_learned`.
ALSO = (
    *("embeddings", "embeddings_view_onehot", "embeddings_view_distance", "word2vec"),
    *("recurrent", "recurrent_view_cell", "attention_view_kinds"),
    *("positions_view_learned", "positions_view_rope", "normalization", "masks", "decoding_view_tree"),
    *("inside_view_embeddings", "pretraining", "pretraining_view_guess", "pretraining_view_next"),
    *("workshop", "workshop_step_tokens", "workshop_step_loop", "workshop_step_seeds"),
)
KEY, _FOUND = "search_picked", "search.found"


@dataclass(frozen=True)
class Entry:
    """What can be found: its words, and the page with the settings that it opens."""

    label: str
    page: str
    settings: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=len(LANGUAGES))
def entries(chosen: str) -> dict[str, Entry]:
    """Everything that can be found, by a name that no language changes, in the order of the menu."""
    found = dict([*_pages(chosen), *_views(chosen), *_terms(chosen), *_claims(chosen)])
    return found | {name: _also(found[name], label(f"search.also_{name}", chosen), chosen) for name in ALSO}


def _also(entry: Entry, words: str, chosen: str) -> Entry:
    """The same entry, found by further words."""
    return replace(entry, label=label("search.with_words", chosen, entry=entry.label, words=words))


def _pages(chosen: str) -> Iterator[tuple[str, Entry]]:
    """The pages, found by their names in both languages, and the parts of those that have any."""
    (other,) = (one for one in LANGUAGES if one != chosen)
    for page in PAGES:
        title, key = label(f"pages.{page.name}.menu", chosen), f"pages.{page.name}.menu"
        names = dict.fromkeys((title, label(key, other)))
        parts = _parts(page.name)
        yield (
            page.name,
            Entry(" · ".join(names), page.name, {f"{page.name}_part": "see"} if parts else {}),
        )
        for part in parts:
            words = f"{title} › {label(f'frame.{part}', chosen)}"
            yield f"{page.name}_{part}", Entry(words, page.name, {f"{page.name}_part": part})


def _parts(page: str) -> tuple[str, ...]:
    """Those that are found by their names; a topic with exercises has one more."""
    if page in OFF_THE_ROAD:
        return ()
    has_exercises = any(TOPICS.glob(f"{page}/exercises*"))
    return tuple(part for part in PARTS if part != "write" or has_exercises)


def _views(chosen: str) -> Iterator[tuple[str, Entry]]:
    """The pictures of each page."""
    pages = {page.name: label(f"pages.{page.name}.menu", chosen) for page in PAGES}
    for key, words in labels(chosen).items():
        view, step = VIEW.fullmatch(key), STEP.fullmatch(key)
        if view and view["page"] in pages:
            page = view["page"]
            settings = {f"{page}_part": "see", f"{page}_view": view["view"]}
            yield f"{page}_view_{view['view']}", Entry(f"{pages[page]} › {words}", page, settings)
        elif step:
            name = f"workshop_{step['step'] or 'step'}_{step['view']}"
            yield name, _step(step, words, pages["workshop"], chosen)


def _step(step: re.Match[str], words: str, title: str, chosen: str) -> Entry:
    """A step of the workshop, or one of the views that a step has itself."""
    outer, view = step["step"], step["view"]
    settings = {"workshop_part": "see", "workshop_step": outer or view}
    if outer:
        words = f"{label(f'workshop.step_{outer}', chosen)} › {words}"
        settings[f"workshop_{outer}_view"] = view
    return Entry(f"{title} › {words}", "workshop", settings)


def _terms(chosen: str) -> Iterator[tuple[str, Entry]]:
    """The glossary, found by a term's names in both languages."""
    both = [terms(one) for one in (chosen, *LANGUAGES)]
    for key in both[0]:
        names = " · ".join(dict.fromkeys(form for one in both for form in one[key].forms))
        yield f"term_{key}", Entry(label("search.term", chosen, names=names), PAGE, {TERM_KEY: key})


def _claims(chosen: str) -> Iterator[tuple[str, Entry]]:
    """The claims that were measured, each on its topic's page."""
    for name, file in MODULES.items():
        page = file.parents[1].name
        claim = label("search.claim", chosen, claim=label(f"experiments.{name}.claim", chosen))
        yield f"claim_{name}", Entry(claim, page, {f"{page}_part": "measured"})


def search(t: Translator) -> None:
    """Draw the field in the sidebar; what was just picked there is opened."""
    found = entries(language())
    st.sidebar.selectbox(
        t("search.label"),
        list(found),
        index=None,
        key=KEY,
        format_func=lambda name: found[name].label,
        placeholder=t("search.label"),
        label_visibility="collapsed",
        filter_mode="contains",
        on_change=_pick,
    )
    name = st.session_state.pop(_FOUND, None)
    if name in found:
        go_to(found[name].page, found[name].settings)


def _pick() -> None:
    """Remember what was picked, and leave the field empty for the next search."""
    st.session_state[_FOUND] = st.session_state[KEY]
    st.session_state[KEY] = None
