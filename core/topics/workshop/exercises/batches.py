"""What a learner writes from text to batches, and from which library each of its tools comes."""

import ast
from collections.abc import Callable, Iterator

import torch
from jaxtyping import Int
from torch import Tensor

from core.base.settings import ASSETS
from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.topics.workshop.twins import TWINS

SCRIPT = ASSETS / "samples" / "finetune_with_trainer.py"
IMPORTS = {twin.name: twin.import_path for twin in TWINS}
LOADER = "from datasets import load_dataset"


def word_ids(words: list[str], vocabulary: dict[str, int]) -> Int[Tensor, "T"]:
    """Each word from left to right in the longest pieces of the vocabulary; their ids.

    A piece that is not the first of its word begins with ##; a word that can't be spelt is one [UNK].
    """
    pieces: list[str] = []
    for word in words:
        found: list[str] = []
        rest = word
        while rest:
            mark = "##" if found else ""
            ends = [end for end in range(len(rest), 0, -1) if mark + rest[:end] in vocabulary]
            if not ends:
                found = ["[UNK]"]
                break
            found.append(mark + rest[: ends[0]])
            rest = rest[ends[0] :]
        pieces += found
    return torch.tensor([vocabulary[piece] for piece in pieces])


def pad_batch(rows: list[list[int]], pad: int) -> dict[str, Int[Tensor, "B T"]]:
    """`input_ids`: the rows filled up to the longest; `attention_mask`: 1 for a token, 0 for padding."""
    T = max(len(row) for row in rows)
    ids = [row + [pad] * (T - len(row)) for row in rows]
    mask = [[1] * len(row) + [0] * (T - len(row)) for row in rows]
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def _shortest(words: list[str], vocabulary: dict[str, int]) -> Tensor:
    pieces: list[str] = []
    for word in words:
        found: list[str] = []
        rest = word
        while rest:
            mark = "##" if found else ""
            ends = [end for end in range(1, len(rest) + 1) if mark + rest[:end] in vocabulary]
            if not ends:
                found = ["[UNK]"]
                break
            found.append(mark + rest[: ends[0]])
            rest = rest[ends[0] :]
        pieces += found
    return torch.tensor([vocabulary[piece] for piece in pieces])


def _no_mark(words: list[str], vocabulary: dict[str, int]) -> Tensor:
    pieces: list[str] = []
    for word in words:
        found: list[str] = []
        rest = word
        while rest:
            ends = [end for end in range(len(rest), 0, -1) if rest[:end] in vocabulary]
            if not ends:
                found = ["[UNK]"]
                break
            found.append(rest[: ends[0]])
            rest = rest[ends[0] :]
        pieces += found
    return torch.tensor([vocabulary[piece] for piece in pieces])


def _beginning_kept(words: list[str], vocabulary: dict[str, int]) -> Tensor:
    pieces: list[str] = []
    for word in words:
        rest, mark = word, ""
        while rest:
            ends = [end for end in range(len(rest), 0, -1) if mark + rest[:end] in vocabulary]
            if not ends:
                pieces.append("[UNK]")
                break
            pieces.append(mark + rest[: ends[0]])
            rest, mark = rest[ends[0] :], "##"
    return torch.tensor([vocabulary[piece] for piece in pieces])


def _whole_words(words: list[str], vocabulary: dict[str, int]) -> Tensor:
    return torch.tensor([vocabulary.get(word, vocabulary["[UNK]"]) for word in words])


def _left_out(words: list[str], vocabulary: dict[str, int]) -> Tensor:
    pieces: list[str] = []
    for word in words:
        found: list[str] = []
        rest = word
        while rest:
            mark = "##" if found else ""
            ends = [end for end in range(len(rest), 0, -1) if mark + rest[:end] in vocabulary]
            if not ends:
                found = []
                break
            found.append(mark + rest[: ends[0]])
            rest = rest[ends[0] :]
        pieces += found
    return torch.tensor([vocabulary[piece] for piece in pieces])


def _padded_in_front(rows: list[list[int]], pad: int) -> dict[str, Tensor]:
    T = max(len(row) for row in rows)
    ids = [[pad] * (T - len(row)) + row for row in rows]
    mask = [[0] * (T - len(row)) + [1] * len(row) for row in rows]
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def _mask_turned(rows: list[list[int]], pad: int) -> dict[str, Tensor]:
    T = max(len(row) for row in rows)
    ids = [row + [pad] * (T - len(row)) for row in rows]
    mask = [[0] * len(row) + [1] * (T - len(row)) for row in rows]
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def _all_seen(rows: list[list[int]], pad: int) -> dict[str, Tensor]:
    T = max(len(row) for row in rows)
    ids = torch.tensor([row + [pad] * (T - len(row)) for row in rows])
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}


