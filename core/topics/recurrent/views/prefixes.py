"""A view of Recurrent networks: after which other beginnings the network is in nearly the same state."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import classifier
from core.app.panels import table
from core.app.state import Translator, sentence
from core.app.url_picks import pick
from core.app.widgets.controls import controls
from core.topics.recurrent.views import shared

if TYPE_CHECKING:
    from core.topics.recurrent.prefixes import Found, Prefixes

SHOWN = 8
BEFORE, AFTER = 7, 2  # words shown on either side of one


@st.cache_resource(max_entries=3, show_spinner=False)
def corpus(name: str) -> "Prefixes":
    """Our texts as a network reads them, once for all visitors: 3 MB each."""
    from core.data.own_texts import own_texts
    from core.topics.recurrent.prefixes import read_prefixes

    return read_prefixes(
        classifier(name), own_texts("zh" if name.startswith(shared.LEARNED_FROM["zh"]) else "en")
    )


def prefixes_view(t: Translator) -> None:
    """A word of the sentence; beside each other the places nearest by state, and by the word alone."""
    from core.topics.recurrent.prefixes import similar_prefixes

    if not shared.can_read(t):
        return
    choices = controls("recurrent_prefixes")
    with choices:
        kind = shared.choose_kind(t)
    shown = shared.current_trace(kind, t)
    position = pick(
        t("recurrent.cell_tokens"),
        range(1, len(shown.words) + 1),
        key=shared.TOKEN,
        chosen=shared.chosen_token(shown) + 1,
        names=lambda number: f"{number} · {shown.words[number - 1]}",
        container=choices,
    )
    name = shared.network_name(kind, sentence())
    with shared.waiting_for_torch(shared.HEIGHT, t, name):
        read = corpus(name)
    columns = st.columns(2, gap="medium")
    lists = similar_prefixes(read, shown, position - 1, SHOWN)
    for column, found, way in zip(columns, lists, ("state", "word"), strict=True):
        with column:
            _table(found, t(f"recurrent.by_{way}"), t)
    st.caption(explained(t("recurrent.prefixes_note")))
    told = {"texts": f"{len(read.lines):,}", "words": f"{len(read.texts):,}"}
    st.caption(t("recurrent.prefixes_corpus", **told))


def _table(found: "list[Found]", title: str, t: Translator) -> None:
    """The cosines, and the lines around the words."""
    cosine = t("recurrent.prefixes_cosine")
    rows = {cosine: [place.cosine for place in found], title: [around(place) for place in found]}
    table(rows, decimals={cosine: 3})


def around(place: "Found") -> str:
    """The word in brackets, with what it follows and a little of what comes after."""
    first = max(0, place.position - BEFORE)
    before, after = place.words[first : place.position], place.words[place.position + 1 :]
    parts = ["…"] * (first > 0) + [*before, f"[{place.words[place.position]}]", *after[:AFTER]]
    return " ".join(parts + ["…"] * (len(after) > AFTER))
