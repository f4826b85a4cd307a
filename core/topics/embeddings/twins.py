"""One-hot rows, embeddings, cosine, neighbours, PCA and trustworthiness beside the library's."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from core.nn.twin import Twin, documented, in_double
from core.topics.embeddings import concept, minimal

MOST_MAPPED = 400  # rows on the map whose trustworthiness is compared; the library ranks all pairs


def arguments(ids: Tensor, vectors: Tensor, table: Tensor) -> dict[str, tuple[Any, ...]]:
    """The arguments of every twin below, by its name.

    `ids` (T) are the sentence's words, `vectors` (T × D) theirs, `table` (V × D) some whole vocabulary;
    each has at least six rows.
    """
    few = table[:MOST_MAPPED]  # (N, D)
    points = concept.principal_components(few.double(), 2)  # (N, 2)
    three = list(dict.fromkeys([*ids.tolist(), 0, 1, 2]))[:3]
    return {
        "one_hot": (ids, len(table)),
        "embedding_lookup": (ids, table),
        "cosine": (vectors, vectors),
        "nearest": (vectors[0], table, min(10, len(table))),
        "neighbours": (int(ids[0]), table, min(10, len(table) - 1)),
        "analogy": (*three, F.normalize(table, dim=-1), min(10, len(table) - 3)),
        "principal_components": (table, 2),
        "trustworthiness": (few, points, max(1, min(15, len(few) // 3))),
    }


def neighbours(word: int, table: Tensor, count: int) -> Tensor:
    """The rows nearest to one of them, which is not among them."""
    return concept.nearest(table[word], table, count, excluded=[word])


def analogy(a: int, b: int, c: int, table: Tensor, count: int) -> Tensor:
    """The rows nearest to b − a + c, those three left out."""
    wanted = concept.arithmetic(table[[b, c]], table[[a]])  # (D,)
    return concept.nearest(wanted, table, count, excluded=[a, b, c])


def _library_one_hot(ids: Tensor, size: int) -> Tensor:
    return F.one_hot(ids, size).float()


def _library_look_up(ids: Tensor, table: Tensor) -> Tensor:
    return torch.nn.Embedding.from_pretrained(table)(ids)


def _library_cosine(first: Tensor, second: Tensor) -> Tensor:
    return F.cosine_similarity(first[:, None, :], second[None, :, :], dim=-1)


def _library_nearest(query: Tensor, table: Tensor, count: int) -> Tensor:
    from sklearn.neighbors import NearestNeighbors

    finder = NearestNeighbors(n_neighbors=count, metric="cosine", algorithm="brute").fit(table.numpy())
    return torch.from_numpy(finder.kneighbors(query[None, :].numpy(), return_distance=False)[0])


def _library_neighbours(word: int, table: Tensor, count: int) -> Tensor:
    from sklearn.neighbors import NearestNeighbors

    finder = NearestNeighbors(n_neighbors=count, metric="cosine", algorithm="brute").fit(table.numpy())
    return torch.from_numpy(finder.kneighbors(return_distance=False)[word])


def _library_analogy(a: int, b: int, c: int, table: Tensor, count: int) -> Tensor:
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(table.shape[1])
    vectors.add_vectors([str(row) for row in range(len(table))], table.numpy())
    found = vectors.most_similar(positive=[str(b), str(c)], negative=[str(a)], topn=count)
    return torch.tensor([int(word) for word, _ in found])


def _library_components(vectors: Tensor, count: int) -> Tensor:
    from sklearn.decomposition import PCA

    return torch.from_numpy(PCA(count, svd_solver="full").fit_transform(vectors.numpy()))


def _library_trust(high: Tensor, low: Tensor, count: int) -> Tensor:
    from sklearn.manifold import trustworthiness

    return torch.tensor(trustworthiness(high.numpy(), low.numpy(), n_neighbors=count), dtype=torch.float64)


def _examples(name: str) -> Any:
    def examples() -> Iterator[tuple[Any, ...]]:
        generator = torch.Generator().manual_seed(7)
        for V, D in ((12, 5), (60, 50)):
            table = torch.randn(V, D, generator=generator)  # (V, D)
            ids = torch.randint(0, V, (6,), generator=generator)  # (T,)
            yield arguments(ids, table[ids], table)[name]

    return examples


def _zeros() -> Iterator[tuple[Any, ...]]:
    yield from _examples("cosine")()
    yield torch.zeros(2, 3), torch.tensor([[1.0, 2.0, 3.0]])


def _twin(
    name: str, ours: Callable[..., Tensor], library: Callable[..., Tensor], call: str, **more: Any
) -> Twin:
    return Twin(name, ours, library, call, examples=_examples(name), **more)


TWINS = (
    _twin(
        "one_hot",
        concept.one_hot,
        _library_one_hot,
        "F.one_hot(ids, V)",
        **documented("torch.nn.functional.one_hot"),
    ),
    _twin(
        "embedding_lookup",
        concept.look_up,
        _library_look_up,
        "nn.Embedding.from_pretrained(table)(ids)",
        import_path="from torch import nn",
        documentation="https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html",
    ),
    Twin(
        name="cosine",
        ours=concept.cosine,
        library=_library_cosine,
        call="F.cosine_similarity(first[:, None], second[None, :], dim=-1)",
        **documented("torch.nn.functional.cosine_similarity"),
        examples=_zeros,
        absolute=1e-6,
    ),
    _twin(
        "nearest",
        concept.nearest,
        _library_nearest,
        'NearestNeighbors(n_neighbors=k, metric="cosine").fit(table).kneighbors([query])',
        **documented("sklearn.neighbors.NearestNeighbors"),
        dtype=torch.float64,
        minimal=minimal.nearest_rows,
    ),
    _twin(
        "neighbours",
        neighbours,
        _library_neighbours,
        'NearestNeighbors(n_neighbors=k, metric="cosine").fit(table).kneighbors()[1][word]',
        **documented("sklearn.neighbors.NearestNeighbors"),
        dtype=torch.float64,
        shown=(concept.nearest,),
    ),
    _twin(
        "analogy",
        analogy,
        _library_analogy,
        "KeyedVectors(D).most_similar(positive=[b, c], negative=[a], topn=k)  # of the words added",
        **documented(
            "gensim.models.KeyedVectors", "https://radimrehurek.com/gensim/models/keyedvectors.html"
        ),
        dtype=torch.float64,
        shown=(concept.arithmetic, concept.nearest),
    ),
    _twin(
        "principal_components",
        concept.principal_components,
        _library_components,
        "PCA(2).fit_transform(vectors)",
        **documented("sklearn.decomposition.PCA"),
        **in_double(absolute=1e-9),
    ),
    _twin(
        "trustworthiness",
        concept.trustworthiness,
        _library_trust,
        "trustworthiness(high, low, n_neighbors=k)",
        **documented("sklearn.manifold.trustworthiness"),
        **in_double(),
        minimal=minimal.trustworthy,
    ),
)
