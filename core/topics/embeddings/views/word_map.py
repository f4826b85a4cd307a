"""The map of the vocabulary: search, click, lasso, and a map of the user's own words."""

import html
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core import jobs
from core.app import url_state
from core.app.errors import friendly
from core.app.jobs import browser, upload
from core.app.jobs.job_panel import watch
from core.app.panels import chart, csv_download
from core.app.state import Translator, colours, translator
from core.app.url_picks import worded_buttons
from core.base.settings import is_public
from core.topics.embeddings.views.neighbours import show
from core.topics.embeddings.views.shared import glove, own_map, shipped_map

if TYPE_CHECKING:
    from core.topics.embeddings.word_map import WordMap

METHODS = ("pca", "tsne", "umap")
COLOURINGS = ("sentiment", "frequency")
HEIGHT = 640
MOST_LISTED = 5000
NEAREST = 12
JOB_KEY = "embeddings_job"
OUTPUT = "map.safetensors"


def map_view(t: Translator) -> None:
    """The map with its controls, and below it the way to a map of one's own."""
    top, bottom = st.container(), st.container()
    with bottom:
        own = _own(t)
    with top:
        _with_controls(own, t)


def _with_controls(own: Path | None, t: Translator) -> None:
    with st.skeleton(HEIGHT):
        made = shipped_map() if own is None else own_map(own)
    methods = tuple(method for method in METHODS if method in made.points)
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    with left:
        method = worded_buttons("embeddings.method", methods, t, default="umap")
    with middle:
        colouring = worded_buttons("embeddings.colouring", COLOURINGS, t, default="sentiment")
    find = url_state.text_field(
        t("embeddings.find"),
        key="embeddings_find",
        container=right,
        max_chars=80,
        icon=":material/search:",
        placeholder=t("embeddings.find_hint"),
    )
    _map(own, method, colouring, find)
    honesty(made, t)


@st.fragment
def _map(own: Path | None, method: str, colouring: str, find: str) -> None:
    """A click or a lasso runs this again, and not the rest of the page."""
    t = translator()
    with friendly():
        made = shipped_map() if own is None else own_map(own)
        highlighted = _matches(made, find, t)
        figure = _figure(made, method, colouring, highlighted, t)
        chosen = chart(
            figure,
            key=f"embeddings_map_{'own' if own else 'shipped'}",
            alt=t("embeddings.map_alt"),
            selects=("points", "box", "lasso"),
            zooms=True,
        )
        st.caption(t("embeddings.map_how"))
        chosen = chosen or highlighted[:1]
        if len(chosen) == 1:
            _neighbours_of(made.words[chosen[0]], t)
        elif chosen:
            _several(made, chosen, t)


def _figure(made: "WordMap", method: str, colouring: str, highlighted: list[int], t: Translator):
    from core.topics.embeddings.figures_map import vocabulary_map
    from core.topics.embeddings.word_map import rarity

    sentiment = colouring == "sentiment"
    percent = (
        made.positive * 100
        if sentiment
        else rarity([glove().rows.get(word, len(glove().words)) for word in made.words])
    )
    words = {end: t(f"embeddings.{colouring}_{end}") for end in ("low", "middle", "high")}
    words["hover"] = t(f"embeddings.{colouring}_hover")
    words["title"] = t(
        "embeddings.map_title", count=f"{len(made.words):,}", method=t(f"embeddings.method_{method}")
    )
    scale = "diverging" if sentiment else "sequential"
    names = [html.escape(word, quote=False) for word in made.words]
    return vocabulary_map(made.points[method], names, np.round(percent), highlighted, scale, words, colours())


def _matches(made: "WordMap", find: str, t: Translator) -> list[int]:
    """The word looked for and its true nearest neighbours, as far as they are on the map."""
    if not find.strip():
        return []
    positions = {word: position for position, word in enumerate(made.words)}
    word = find.strip() if find.strip() in positions else find.strip().lower()
    if word not in positions:
        vectors = glove()
        vectors.known(find)  # says so where the word has no vector at all
        st.info(t("embeddings.not_on_map", word=word[:40]), icon=":material/search_off:")
        return []
    near = glove().nearest(glove().vectors[glove().rows[word]], NEAREST, [glove().rows[word]])
    return [positions[word], *(positions[n.word] for n in near if n.word in positions)]


