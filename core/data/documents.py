"""Texts to pre-train on: documents of sentences, one sentence a line, a blank line between documents."""

import hashlib
import random
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from core.base.errors import SentiscopeError
from core.data.lines import lines_of
from core.data.overlap import without

Document = list[str]
SEED = 42  # the same documents whatever a run's own seed, so that runs can be compared


@dataclass(frozen=True)
class Documents:
    """Documents to train on and documents held out to evaluate on; `removed` counts sentences taken out."""

    train: list[Document]
    held_out: list[Document]
    removed: int = 0


def load_documents(
    file: Path, held_out: int, excluded: list[str] | None = None, seed: int = SEED
) -> Documents:
    """Read a text file, take out every sentence that is one of the `excluded`, and split by document."""
    documents = read_documents(file)
    remaining = without_sentences(documents, excluded or [])
    train, rest = split(remaining, held_out, seed)
    return Documents(train, rest, count_sentences(documents) - count_sentences(remaining))


def read_documents(file: Path) -> list[Document]:
    """The documents of a text file, in order. Errors: those of `lines_of`; `documents_none`."""
    documents: list[Document] = [[]]
    for line in lines_of(file):
        if line.strip():
            documents[-1].append(line.strip())
        elif documents[-1]:
            documents.append([])
    documents = [document for document in documents if document]
    if not documents:
        raise SentiscopeError("documents_none", file=file.name)
    return documents


def without_sentences(documents: list[Document], excluded: list[str]) -> list[Document]:
    """The documents without the `excluded` sentences, also where blanks, capitals or punctuation differ."""
    numbers = count()
    known = set(without([sentence for document in documents for sentence in document], excluded))
    remaining = [[sentence for sentence in document if next(numbers) in known] for document in documents]
    return [document for document in remaining if document]


def split(
    documents: list[Document], held_out: int, seed: int = SEED
) -> tuple[list[Document], list[Document]]:
    """Documents to train on and `held_out` to evaluate on, drawn by `seed`; both in their old order.

    Raises SentiscopeError if that leaves fewer than two documents on either side.
    """
    if not 2 <= held_out <= len(documents) - 2:
        raise SentiscopeError("documents_held_out", held_out=held_out, count=len(documents))
    drawn = set(random.Random(seed).sample(range(len(documents)), held_out))
    train = [document for number, document in enumerate(documents) if number not in drawn]
    return train, [documents[number] for number in sorted(drawn)]


def count_sentences(documents: list[Document]) -> int:
    return sum(map(len, documents))


def fingerprint(documents: list[Document]) -> str:
    """sha256 over all sentences and the borders between documents."""
    text = "\n\n".join("\n".join(document) for document in documents)
    return hashlib.sha256(text.encode()).hexdigest()
