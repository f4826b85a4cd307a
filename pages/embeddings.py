"""Words as vectors: one 1 among zeros, or dense vectors that know who is like whom."""

import pandas as pd
import streamlit as st

from core.ui import embeddings, link
from core.ui.contextual import contextual
from core.ui.frame import concept_page
from core.ui.neighbours import neighbours
from core.ui.panels import chart
from core.ui.pick import number, pick
from core.ui.state import Translator, colours
from core.ui.word_map import vocabulary

HEIGHT = 520
SIZES = ("10", "100", "1000", "10000", "100000", "400000", "1000000")
DIMENSIONS = ("1", "2", "3", "5", "10", "20", "50", "100", "200", "500", "1000")
THICKNESSES = (0.01, 0.05, 0.1)
COMMON = 2000  # words that make a vocabulary with the sentence's own


def see(t: Translator) -> None:
    views = {
        "onehot": one_hot,
        "distance": distance,
        "neighbours": neighbours,
        "map": vocabulary,
        "context": contextual,
    }
    view = link.choose(
        t("embeddings.view"),
        tuple(views),
        key="embeddings_view",
        default="onehot",
        names=lambda name: t(f"embeddings.view_{name}"),
        label_visibility="collapsed",
    )
    views[view](t)


def known_words(t: Translator) -> list[str]:
    """The sentence's words that are shown, with a remark where some are not."""
    words, left_out = embeddings.sentence_words()
    if left_out:
        st.info(t("embeddings.left_out", shown=len(words), count=left_out), icon=":material/content_cut:")
    return words


def one_hot(t: Translator) -> None:
    """Rows of length V, what they cost, and what they know of each other: nothing."""
    from core.figures.embeddings import ones

    size = int(
        link.step(
            t("embeddings.size"),
            SIZES,
            key="embeddings_size",
            default="10000",
            names=lambda size: f"{int(size):,}",
        )
    )
    with st.skeleton(HEIGHT):
        words = known_words(t)
        ranks = [embeddings.glove().rows[word] for word in words]
        places = [min(rank, size - 1) for rank in ranks]
        texts = {part: t(f"embeddings.ones_{part}") for part in ("x", "hover")}
        texts["title"] = t("embeddings.ones_title", size=f"{size:,}")
        chart(
            ones(places, words, size, texts, colours()), key="embeddings_ones", alt=t("embeddings.ones_alt")
        )
    unknown = sum(rank >= size - 1 for rank in ranks)
    st.caption(t("embeddings.ones_note", unknown=unknown, count=len(words)))
    costs(len(words), size, t)
    compare(words, ranks, places, t)


def compare(words: list[str], ranks: list[int], places: list[int], t: Translator) -> None:
    """Which words are alike, as one-hot rows and as dense vectors."""
    import torch

    from core.concepts.embeddings import cosine
    from core.concepts.embeddings import one_hot as rows_of
    from core.figures.embeddings import vector_strips, word_matrix

    vectors = torch.from_numpy(embeddings.glove().vectors[ranks])  # (T, D)
    _, own = torch.tensor(places).unique(return_inverse=True)  # products depend on which are equal only
    rows = rows_of(own, len(words))  # (T, T)
    left, right = st.columns(2, gap="medium")
    shown = (
        ("products", (rows @ rows.T).numpy(), left),
        ("cosines", cosine(vectors, vectors).numpy(), right),
    )
    for name, matrix, place in shown:
        with place:
            texts = {"title": t(f"embeddings.{name}_title"), "hover": t(f"embeddings.{name}_hover")}
            figure = word_matrix(matrix, words, texts, colours())
            chart(figure, key=f"embeddings_{name}", alt=t(f"embeddings.{name}_alt"))
    texts = {part: t(f"embeddings.dense_{part}") for part in ("title", "x", "hover")}
    figure = vector_strips(vectors.numpy(), words, texts, colours())
    chart(figure, key="embeddings_dense", alt=t("embeddings.dense_alt"))
    st.caption(t("embeddings.dense_note"))


def costs(words: int, size: int, t: Translator) -> None:
    """Bytes as dense rows, sparse rows and dense vectors, and the table that those come from."""
    from core.concepts.embeddings import memory

    width = embeddings.glove().vectors.shape[1]
    used = memory(words, size, width)
    told = {"dense": used.dense, "sparse": used.sparse, "vectors": used.vectors, "table": used.table}
    for (name, count), place in zip(told.items(), st.columns(len(told), gap="medium"), strict=True):
        label = t(f"embeddings.memory_{name}")
        place.metric(label, in_bytes(count, t), border=True, help=t(f"embeddings.memory_{name}_help"))


