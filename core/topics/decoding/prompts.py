"""What the decoding experiments share: fifty open prompts, and a model that may not end early."""

from collections.abc import Collection

from torch import Tensor

from core.base.settings import ASSETS
from core.experiments.experiment import Size
from core.topics.decoding.concepts.search import NextLogProbs

FILE = ASSETS / "samples" / "prompts.txt"
COUNT: dict[Size, int] = {"small": 5, "full": 50}
STEPS: dict[Size, int] = {"small": 8, "full": 16}


def prompts(size: Size) -> list[str]:
    """Openings of texts that this project wrote; a small measurement takes every tenth."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return lines[:: len(lines) // COUNT[size]]


def never_ending(next_log_probs: NextLogProbs, ends: Collection[int]) -> NextLogProbs:
    """The same probabilities, but the end token may not follow: all texts get the same length."""

    def masked(prefixes: Tensor) -> Tensor:
        log_probs = next_log_probs(prefixes).clone()  # (W, V)
        log_probs[:, list(ends)] = float("-inf")
        return log_probs

    return masked
