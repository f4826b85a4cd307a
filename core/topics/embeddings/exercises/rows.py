"""A word's row: one-hot, and looked up in a table."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property

LOOK_UPS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "F.one_hot(ids, V)": lambda ids, table: F.one_hot(ids, len(table)),
    "nn.Embedding(V, D)(ids)": lambda ids, table: nn.Embedding(*table.shape)(ids),
    "F.embedding(ids, table)": lambda ids, table: F.embedding(ids, table),
    "table[:, ids]": lambda ids, table: table[:, ids],
}


def one_hot(ids: Int[Tensor, "T"], size: int) -> Float[Tensor, "T V"]:
    """A row of V = `size` numbers for each word: 1 at its id, 0 everywhere else."""
    rows = torch.zeros(len(ids), size)  # (T, V)
    rows[torch.arange(len(ids)), ids] = 1.0
    return rows


def look_up(ids: Int[Tensor, "T"], table: Float[Tensor, "V D"]) -> Float[Tensor, "T D"]:
    """The table's row of each id."""
    rows = F.one_hot(ids, len(table)).to(table.dtype)  # (T, V)
    return rows @ table  # (T, D)


def _every_row(ids: Tensor, size: int) -> Tensor:
    rows = torch.zeros(len(ids), size)  # (T, V)
    rows[:, ids] = 1.0
    return rows


def _ids_from_one(ids: Tensor, size: int) -> Tensor:
    rows = torch.zeros(len(ids), size)
    rows[torch.arange(len(ids)), ids - 1] = 1.0
    return rows


def _words_in_columns(ids: Tensor, size: int) -> Tensor:
    rows = torch.zeros(size, len(ids))
    rows[ids, torch.arange(len(ids))] = 1.0
    return rows


def _bag(ids: Tensor, size: int) -> Tensor:
    row = torch.zeros(size)
    row[ids] = 1.0
    return row


def _rows_before(ids: Tensor, table: Tensor) -> Tensor:
    return table[ids - 1]


def _sum_of_rows(ids: Tensor, table: Tensor) -> Tensor:
    return table[ids].sum(dim=0)


def _mean_of_rows(ids: Tensor, table: Tensor) -> Tensor:
    return table[ids].mean(dim=0)


def _turned_rows(ids: Tensor, table: Tensor) -> Tensor:
    return table.T[:, ids]


def _one_hot_alone(ids: Tensor, table: Tensor) -> Tensor:
    return F.one_hot(ids, len(table)).to(table.dtype)


def _ids_and_sizes() -> Iterator[Arguments]:
    yield torch.tensor([3, 0, 4]), 5
    yield torch.tensor([1, 6, 2, 6]), 9


def _ids_and_tables() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(11)
    yield torch.tensor([5, 0, 13]), torch.randn(14, 4, generator=generator)
    yield torch.tensor([2, 29, 7, 7, 1]), torch.randn(30, 6, generator=generator)


def _drawn_ids(draw: Draw) -> Arguments:
    size = draw.size()
    return draw.whole(draw.size(), high=size - 1), size


def _drawn_rows(draw: Draw) -> Arguments:
    V, D = draw.size(), draw.size()
    return draw.whole(draw.size(), high=V - 1), draw.numbers(V, D)


def _one_in_each_row(call: Callable[..., Tensor], ids: Tensor, size: int) -> bool:
    return call(ids, size).sum(dim=-1).tolist() == [1.0] * len(ids)


def _rows_of_identity(call: Callable[..., Tensor], ids: Tensor, table: Tensor) -> bool:
    """Looked up in the identity, an id is its own one-hot row."""
    identity = torch.eye(len(table), dtype=table.dtype)
    return torch.equal(call(ids, identity), identity[ids])


def _call_that_takes_rows() -> str:
    ids, table = torch.tensor([2, 0]), torch.arange(12.0).reshape(4, 3)
    results = {shown: call(ids, table) for shown, call in LOOK_UPS.items()}
    return next(shown for shown, result in results.items() if torch.equal(result, table[[2, 0]]))


def _shape_of_looked_up() -> str:
    ids = torch.zeros(2, 7, dtype=torch.int64, device="meta")
    return str(tuple(nn.Embedding(30522, 384, device="meta")(ids).shape))


EXERCISES = (
    Exercise(
        name="embeddings.library",
        rung="choose",
        options=tuple(
            Option(name, shown)
            for name, shown in zip(("one_hot", "new_table", "rows", "columns"), LOOK_UPS, strict=True)
        ),
        proof=_call_that_takes_rows,
        twin="embedding_lookup",
        hints=1,
    ),
    Exercise(
        name="embeddings.shape",
        rung="choose",
        options=(
            Option("one_hot", "(2, 7, 30522)"),
            Option("words", "(14, 384)"),
            Option("vectors", "(2, 7, 384)"),
            Option("sentences", "(2, 384)"),
        ),
        proof=_shape_of_looked_up,
        hints=1,
    ),
    Exercise(
        name="embeddings.one_hot",
        rung="repair",
        solution=one_hot,
        examples=_ids_and_sizes,
        wrong="every_row",
        mistakes=(
            Mistake("every_row", _every_row),
            Mistake("from_one", _ids_from_one),
            Mistake("turned", _words_in_columns),
            Mistake("bag", _bag),
        ),
        properties=(Property("one", _one_in_each_row),),
        drawn=_drawn_ids,
        twin="one_hot",
        hints=2,
    ),
    Exercise(
        name="embeddings.look_up",
        rung="write",
        solution=look_up,
        examples=_ids_and_tables,
        mistakes=(
            Mistake("from_one", _rows_before),
            Mistake("sum", _sum_of_rows),
            Mistake("mean", _mean_of_rows),
            Mistake("turned", _turned_rows),
            Mistake("one_hot_alone", _one_hot_alone),
        ),
        properties=(Property("identity", _rows_of_identity),),
        drawn=_drawn_rows,
        twin="embedding_lookup",
        hints=3,
    ),
)
