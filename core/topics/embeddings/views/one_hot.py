"""A view of Embeddings: words as one-hot rows and as dense vectors, and what both cost."""

import streamlit as st

from core.app import url_state
from core.app.examples import offer_example
from core.app.panels import figure
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.data.example_sentences import SHOWS_MEANING
from core.topics.embeddings.views import shared

SIZES = ("10", "100", "1000", "10000", "100000", "400000", "1000000")


def one_hot_view(t: Translator) -> None:
    """One-hot rows of length V, their memory, and their products, all 0 between different words."""
    with st.skeleton(shared.HEIGHT):
        found = shared.known_words(t)
    words, ranks = found.words, found.rows
    with controls("embeddings_onehot"):
        size = _choose_size(len(found.vectors.words), t)
    _rows([min(rank, size - 1) for rank in ranks], words, size, t)
    unknown = sum(rank >= size - 1 for rank in ranks)
    if unknown > 1 and shared.usual_table() == "glove":  # those look alike, for they share a place
        offer_example(SHOWS_MEANING, t)
    told = t("embeddings.ones_note", unknown=unknown, count=len(words), table=shared.table_name(t))
    st.caption(told)
    costs(len(words), size, found.vectors.vectors.shape[1], t)
    compare(found, size, t)


def _choose_size(rows: int, t: Translator) -> int:
    """V from a slider; at first no word is left out of a model's own table."""
    sizes, default = list(SIZES), "10000"
    if shared.usual_table() != "glove":
        sizes, default = [*(size for size in SIZES if int(size) < rows), str(rows)], str(rows)
    label, key = t("embeddings.size"), "embeddings_size"
    size = url_state.option_slider(
        label, sizes, key=key, default=default, names=lambda size: f"{int(size):,}"
    )
    return int(size)


def _rows(columns: list[int], words: list[str], size: int, t: Translator) -> None:
    """Where each word's row has its 1."""
    from core.topics.embeddings.figures import one_hot_rows

    title = {"title": t("embeddings.ones_title", size=f"{size:,}")}
    figure("embeddings.ones", one_hot_rows, columns, words, size, t=t, more=title)


def compare(found: shared.SentenceWords, size: int, t: Translator) -> None:
    """Which words are alike, as one-hot rows and as dense vectors."""
    import torch

    from core.topics.embeddings.concept import cosine
    from core.topics.embeddings.figures import vector_strips, word_matrix

    words, table = found.words, shared.table_name(t)
    vectors = torch.from_numpy(found.vectors.vectors[found.rows])  # (T, D)
    left, right = st.columns(2, gap="medium")
    with left:
        _products(words, found.rows, size, t)
    with right:
        figure("embeddings.cosines", word_matrix, cosine(vectors, vectors).numpy(), words, t=t, table=table)
    figure("embeddings.dense", vector_strips, vectors.numpy(), words, t=t, table=table, D=vectors.shape[1])
    st.caption(t("embeddings.dense_note"))


def _products(words: list[str], ranks: list[int], size: int, t: Translator) -> None:
    """Products of one-hot rows, without unknown words if there are several: those share a place."""
    import torch

    from core.topics.embeddings.concept import one_hot as rows_of
    from core.topics.embeddings.figures import word_matrix

    known = [place for place, rank in enumerate(ranks) if rank < size - 1]
    left_out = len(words) - len(known)
    shown = known if left_out > 1 else list(range(len(words)))
    if shown:
        _, own = torch.tensor([ranks[place] for place in shown]).unique(return_inverse=True)
        rows = rows_of(own, len(shown))  # (T, T): products depend on which are equal only
        names = [words[place] for place in shown]
        figure("embeddings.products", word_matrix, (rows @ rows.T).numpy(), names, t=t)
    if left_out > 1:
        st.caption(t("embeddings.products_left_out", count=left_out))


def costs(words: int, size: int, width: int, t: Translator) -> None:
    """Bytes as dense rows, sparse rows and dense vectors, and the table that those come from."""
    from core.topics.embeddings.concept import memory

    used = memory(words, size, width)
    sizes = {"dense": used.dense, "sparse": used.sparse, "vectors": used.vectors, "table": used.table}
    for (name, count), column in zip(sizes.items(), st.columns(len(sizes), gap="medium"), strict=True):
        label = t(f"embeddings.memory_{name}")
        column.metric(
            label, in_bytes(count, t), border=True, help=t(f"embeddings.memory_{name}_help", D=width)
        )


def in_bytes(count: int, t: Translator) -> str:
    """A number of bytes with a fitting unit."""
    for unit, name in ((10**9, "gigabytes"), (10**6, "megabytes"), (10**3, "kilobytes")):
        if count >= unit:
            digits = 0 if count >= 100 * unit else 1
            return t(f"embeddings.{name}", count=f"{count / unit:,.{digits}f}")
    return t("embeddings.bytes", count=count)