def in_bytes(count: int, t: Translator) -> str:
    """A number of bytes with a fitting unit."""
    for unit, name in ((10**9, "gigabytes"), (10**6, "megabytes"), (10**3, "kilobytes")):
        if count >= unit:
            digits = 0 if count >= 100 * unit else 1
            return t(f"embeddings.{name}", count=f"{count / unit:,.{digits}f}")
    return t("embeddings.bytes", count=count)


def distance(t: Translator) -> None:
    """How distances crowd together as dimensions are added, and where a ball keeps its volume."""
    from core.concepts.embeddings import relative_contrast, shell_share
    from core.explain.crowding import KINDS, gaps
    from core.figures.embeddings import distance_histograms, shell_curve

    D = int(link.step(t("embeddings.dimension"), DIMENSIONS, key="embeddings_dimension", default="50"))
    with st.skeleton(HEIGHT):
        found = gaps(D, embeddings.glove())
        names = {kind: t(f"embeddings.kind_{kind}") for kind in KINDS}
        texts = {part: t(f"embeddings.gaps_{part}") for part in ("x", "y", "hover")}
        texts["title"] = t("embeddings.gaps_title", dimension=D)
        spread = {kind: values.numpy() for kind, values in found.items()}
        figure = distance_histograms(spread, names, texts, colours())
        chart(figure, key="embeddings_gaps", alt=t("embeddings.gaps_alt"))
    for (kind, values), place in zip(found.items(), st.columns(len(found), gap="medium"), strict=True):
        contrast = relative_contrast(values[0]).item()  # of the first point, to all others
        place.metric(f"{names[kind]}: {t('embeddings.contrast')}", f"{contrast:.2f}", border=True)
    st.caption(t("embeddings.gaps_note"))
    dimensions = list(range(1, 1001))
    shares = {thick: [shell_share(d, thick) for d in dimensions] for thick in THICKNESSES}
    texts = {part: t(f"embeddings.shell_{part}") for part in ("title", "x", "y", "hover")}
    names_of = {thick: t("embeddings.shell_name", thickness=f"{thick:.0%}") for thick in THICKNESSES}
    figure = shell_curve(shares, dimensions, D, names_of, texts, colours())
    chart(figure, key="embeddings_shell", alt=t("embeddings.shell_alt"))
    st.caption(t("embeddings.shell_note"))


def compute(t: Translator) -> None:
    """Looking up a row, and the cosine of two words, with all their numbers."""
    import numpy as np

    with st.skeleton(HEIGHT):
        words, vectors = known_words(t), embeddings.glove()
    numbers = range(len(words))
    names = words.__getitem__
    places = st.columns(2)
    first, second = (
        pick(
            t(f"embeddings.{key}"),
            numbers,
            key=f"embeddings_{key}",
            chosen=number(f"embeddings_{key}", len(words) - 1, 0)
            if link.remembered(f"embeddings_{key}")
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

    from core.concepts.embeddings_twins import TWINS, arguments
    from core.ui.twins import twin_panel

    twins = {twin.name: twin for twin in TWINS}
    chosen = link.choose(
        t("embeddings.twin"),
        tuple(twins),
        key="embeddings_twin",
        default="embedding_lookup",
        names=lambda name: t(f"twins.{name}"),
    )
    with st.skeleton(HEIGHT):
        words, vectors = known_words(t), embeddings.glove()
        rows = [vectors.rows[word] for word in words]
        kept = list(
            dict.fromkeys([*rows, *range(min(2000, len(vectors.words)))])
        )  # a vocabulary of the sentence and common words
        table = torch.from_numpy(vectors.vectors[kept])  # (V, D)
        ids = torch.arange(len(rows))  # (T,)
        twin_panel(twins[chosen], arguments(ids, table[ids], table)[chosen], t)
    st.caption(t("embeddings.twin_note", count=f"{len(kept):,}"))


def measured(t: Translator) -> None:
    """What embeddings are worth as features, and how distances crowd."""
    from core.figures.embeddings_measured import contrast_by_dimension, features_by_size
    from core.ui.experiments import experiment_panel

    experiment_panel("one_hot_features", features_by_size, t)
    experiment_panel("distance_concentration", contrast_by_dimension, t)


concept_page("embeddings", {"see": see, "compute": compute, "code": code, "measured": measured})
