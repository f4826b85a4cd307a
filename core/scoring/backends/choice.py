"""Which backend scores, on how many threads: decided by what was measured, written into the manifest."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.base.errors import SentiscopeError
from core.models.prediction import Classifier
from core.models.reading.windows import RULE, Rule
from core.models.transformer import TransformerClassifier
from core.scoring.backends.agreement import agreeing
from core.scoring.backends.backend import FP32, INT8
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits.admission import admitted
from core.scoring.backends.exits.by_exits import open_by_exits
from core.scoring.backends.exits.heads import has_exits, read_exits
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
    `rule` joins the windows of texts that are longer than the model's; None: only the first is read.
    """

    backend: str
    threads: int
    measured: dict[str, float] | None = None
    exits: str | None = None
    rule: Rule | None = None

    def as_dict(self) -> dict[str, Any]:
        """For a manifest or a summary."""
        left_out = [name for name in ("exits", "rule") if getattr(self, name) is None]
        return {name: value for name, value in asdict(self).items() if name not in left_out}


def choose_engine(
    classifier: Classifier,
    backend: str | None,
    threads: int | None,
    texts: Sequence[str],
    rows: int,
    fast: bool | None = False,
    cut: bool = False,
) -> Engine:
    """The engine for a file of so many rows that begins with these texts; what is given is kept.

    With `fast` texts leave the network at its exits; with None they do in those backends that were judged to
    keep the verdicts so, if none is asked for. With `cut` only the first window of a long text is read.
    Errors: those of `read_exits`, where it has none.
    """
    reads_windows = hasattr(classifier, "classify_start")  # a bag of words has no window
    rule = RULE if reads_windows and not cut else None
    if not reads_tokens(classifier):
        if fast:
            raise SentiscopeError("exits_missing", name=classifier.name)
        return Engine(PLAIN, threads or 1, rule=rule)
    assert isinstance(classifier, TransformerClassifier)
    # How far other classes move in a faster backend was never measured.
    names = [backend] if backend else [FP32] if classifier.classes else _worth_trying(classifier)
    exits = _exits(classifier, names, False if backend and fast is None else fast)
    engines = [Engine(name, 1, None, exits[name], rule) for name in names]
    return _quickest(classifier, engines, threads, texts, rows)


def _worth_trying(classifier: TransformerClassifier) -> list[str]:
    """The backends that agree, fastest recorded first; float32, which costs the most to open and to compute,
    only where no other does.
    """
    names = agreeing(classifier.folder)
    return [name for name in names if name != FP32] or names


def fast_for(classifier: Classifier, fast: bool | None, is_home: bool) -> bool | None:
    """Whether a file's rows of one language leave early: where most rows' do, others go to the end if their
    model has no exits.
    """
    folder = getattr(classifier, "folder", None)
    return fast if is_home or not fast or (folder and has_exits(folder)) else None


def _exits(
    classifier: TransformerClassifier, names: Sequence[str], fast: bool | None
) -> dict[str, str | None]:
    """By which exits texts leave in each of these backends: all, none, or with None those admitted."""
    leaving = set(names) if fast else admitted(classifier.folder) & set(names) if fast is None else set()
    sha256 = read_exits(classifier.folder, fingerprint_of(classifier.folder)).sha256 if leaving else None
    return {name: sha256 if name in leaving else None for name in names}


def _quickest(
    classifier: TransformerClassifier,
    engines: Sequence[Engine],
    threads: int | None,
    texts: Sequence[str],
    rows: int,
) -> Engine:
    """The fastest of these on so many threads, or on the best number: tried where that is worth its time."""
    if not texts:
        return replace(engines[0], threads=threads or 1)
    if rows < ROWS_WORTH_MEASURING:
        # A few rows are scored while torch is still being imported: int8 does without it.
        ready = next((engine for engine in engines if engine.backend == INT8), engines[0])
        return replace(ready, threads=threads or 1)
    counts = [threads] if threads else thread_counts()
    # Int8 first: what it takes is given back before torch is imported, so that the most there is is less.
    in_order = sorted(engines, key=lambda engine: engine.backend != INT8)
    tried = [replace(engine, threads=count) for engine in in_order for count in counts]
    if len(tried) == 1:
        return tried[0]
    sample = sorted(texts[: 4 * TEXTS_TO_MEASURE], key=len)[::4]
    seconds = [_seconds(open_scorer(classifier, engine), sample) for engine in tried]
    measured = {
        f"{engine.backend} x{engine.threads}": round(spent, 4)
        for engine, spent in zip(tried, seconds, strict=True)
    }
    return replace(tried[seconds.index(min(seconds))], measured=measured)


def open_scorer(classifier: Classifier, engine: Engine) -> Scorer:
    """The scorer of an engine. Error: `exits_missing`, where it began with other exits than there are."""
    if not reads_tokens(classifier):
        return PlainScorer(classifier, is_whole=engine.rule is not None)
    assert isinstance(classifier, TransformerClassifier)
    if engine.exits is not None:
        exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
        if exits.sha256 != engine.exits:
            raise SentiscopeError("exits_missing", name=classifier.name)
        return open_by_exits(classifier, engine.backend, exits, engine.threads, engine.rule)
    return ByTokens(classifier, open_backend(engine.backend, classifier, engine.threads), engine.rule)


def reads_tokens(classifier: Classifier) -> bool:
    """Whether this is a Transformer that reads padded batches, with a Rust tokenizer; others `classify`."""
    if not isinstance(classifier, TransformerClassifier) or not classifier.is_padded:
        return False
    return classifier.has_rust_tokenizer


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