def _neighbours_of(word: str, t: Translator) -> None:
    """The neighbours of a clicked word where no dimension is lost."""
    vectors = glove()
    row = vectors.rows[word]
    show(vectors.nearest(vectors.vectors[row], NEAREST, [row]), "original", t, word=word)
    st.caption(t("embeddings.original_note"))


def _several(made: "WordMap", chosen: list[int], t: Translator) -> None:
    """The words inside a box or lasso, as a table and a file."""
    listed = pd.DataFrame(
        {
            t("embeddings.column_word"): [made.words[position] for position in chosen],
            t("embeddings.column_positive"): np.round(made.positive[chosen].astype(float), 3),
        }
    )
    st.markdown(t("embeddings.chosen", count=f"{len(chosen):,}", mean=f"{made.positive[chosen].mean():.0%}"))
    st.dataframe(listed.head(MOST_LISTED), hide_index=True, height=300)
    csv_download(listed, "sentiscope-words.csv", t)


def honesty(made: "WordMap", t: Translator) -> None:
    """How far each map may be trusted, measured when it was made."""
    st.markdown(f"#### {t('embeddings.honesty')}")
    columns = st.columns(len(made.points), gap="medium")
    for (method, scores), column in zip(made.card["honesty"].items(), columns, strict=True):
        with column.container(border=True):
            st.markdown(f"**{t(f'embeddings.method_{method}')}**")
            st.markdown(f"{t('embeddings.trust')}  \n**{scores['trustworthiness']:.3f}**")
            st.markdown(f"{t('embeddings.overlap')}  \n**{scores['overlap']:.1%}**")
    sampled = next(iter(made.card["honesty"].values()))["judged"]
    k = made.card["neighbours"]
    st.caption(t("embeddings.honesty_note", k=k, judged=f"{sampled:,}", count=f"{len(made.words):,}"))
    st.code(made.card["command"], language="shell", wrap_lines=True)


def _own(t: Translator) -> Path | None:
    """The finished map of the user's own words, or None; the way to make one stands folded."""
    job_id = url_state.remembered(JOB_KEY)
    if job_id is not None:
        job = watch(job_id, continues=False)
        icon = ":material/public:"
        st.button(t("embeddings.back"), icon=icon, on_click=url_state.remember, args=(JOB_KEY, None))
        return job.folder / OUTPUT if job else None
    expander = st.expander(
        t("embeddings.own"), icon=":material/upload_file:", on_change="rerun", key="own_map"
    )
    if expander.open:
        with expander, friendly():
            _offer(t)
    return None


def _offer(t: Translator) -> None:
    if is_public():
        st.caption(t("experiments.at_home"))
        return
    st.caption(t("embeddings.own_note"))
    typed = st.text_area(t("embeddings.own_words"), key="embeddings_own_words", max_chars=200_000)
    chosen = st.file_uploader(t("embeddings.own_file"), type=["txt", "csv", "tsv"], key="embeddings_own_file")
    if not st.button(t("embeddings.own_run"), type="primary", icon=":material/scatter_plot:"):
        return
    if chosen is not None:
        stored = upload.store(chosen.file_id, chosen.name, chosen.getvalue())
    else:
        stored = upload.store(f"typed-{hash(typed)}", "words.txt", typed.encode())
    from core.topics.embeddings.word_map import known_words

    known_words(stored.file, glove())  # a file that makes no map is refused before a job begins
    arguments = [f"--words={stored.file}", f"--output={stored.folder / OUTPUT}", "--methods=pca,umap"]
    job_id = jobs.submit(
        "core.topics.embeddings.word_map",
        arguments,
        kind="word_map",
        owner=browser.owner(),
        folder=stored.folder,
    )
    upload.forget()
    url_state.remember(JOB_KEY, job_id)
    st.rerun()