def _padded_with_zero(rows: list[list[int]], pad: int) -> dict[str, Tensor]:
    T = max(len(row) for row in rows)
    ids = [row + [0] * (T - len(row)) for row in rows]
    mask = [[1] * len(row) + [0] * (T - len(row)) for row in rows]
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def _cut_to_shortest(rows: list[list[int]], pad: int) -> dict[str, Tensor]:
    T = min(len(row) for row in rows)
    ids = torch.tensor([row[:T] for row in rows])
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}


def _to_the_limit(rows: list[list[int]], pad: int) -> dict[str, Tensor]:
    T = 512
    ids = [row + [pad] * (T - len(row)) for row in rows]
    mask = [[1] * len(row) + [0] * (T - len(row)) for row in rows]
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def _words() -> Iterator[Arguments]:
    pieces = ["[UNK]", "a", "un", "for", "##for", "##f", "##or", "get", "##g", "##et", "##get"]
    pieces += ["table", "##table", "##ly"]
    vocabulary = {piece: number for number, piece in enumerate(pieces, start=10)}
    yield ["unforgettable", "a", "unfit"], vocabulary
    yield ["forgetly", "untable", "formal"], vocabulary


def _drawn_words(draw: Draw) -> Arguments:
    words = [draw.one_of(("a", "ab", "aba", "abb", "b")) for _ in range(draw.size())]
    return words, {"[UNK]": 0, "a": 1, "ab": 2, "b": 3, "##a": 4, "##b": 5, "##ba": 6}


def _rows() -> Iterator[Arguments]:
    yield [[101, 2307, 102], [101, 2023, 2003, 2307, 102], [101, 102]], 9
    yield [[5, 6, 7, 8], [5]], 3


def _drawn_rows(draw: Draw) -> Arguments:
    return [draw.whole(draw.size(), low=5, high=7).tolist() for _ in range(draw.size())], 1


def _as_long(call: Callable[..., dict[str, Tensor]], rows: list[list[int]], pad: int) -> bool:
    """The ones of a row's mask are as many as its tokens."""
    return call(rows, pad)["attention_mask"].sum(dim=1).tolist() == [len(row) for row in rows]


def _loader() -> str:
    """What the usual fine-tuning script imports to load its data."""
    lines = map(ast.unparse, ast.parse(SCRIPT.read_text(encoding="utf-8")).body)
    return next(line for line in lines if line.endswith("import load_dataset"))


EXERCISES = (
    Exercise(
        name="workshop.data_library",
        rung="choose",
        options=(
            Option("transformers", "from transformers import pipeline"),
            Option("loader", "from torch.utils.data import DataLoader"),
            Option("datasets", LOADER),
            Option("tokenizers", "from tokenizers import Tokenizer"),
        ),
        proof=_loader,
        hints=1,
    ),
    Exercise(
        name="workshop.tokenizer_library",
        rung="choose",
        options=(
            Option("datasets", LOADER),
            Option("bare", "from tokenizers.models import WordPiece"),
            Option("embedding", "from torch.nn import Embedding"),
            Option("auto", IMPORTS["wordpiece"]),
        ),
        proof=lambda: IMPORTS["wordpiece"],
        twin="wordpiece",
        hints=1,
    ),
    Exercise(
        name="workshop.word_ids",
        rung="write",
        solution=word_ids,
        examples=_words,
        mistakes=(
            Mistake("shortest", _shortest),
            Mistake("no_mark", _no_mark),
            Mistake("beginning_kept", _beginning_kept),
            Mistake("whole_words", _whole_words),
            Mistake("left_out", _left_out),
        ),
        drawn=_drawn_words,
        twin="word_pieces",
        hints=3,
    ),
    Exercise(
        name="workshop.pad_batch",
        rung="write",
        solution=pad_batch,
        examples=_rows,
        mistakes=(
            Mistake("padded_in_front", _padded_in_front),
            Mistake("mask_turned", _mask_turned),
            Mistake("all_seen", _all_seen),
            Mistake("padded_with_zero", _padded_with_zero),
            Mistake("cut_to_shortest", _cut_to_shortest),
            Mistake("to_the_limit", _to_the_limit),
        ),
        properties=(Property("as_long", _as_long),),
        drawn=_drawn_rows,
        hints=3,
    ),
)
