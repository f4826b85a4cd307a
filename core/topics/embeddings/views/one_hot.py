"""Words as one-hot rows and as dense vectors: what both cost, and what distances become."""

import streamlit as st

from core.app import url_state
from core.app.state import Translator, colours
from core.app.widgets.panels import chart
from core.topics.embeddings.views import shared

HEIGHT = 520
SIZES = ("10", "100", "1000", "10000", "100000", "400000", "1000000")
DIMENSIONS = ("1", "2", "3", "5", "10", "20", "50", "100", "200", "500", "1000")
THICKNESSES = (0.01, 0.05, 0.1)


def known_words(t: Translator) -> list[str]:
    """The sentence's words that are shown, with a remark where some are not."""
    words, left_out = shared.sentence_words()
    if left_out:
        st.info(t("embeddings.left_out", shown=len(words), count=left_out), icon=":material/content_cut:")
    return words


def one_hot(t: Translator) -> None:
    """Rows of length V, what they cost, and what they know of each other: nothing."""
    from core.topics.embeddings.figures import ones

    size = int(
        url_state.step(
            t("embeddings.size"),
            SIZES,
            key="embeddings_size",
            default="10000",
            names=lambda size: f"{int(size):,}",
        )
    )
    with st.skeleton(HEIGHT):
        words = known_words(t)
        ranks = [shared.glove().rows[word] for word in words]
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

    from core.topics.embeddings.concept import cosine
    from core.topics.embeddings.concept import one_hot as rows_of
    from core.topics.embeddings.figures import vector_strips, word_matrix

    vectors = torch.from_numpy(shared.glove().vectors[ranks])  # (T, D)
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
    from core.topics.embeddings.concept import memory

    width = shared.glove().vectors.shape[1]
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
    from core.topics.embeddings.concept import relative_contrast, shell_share
    from core.topics.embeddings.distance_concentration import KINDS, gaps
    from core.topics.embeddings.figures import distance_histograms, shell_curve

    D = int(url_state.step(t("embeddings.dimension"), DIMENSIONS, key="embeddings_dimension", default="50"))
    with st.skeleton(HEIGHT):
        found = gaps(D, shared.glove())
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
