"""Which backend scores, on how many threads: decided by what was measured, written into the manifest."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.base.errors import SentiscopeError
from core.models.prediction import Classifier
from core.models.transformer import TransformerClassifier
from core.scoring.backends.agreement import agreeing
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits.by_exits import open_by_exits
from core.scoring.backends.exits.heads import read_exits
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import PlainScorer, Scorer

ROWS_WORTH_MEASURING = 1000  # below, measuring would take longer than it saves
TEXTS_TO_MEASURE = 32
ROUNDS = 2
PLAIN = "plain"


@dataclass(frozen=True)
class Engine:
    """What computes, and the seconds that each choice took for a sample of the file, if measured.

    `exits` is the sha256 of the exits by which texts may leave the network early; None: all go to the end.
    """

    backend: str
    threads: int
    measured: dict[str, float] | None = None
    exits: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """For a manifest or a summary."""
        return {name: value for name, value in asdict(self).items() if name != "exits" or value is not None}


def choose_engine(
    classifier: Classifier,
    backend: str | None,
    threads: int | None,
    texts: Sequence[str],
    rows: int,
    fast: bool = False,
) -> Engine:
    """The engine for a file of so many rows that begins with these texts; what is given is kept.

    With `fast` texts leave the network at its exits. Errors: those of `read_exits`, where it has none.
    """
    engine = _chosen(classifier, backend, threads, texts, rows)
    if not fast:
        return engine
    if engine.backend == PLAIN:
        raise SentiscopeError("exits_missing", name=classifier.name)
    assert isinstance(classifier, TransformerClassifier)
    return replace(engine, exits=read_exits(classifier.folder, fingerprint_of(classifier.folder)).sha256)


def _chosen(
    classifier: Classifier, backend: str | None, threads: int | None, texts: Sequence[str], rows: int
) -> Engine:
    if not reads_tokens(classifier):
        return Engine(PLAIN, threads or 1)
    assert isinstance(classifier, TransformerClassifier)
    names = [backend] if backend else agreeing(classifier.folder)
    if rows < ROWS_WORTH_MEASURING or not texts:
        return Engine(names[0], threads or 1)
    counts = [threads] if threads else thread_counts()
    if len(names) * len(counts) == 1:
        return Engine(names[0], counts[0])
    sample = sorted(texts[: 4 * TEXTS_TO_MEASURE], key=len)[::4]
    seconds = {
        (name, count): _seconds(ByTokens(classifier, open_backend(name, classifier, count)), sample)
        for name in names
        for count in counts
    }
    name, count = min(seconds, key=seconds.__getitem__)
    return Engine(name, count, {f"{n} x{c}": round(value, 4) for (n, c), value in seconds.items()})


def open_scorer(classifier: Classifier, engine: Engine) -> Scorer:
    """The scorer of an engine. Error: `exits_missing`, where it began with other exits than there are."""
    if not reads_tokens(classifier):
        return PlainScorer(classifier)
    assert isinstance(classifier, TransformerClassifier)
    if engine.exits is not None:
        exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
        if exits.sha256 != engine.exits:
            raise SentiscopeError("exits_missing", name=classifier.name)
        return open_by_exits(classifier, engine.backend, exits, engine.threads)
    return ByTokens(classifier, open_backend(engine.backend, classifier, engine.threads))


def reads_tokens(classifier: Classifier) -> bool:
    """Whether this is a Transformer that reads padded batches, with a Rust tokenizer; others `classify`."""
    if not isinstance(classifier, TransformerClassifier) or not classifier.is_padded:
        return False
    return hasattr(classifier.tokenizer, "backend_tokenizer")


def thread_counts() -> list[int]:
    """1, 2, 4 … and as many as there are processors for us."""
    most = processors()
    doubled = [2**power for power in range(most.bit_length()) if 2**power < most]
    return [*doubled, most]


def processors() -> int:
    """How many processors this process may use."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _seconds(scorer: Scorer, texts: Sequence[str]) -> float:
    """The best of some rounds, after one to warm up."""
    times = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        for _ in scorer.batches(texts):
            pass
        times.append(time.perf_counter() - started)
    return min(times[1:])
