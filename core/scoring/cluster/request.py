"""What a cluster is asked to do, and how large the pieces of it are."""

from collections.abc import Callable
from dataclasses import dataclass

from core.models.prediction import Classifier

PART_BYTES = 2**23  # of a file; less work than this is not worth a part of its own
Loader = Callable[..., Classifier]


@dataclass(frozen=True)
class ClusterRequest:
    """As `Request`, for a file, a folder or a URI `source` and the folder or URI `output`.

    `workers` is their number, all that the cluster has room for if None; each takes `threads` processors.
    """

    source: str
    output: str
    text: str | None = None
    label: str | None = None
    model: str | None = None
    positive: str | None = None
    threshold: float | None = None
    header: int | None = None
    skip_unknown_labels: bool = False
    backend: str | None = None
    threads: int = 1
    workers: int | None = None
    fresh: bool = False
    why: bool = False
    fast: bool | None = None
    cut: bool = False


@dataclass(frozen=True)
class Part:
    """A piece of work: of the windows of a file, every `of`-th from `part` on. `text` names its column."""

    number: int
    file: str
    bytes: int
    text: str
    part: int
    of: int


def parts_of(files: list[tuple[str, int, str]], workers: int) -> list[Part]:
    """The work: each file (name, bytes, text column) in parts of about equal size, for every worker some."""
    total = sum(size for _, size, _ in files)
    part_bytes = max(PART_BYTES, total // (4 * workers))
    parts: list[Part] = []
    for name, size, text in files:
        of = max(1, -(-size // part_bytes))
        parts += [Part(len(parts) + part, name, size, text, part, of) for part in range(of)]
    return parts
