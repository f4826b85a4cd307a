"""Words as vectors: one 1 among zeros, or dense vectors that know who is like whom."""

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.page import concept_page
from core.app.state import Translator
from core.app.url_picks import number, pick
from core.topics.embeddings.views import shared
from core.topics.embeddings.views.contextual import contextual
from core.topics.embeddings.views.neighbours import neighbours
from core.topics.embeddings.views.one_hot import distance, known_words, one_hot
from core.topics.embeddings.views.word_map import vocabulary

HEIGHT = 520


def see(t: Translator) -> None:
    views = {
        "onehot": one_hot,
        "distance": distance,
        "neighbours": neighbours,
        "map": vocabulary,
        "context": contextual,
    }
    view = url_state.choose(
        t("embeddings.view"),
        tuple(views),
        key="embeddings_view",
        default="onehot",
        names=lambda name: t(f"embeddings.view_{name}"),
        label_visibility="collapsed",
    )
    views[view](t)


def compute(t: Translator) -> None:
    """Looking up a row, and the cosine of two words, with all their numbers."""
    import numpy as np

    with st.skeleton(HEIGHT):
        words, vectors = known_words(t), shared.glove()
    numbers = range(len(words))
    names = words.__getitem__
    places = st.columns(2)
    first, second = (
        pick(
            t(f"embeddings.{key}"),
            numbers,
            key=f"embeddings_{key}",
            chosen=number(f"embeddings_{key}", len(words) - 1, 0)
            if url_state.remembered(f"embeddings_{key}")
            else min(default, len(words) - 1),
            names=names,
            place=place,
        )
        for key, default, place in (("first", 0, places[0]), ("second", 1, places[1]))
    )
    rows = [vectors.rows[words[number]] for number in (first, second)]
    a, b = (np.asarray(vectors.vectors[row], dtype=np.float64) for row in rows)
    V, D = vectors.vectors.shape
    st.markdown(t("embeddings.lookup", word=f"`{words[first]}`", row=f"{rows[0]:,}", V=f"{V:,}", D=D))
    start = ",\\; ".join(f"{number:.3f}" for number in a[:4])
    st.latex(rf"x = \mathbf{{1}}_{{{rows[0]}}}^\top E = E_{{{rows[0]}}} = ({start},\; \ldots)")
    st.markdown(t("embeddings.cosine_steps"))
    product, lengths = float(a @ b), (float(np.sqrt(a @ a)), float(np.sqrt(b @ b)))
    st.latex(
        rf"\cos(a, b) = \frac{{\sum_d a_d b_d}}{{\lVert a \rVert\,\lVert b \rVert}}"
        rf" = \frac{{{product:.4f}}}{{{lengths[0]:.4f} \cdot {lengths[1]:.4f}}}"
        rf" = {product / (lengths[0] * lengths[1]):.4f}"
    )
    table = pd.DataFrame({"d": range(D), "a": a, "b": b, "a×b": a * b, "a²": a * a, "b²": b * b})
    st.caption(t("embeddings.terms", count=D))
    st.dataframe(table.round(5), hide_index=True, height=360)
    st.caption(t("embeddings.sums", product=f"{product:.4f}", a=f"{a @ a:.4f}", b=f"{b @ b:.4f}"))


def code(t: Translator) -> None:
    """Each idea beside the library's call, on this sentence's words."""
    import torch

    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.embeddings.twins import TWINS, arguments

    twin = choose_twin(TWINS, t("embeddings.twin"), key="embeddings_twin", default="embedding_lookup", t=t)
    with st.skeleton(HEIGHT):
        words, vectors = known_words(t), shared.glove()
        rows = [vectors.rows[word] for word in words]
        kept = list(
            dict.fromkeys([*rows, *range(min(2000, len(vectors.words)))])
        )  # a vocabulary of the sentence and common words
        table = torch.from_numpy(vectors.vectors[kept])  # (V, D)
        ids = torch.arange(len(rows))  # (T,)
        twin_panel(twin, arguments(ids, table[ids], table)[twin.name], t)
    st.caption(t("embeddings.twin_note", count=f"{len(kept):,}"))


def measured(t: Translator) -> None:
    """What embeddings are worth as features, and how distances crowd."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.embeddings.figures_measured import contrast_by_dimension, features_by_size

    experiment_panel("one_hot_features", features_by_size, t)
    experiment_panel("distance_concentration", contrast_by_dimension, t)


def draw() -> None:
    concept_page("embeddings", {"see": see, "compute": compute, "code": code, "measured": measured})
