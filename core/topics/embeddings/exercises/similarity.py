"""Words that are alike: cosines, neighbours, a line between two words, and an analogy."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def cosine(first: Float[Tensor, "N D"], second: Float[Tensor, "M D"]) -> Float[Tensor, "N M"]:
    """a · b / (‖a‖ ‖b‖) of every row of the one with every row of the other; 0 for a vector of zeros."""
    products = first @ second.T  # (N, M)
    lengths = first.norm(dim=-1)[:, None] * second.norm(dim=-1)  # (N, M)
    return products / lengths.clamp(min=1e-8)


def nearest(word: int, table: Float[Tensor, "V D"], count: int) -> Int[Tensor, "N"]:
    """Ids of the N = `count` words of largest cosine with a word, best first, without the word itself."""
    cosines = F.cosine_similarity(table, table[word], dim=-1)  # (V,)
    cosines[word] = -torch.inf
    return cosines.topk(count).indices  # (N,)


def axis_position(
    vectors: Float[Tensor, "N D"], low: Float[Tensor, "D"], high: Float[Tensor, "D"]
) -> Float[Tensor, "N"]:
    """(v − low) · (high − low) / ‖high − low‖²: 0 at the one word, 1 at the other."""
    direction = high - low  # (D,)
    return (vectors - low) @ direction / (direction @ direction)  # (N,)


def analogy(a: int, b: int, c: int, table: Float[Tensor, "V D"], count: int) -> Int[Tensor, "N"]:
    """“a is to b as c is to …”: ids of the N = `count` words of largest cosine with b − a + c, best first.

    The three words themselves are no answers.
    """
    wanted = table[b] - table[a] + table[c]  # (D,)
    cosines = F.cosine_similarity(table, wanted, dim=-1)  # (V,)
    cosines[[a, b, c]] = -torch.inf
    return cosines.topk(count).indices  # (N,)


def _no_lengths(first: Tensor, second: Tensor) -> Tensor:
    return first @ second.T


def _one_length(first: Tensor, second: Tensor) -> Tensor:
    return first @ second.T / first.norm(dim=-1)[:, None]


def _no_root(first: Tensor, second: Tensor) -> Tensor:
    return first @ second.T / ((first**2).sum(dim=-1)[:, None] * (second**2).sum(dim=-1))


def _one_length_for_all(first: Tensor, second: Tensor) -> Tensor:
    return first @ second.T / (first.norm() * second.norm())


def _lengths_of_columns(first: Tensor, second: Tensor) -> Tensor:
    return (first / first.norm(dim=0)) @ (second / second.norm(dim=0)).T


def _distance(first: Tensor, second: Tensor) -> Tensor:
    return 1 - F.normalize(first, dim=-1) @ F.normalize(second, dim=-1).T


def _with_itself(word: int, table: Tensor, count: int) -> Tensor:
    return F.cosine_similarity(table, table[word], dim=-1).topk(count).indices


def _farthest(word: int, table: Tensor, count: int) -> Tensor:
    cosines = F.cosine_similarity(table, table[word], dim=-1)
    cosines[word] = torch.inf
    return cosines.topk(count, largest=False).indices


def _by_product(word: int, table: Tensor, count: int) -> Tensor:
    products = table @ table[word]
    products[word] = -torch.inf
    return products.topk(count).indices


def _by_distance(word: int, table: Tensor, count: int) -> Tensor:
    distances = (table - table[word]).norm(dim=-1)
    distances[word] = torch.inf
    return distances.topk(count, largest=False).indices


def _cosines_themselves(word: int, table: Tensor, count: int) -> Tensor:
    cosines = F.cosine_similarity(table, table[word], dim=-1)
    cosines[word] = -torch.inf
    return cosines.topk(count).values


def _no_square(vectors: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return (vectors - low) @ (high - low) / (high - low).norm()


def _not_from_low(vectors: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return vectors @ (high - low) / ((high - low) @ (high - low))


def _from_high(vectors: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return (vectors - high) @ (high - low) / ((high - low) @ (high - low))


def _signs_turned(a: int, b: int, c: int, table: Tensor, count: int) -> Tensor:
    cosines = F.cosine_similarity(table, table[a] - table[b] + table[c], dim=-1)
    cosines[[a, b, c]] = -torch.inf
    return cosines.topk(count).indices


def _all_added(a: int, b: int, c: int, table: Tensor, count: int) -> Tensor:
    cosines = F.cosine_similarity(table, table[a] + table[b] + table[c], dim=-1)
    cosines[[a, b, c]] = -torch.inf
    return cosines.topk(count).indices


def _without_c(a: int, b: int, c: int, table: Tensor, count: int) -> Tensor:
    cosines = F.cosine_similarity(table, table[b] - table[a], dim=-1)
    cosines[[a, b, c]] = -torch.inf
    return cosines.topk(count).indices


def _with_themselves(a: int, b: int, c: int, table: Tensor, count: int) -> Tensor:
    return F.cosine_similarity(table, table[b] - table[a] + table[c], dim=-1).topk(count).indices


def _sum_by_product(a: int, b: int, c: int, table: Tensor, count: int) -> Tensor:
    products = table @ (table[b] - table[a] + table[c])
    products[[a, b, c]] = -torch.inf
    return products.topk(count).indices


def _tables() -> Iterator[Tensor]:
    """Tables (V, D) whose rows are of unlike lengths, so that a dot product ranks otherwise than a cosine."""
    generator = torch.Generator().manual_seed(11)
    for V, D in ((14, 4), (30, 6)):
        directions = torch.randn(V, D, generator=generator, dtype=torch.float64)
        yield directions * torch.rand(V, 1, generator=generator, dtype=torch.float64).mul(3).exp()


def _two_tables() -> Iterator[Arguments]:
    for table in _tables():
        yield table[:3], table[3:8]


def _words_and_tables() -> Iterator[Arguments]:
    yield from zip((3, 8), _tables(), (5, 8), strict=True)


def _lines() -> Iterator[Arguments]:
    for table in _tables():
        yield table[:5], table[5], table[6]


def _triples() -> Iterator[Arguments]:
    for words, table, count in zip(((0, 1, 2), (9, 4, 17)), _tables(), (5, 8), strict=True):
        yield *words, table, count


def _drawn_vectors(draw: Draw) -> Arguments:
    N, M, D = (draw.size() for _ in "NMD")
    return draw.numbers(N, D), draw.numbers(M, D)


def _drawn_line(draw: Draw) -> Arguments:
    N, D = draw.size(), draw.size()
    low, high = draw.numbers(D), draw.numbers(D)
    high[0] = low[0] + 1  # two words, not one
    return draw.numbers(N, D), low, high


def _longer_is_alike(call: Callable[..., Tensor], first: Tensor, second: Tensor) -> bool:
    """Directions do not change when a vector gets longer."""
    return torch.allclose(call(3 * first, second), call(first, second), atol=1e-5)


def _ends(call: Callable[..., Tensor], vectors: Tensor, low: Tensor, high: Tensor) -> bool:
    places = call(torch.stack([low, high]), low, high)
    return torch.allclose(places, torch.tensor([0.0, 1.0], dtype=places.dtype), atol=1e-4)


EXERCISES = (
    Exercise(
        name="embeddings.cosine",
        rung="write",
        solution=cosine,
        examples=_two_tables,
        mistakes=(
            Mistake("no_lengths", _no_lengths),
            Mistake("one_length", _one_length),
            Mistake("no_root", _no_root),
            Mistake("one_for_all", _one_length_for_all),
            Mistake("columns", _lengths_of_columns),
            Mistake("distance", _distance),
        ),
        properties=(Property("longer", _longer_is_alike),),
        drawn=_drawn_vectors,
        twin="cosine",
        hints=3,
    ),
    Exercise(
        name="embeddings.nearest",
        rung="write",
        solution=nearest,
        examples=_words_and_tables,
        mistakes=(
            Mistake("itself", _with_itself),
            Mistake("farthest", _farthest),
            Mistake("product", _by_product),
            Mistake("distance", _by_distance),
            Mistake("cosines", _cosines_themselves),
        ),
        twin="neighbours",
        dtype=torch.float64,
        hints=3,
    ),
    Exercise(
        name="embeddings.axis",
        rung="fill",
        solution=axis_position,
        examples=_lines,
        blanks=("high - low", "vectors - low", "direction @ direction"),
        mistakes=(
            Mistake("no_square", _no_square),
            Mistake("not_from_low", _not_from_low),
            Mistake("from_high", _from_high),
        ),
        properties=(Property("ends", _ends),),
        drawn=_drawn_line,
        hints=2,
    ),
    Exercise(
        name="embeddings.analogy",
        rung="write",
        solution=analogy,
        examples=_triples,
        mistakes=(
            Mistake("signs", _signs_turned),
            Mistake("added", _all_added),
            Mistake("without_c", _without_c),
            Mistake("themselves", _with_themselves),
            Mistake("product", _sum_by_product),
        ),
        twin="analogy",
        dtype=torch.float64,
        hints=3,
    ),
)
