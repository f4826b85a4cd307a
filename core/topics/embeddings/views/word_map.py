"""The map of the vocabulary: search, click, frame, an axis of one's own, and a map of one's own words."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.foreign import foreign
from core.app.jobs import upload
from core.app.jobs.job_panel import job_in_url, watch
from core.app.jobs.submitting import submit
from core.app.numbers import numeral
from core.app.panels import csv_download
from core.app.state import Translator, sentence
from core.app.url_picks import worded_buttons
from core.app.widgets.component import component, packed
from core.app.widgets.controls import controls
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.data.language import is_chinese
from core.topics.embeddings.views.neighbours import show
from core.topics.embeddings.views.shared import glove, own_map, shipped_map

if TYPE_CHECKING:
    from core.topics.embeddings.word_map import WordMap

METHODS = ("pca", "tsne", "umap")
AXIS = "axis"
ENDS = {"low": "bad", "high": "good"}
KEY, FIND, FRAMED = "embeddings_map", "embeddings_find", "embeddings.framed"
COLOURINGS = ("sentiment", "frequency")
HEIGHT = 640
MOST_LISTED = 5000
NEAREST = 12
JOB_KEY = "embeddings_job"
OUTPUT = "map.safetensors"

_component = component("word_map", "embeddings")


def map_view(t: Translator) -> None:
    """The map with its controls, and below it the way to a map of one's own."""
    if is_chinese(sentence()):
        st.info(t("embeddings.map_english"), icon=":material/translate:")
    top, bottom = st.container(), st.container()
    with bottom:
        own = _own(t)
    with top:
        _with_controls(own, t)


def _with_controls(own: Path | None, t: Translator) -> None:
    with st.skeleton(HEIGHT):
        made = shipped_map() if own is None else own_map(own)
    methods = (*(method for method in METHODS if method in made.points), AXIS)
    choices, look = controls("embeddings_map"), {"label_visibility": "collapsed"}
    with choices:
        method = worded_buttons("embeddings.method", methods, t, default=methods[-2], **look)
        colouring = worded_buttons("embeddings.colouring", COLOURINGS, t, default="sentiment", **look)
    find = url_state.text_field(
        t("embeddings.find"),
        key=FIND,
        container=choices,
        max_chars=80,
        icon=":material/search:",
        label_visibility="collapsed",
        placeholder=t("embeddings.find_hint"),
    )
    with friendly():
        placed = (
            _on_axis(made, t, choices)
            if method == AXIS
            else Placed(made.points[method], {}, _titled(made, method, t))
        )
        _map(made, placed, colouring, find, t)
    honesty(made, t)


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the words stand (N × 2), the upright lines among them, and what the picture is called."""

    points: np.ndarray
    marks: dict[float, str]
    title: str


def _titled(made: "WordMap", method: str, t: Translator) -> str:
    return t("embeddings.map_title", count=f"{len(made.words):,}", method=t(f"embeddings.method_{method}"))


def _on_axis(made: "WordMap", t: Translator, container: Any) -> Placed:
    """Left to right: the position between two words of the visitor's; from the bottom up: ever commoner."""
    import torch

    from core.topics.embeddings.concept import axis_position
    from core.topics.embeddings.word_map import rarity

    vectors = glove()
    ends = [
        url_state.text_field(
            t(f"embeddings.axis_{end}"),
            key=f"embeddings_axis_{end}",
            default=default,
            container=container,
            max_chars=80,
        )
        for end, default in ENDS.items()
    ]
    low, high = (vectors.known(word) for word in ends)
    if low == high:
        raise SentiscopeError("axis_ends_same", word=vectors.words[low])
    ranks = _ranks(made)
    known = np.minimum(ranks, len(vectors.words) - 1)
    rows = np.array([*known, low, high])
    units = torch.from_numpy(vectors.vectors[rows] * vectors.scales[rows, None])  # (N + 2, D)
    across = axis_position(units[:-2], units[-2], units[-1]).numpy()  # (N,)
    points = np.stack([across, 100 - rarity(ranks)], axis=1)  # (N, 2)
    names = [vectors.words[low], vectors.words[high]]
    title = t("embeddings.axis_title", low=names[0], high=names[1])
    return Placed(points, dict(zip((0.0, 1.0), names, strict=True)), title)


