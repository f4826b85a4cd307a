"""A pool of rows on disk: texts and what a model reads of them, computed once."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.base.atomic_write import durable, write_durably
from core.base.errors import SentiscopeError
from core.data.language import language_of
from core.data.overlap import normal
from core.evaluation.labelling.rounds import Pool
from core.evaluation.labelling.vectors import network_vectors, word_vectors
from core.evaluation.scored import Scored
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL

POOL_FILE, VECTORS_FILE = "pool.json", "vectors.safetensors"
MOST_ROWS = 2000  # of a pool: a longer file is drawn from at random
FEWEST_ROWS = 20  # two rounds


@dataclass(frozen=True)
class StoredPool:
    """Texts of a file of `rows` rows, with their numbers there; no two are equal but for blanks and marks.

    `features` are `network`, by the model of this name, or `words`.
    """

    pool: Pool
    texts: list[str]
    numbers: list[int]
    rows: int
    features: str
    model: str


def chosen_rows(texts: Sequence[str], seed: int, most: int = MOST_ROWS) -> list[int]:
    """The indices of texts to ask about: of equal ones the first, none that is blank; at most so many, drawn.

    Error: `labelling_few_rows` where fewer than FEWEST_ROWS are left.
    """
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        if spelt := normal(text):
            first.setdefault(spelt, row)
    rows = [*first.values()]
    if len(rows) < FEWEST_ROWS:
        raise SentiscopeError("labelling_few_rows", rows=len(rows), fewest=FEWEST_ROWS)
    if len(rows) > most:
        rows = sorted(np.random.default_rng(seed).choice(rows, most, replace=False).tolist())
    return rows


def make_pool(
    scored: Scored, features: str, seed: int, most: int, step: Callable[[int], object]
) -> StoredPool:
    """Choose rows and compute their vectors; `step` hears how many more are read."""
    rows = chosen_rows(scored.texts, seed, most)
    texts = [scored.texts[row] for row in rows]
    chinese = sum(language_of(text) == "zh" for text in texts)
    model = CHINESE_MODEL if 2 * chinese > len(texts) else MAIN_MODEL
    if features == "network":
        vectors = network_vectors(texts, model, step)
    else:
        vectors, model = word_vectors(texts), ""
        step(len(texts))
    numbers = scored.numbers[rows].tolist()
    return StoredPool(Pool(vectors, seed), texts, numbers, len(scored), features, model)


def write_pool(stored: StoredPool, folder: Path) -> None:
    """Write both files; that of the texts last, so that it stands for a whole pool."""
    from safetensors.numpy import save

    folder.mkdir(parents=True, exist_ok=True)
    with durable(folder / VECTORS_FILE, "xb") as file:
        file.write(save({"vectors": np.ascontiguousarray(stored.pool.vectors)}))
    about = {name: getattr(stored, name) for name in ("texts", "numbers", "rows", "features", "model")}
    text = json.dumps({**about, "seed": stored.pool.seed}, ensure_ascii=False)
    write_durably(folder / POOL_FILE, text + "\n")


def read_pool(folder: Path) -> StoredPool:
    """What `write_pool` wrote. Error: `labelling_pool_damaged`."""
    from safetensors.numpy import load_file

    try:
        about: dict[str, Any] = json.loads((folder / POOL_FILE).read_text(encoding="utf-8"))
        pool = Pool(load_file(folder / VECTORS_FILE)["vectors"], about.pop("seed"))
        stored = StoredPool(pool, **about)
    except Exception as error:  # whatever became of the files, a new pool helps
        raise SentiscopeError("labelling_pool_damaged") from error
    if not len(pool) == len(stored.texts) == len(stored.numbers):
        raise SentiscopeError("labelling_pool_damaged")
    return stored
