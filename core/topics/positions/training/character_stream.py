"""Documents as one long stream of character numbers, for the small language models of positions."""

from collections import Counter

import torch
from jaxtyping import Int
from torch import Tensor

from core.data.documents import Document

END = "\f"  # closes a document
RARE = 0  # the number of all characters that are not among the most frequent


def characters(document: Document) -> str:
    """A document's characters, a line for each sentence, and its end."""
    return "\n".join(document) + END


def vocabulary(documents: list[Document], size: int) -> dict[str, int]:
    """The most frequent characters, numbered from 1; at most `size` numbers, RARE's included."""
    counts = Counter(character for document in documents for character in characters(document))
    return {character: number for number, (character, _) in enumerate(counts.most_common(size - 1), start=1)}


def stream(documents: list[Document], known: dict[str, int]) -> Int[Tensor, "N"]:
    """All documents one after another, each character as its number."""
    return torch.tensor(
        [known.get(character, RARE) for document in documents for character in characters(document)]
    )
