"""The concept beside the library's call that does the same."""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor

from core.nn.twin import Twin, documented
from core.topics._template.concept import cosine_similarity


def examples() -> Iterator[tuple[Tensor, Tensor]]:
    """Arguments for the tests: several widths, and rows that point the other way."""
    generator = torch.Generator().manual_seed(42)
    for N, D in ((1, 2), (7, 64)):
        rows = torch.randn(N, D, generator=generator)
        yield rows, torch.randn(D, generator=generator)
        yield rows, -rows[0]


TWINS = (
    Twin(
        name="_template_cosine",  # its words stand under `twins` in both languages
        ours=cosine_similarity,
        library=lambda rows, query: F.cosine_similarity(rows, query[None], dim=1),
        call="F.cosine_similarity(rows, query[None], dim=1)",
        examples=examples,
        **documented("torch.nn.functional.cosine_similarity"),
    ),
)