def _map(made: "WordMap", placed: Placed, colouring: str, find: str, t: Translator) -> None:
    """The canvas, and below it the word that was found or those that were framed."""
    found = _matches(made, find, t)
    header, arrays = _message(made, placed, colouring, found, t)

    def picked() -> None:
        picked = st.session_state[KEY].picked
        word = picked.get("word")
        if isinstance(word, int) and 0 <= word < len(made.words):
            st.session_state[FIND] = made.words[word]
        framed = [word for word in picked.get("words", []) if word in range(len(made.words))]
        st.session_state[FRAMED] = (placed.title, framed)

    _component(data=packed(header, arrays), key=KEY, on_picked_change=picked)
    st.caption(t("embeddings.map_how"))
    title, framed = st.session_state.get(FRAMED, (None, []))
    if framed and title == placed.title:
        _several(made, framed, t)
    elif found:
        _neighbours_of(made.words[found[0]], t)


def _message(
    made: "WordMap", placed: Placed, colouring: str, found: list[int], t: Translator
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    from core.topics.embeddings.figures_map import vocabulary_map
    from core.topics.embeddings.word_map import colour_stops, rarity

    if colouring == "sentiment":
        percent, scale = made.positive * 100, "diverging"
        stops = colour_stops(percent)
        ends = [numeral(stop, ".1f") for stop in stops]
    else:
        ranks = _ranks(made)
        percent, scale = rarity(ranks), "sequential"
        stops = colour_stops(percent)
        ends = [numeral(1 + stop, ",.0f") for stop in colour_stops(np.array(ranks))]
    values = dict(zip(("least", "middle", "most"), ends, strict=True))
    texts = {name: t(f"embeddings.{colouring}_{name}", **values) for name in ("low", "high", "meaning")}
    texts["hover"] = t(f"embeddings.{colouring}_hover")
    texts |= {name: t(f"embeddings.map_{name}") for name in ("alt", "closer", "farther", "all", "select")}
    texts["title"] = placed.title
    points, marks = placed.points, placed.marks
    return vocabulary_map(points, made.words, percent, found, texts, scale=scale, stops=stops, marks=marks)


def _ranks(made: "WordMap") -> list[int]:
    """Of each word its place among GloVe's, the commonest word's being 0; the last for one that it lacks."""
    rows = glove().rows
    return [rows.get(word, len(rows)) for word in made.words]


def _matches(made: "WordMap", find: str, t: Translator) -> list[int]:
    """The word looked for and its true nearest neighbours, as far as they are on the map."""
    if not find.strip():
        return []
    positions = {word: position for position, word in enumerate(made.words)}
    word = find.strip() if find.strip() in positions else find.strip().lower()
    if word not in positions:
        vectors = glove()
        vectors.known(find)  # says so where the word has no vector at all
        st.info(t("embeddings.not_on_map", word=foreign(word[:40])), icon=":material/search_off:")
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
    st.markdown(
        t("embeddings.chosen", count=f"{len(chosen):,}", mean=numeral(made.positive[chosen].mean(), ".0%"))
    )
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
            st.markdown(f"{t('embeddings.overlap')}  \n**{numeral(scores['overlap'], '.1%')}**")
    sampled = next(iter(made.card["honesty"].values()))["judged"]
    k = made.card["neighbours"]
    st.caption(t("embeddings.honesty_note", k=k, judged=f"{sampled:,}", count=f"{len(made.words):,}"))
    st.code(made.card["command"], language="shell", wrap_lines=True)


def _own(t: Translator) -> Path | None:
    """The finished map of the user's own words, or None; the way to make one stands folded."""
    job_id = job_in_url(JOB_KEY)
    if job_id is not None:
        job = watch(job_id, OUTPUT, continues=False)
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
    job_id = submit("core.topics.embeddings.word_map", arguments, kind="word_map", folder=stored.folder)
    upload.forget()
    url_state.remember(JOB_KEY, job_id)
    st.rerun()
