"""Past one machine: the same scorer as a Ray Data pipeline, one model a worker, Parquet out.

The unit of work is a part of a file's windows: a worker reads through the file, which is quick, and scores
its part. Rows are read by our own readers, so each keeps its cells, and its file and number are written
beside it, for workers finish in any order. Ray gives the parts of a worker that dies to another, and an
unfinished part has written nothing, so no row is lost or comes twice.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.data.files.columns import added_names
from core.data.files.tables import open_any, windows_of
from core.jobs import failure
from core.models.classifiers import load_classifier
from core.models.prediction import Classifier
from core.scoring.backends.choice import choose_engine, open_scorer
from core.scoring.outcome import outcomes, require_answers
from core.scoring.output import ParquetOutput

SOURCE_COLUMNS = ("file", "row")
ENDINGS = (".csv", ".tsv", ".txt", ".gz", ".jsonl", ".ndjson", ".json", ".parquet", ".pq")
WINDOW, WINDOW_BYTES = 4096, 2**25
WORKER_CPUS = 0.9  # the rest of a processor writes: Ray starts no writing task where no processor is left
PART_BYTES = 2**23  # of a file; less work than this is not worth a part of its own
# What a cluster's workers do not need of the repository.
LEFT_OUT = (".git", ".venv", "tests", "benchmarks", "docs", "findings", "assets/maps", "assets/screenshots")
Loader = Callable[..., Classifier]


@dataclass(frozen=True)
class ScoringRequest:
    """The settings of every worker; `text`, `backend` and `header` are guessed or chosen if None."""

    model: str
    threshold: float
    positive: str | None = None
    text: str | None = None
    backend: str | None = None
    header: int | None = None


def score_with_ray(
    source: str,
    output: str,
    request: ScoringRequest,
    workers: int | None = None,
    load: Loader = load_classifier,
) -> int:
    """Score a file, a folder or a URI into the folder or URI `output`; returns the number of rows.

    Joins the cluster that RAY_ADDRESS names, else starts one on this machine. Raises SentiscopeError
    `ray_missing`, `ray_nothing_to_score`, `ray_output_taken`, and whatever a worker raised.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise SentiscopeError("ray_missing") from error
    files = list_files(source)
    if _is_taken(output):
        raise SentiscopeError("ray_output_taken", folder=output)
    if not ray.is_initialized():
        ray.init(runtime_env=_environment(), include_dashboard=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    most = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    work = parts_of(files, most)
    try:
        scored = ray.data.from_items(work, override_num_blocks=len(work)).map_batches(
            Worker,
            fn_constructor_args=(request, load),
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(size=min(most, len(work))),
            num_cpus=WORKER_CPUS,
        )
        scored.write_parquet(output, ray_remote_args={"num_cpus": 1 - WORKER_CPUS})
    except ray.exceptions.RayError as error:
        raise _ours(error) from error
    return count_rows(output)


class Worker:
    """Holds one model and scores parts of files."""

    def __init__(self, request: ScoringRequest, load: Loader) -> None:
        chosen = {} if request.positive is None else {"positive": request.positive}
        with _told_through_ray():
            self._request, self._classifier = request, load(request.model, **chosen)
        # One thread each: there is a worker for every processor.
        engine = choose_engine(self._classifier, request.backend, 1, [], 0)
        self._scorer, self._answers = open_scorer(self._classifier, engine), False

    def __call__(self, batch: dict[str, Any]) -> Iterator[Any]:
        """The rows of a batch of parts as Arrow tables."""
        with _told_through_ray():
            for uri, part, of in zip(batch["file"], batch["part"], batch["of"], strict=True):
                yield from self._score(str(uri), int(part), int(of))

    def _score(self, uri: str, part: int, of: int) -> Iterator[Any]:
        with _on_disk(uri) as path:
            table = open_any(path, header=self._request.header)
            text = _text_column(table, self._request.text)
            writer = ParquetOutput(table, surplus=True, more=added_names(table.columns, SOURCE_COLUMNS))
            for number, window in enumerate(windows_of(table, text, WINDOW, WINDOW_BYTES)):
                if number % of == part:
                    results = outcomes(
                        self._scorer, window.rows, text, self._request.threshold, _ignore_count
                    )
                    self._answers = require_answers(results, self._answers, self._scorer)
                    yield writer.table(
                        window, results, [[uri] * len(results), [row.number for row in window.rows]]
                    )


@contextlib.contextmanager
def _told_through_ray() -> Iterator[None]:
    """On its way through Ray an error keeps its text only; see `_ours`."""
    try:
        yield
    except SentiscopeError as error:
        raise RuntimeError(failure.encode(error)) from error


def list_files(source: str) -> list[tuple[str, int]]:
    """The files that `source` names and their sizes, by name. Raises `ray_nothing_to_score`."""
    import fsspec

    system, path = fsspec.url_to_fs(source)
    names = sorted(system.find(path)) if system.isdir(path) else [path] if system.exists(path) else []
    scorable = [name for name in names if name.lower().endswith(ENDINGS) or name == path]
    if not scorable:
        raise SentiscopeError("ray_nothing_to_score", source=source)
    local = "://" not in source
    return [(name if local else system.unstrip_protocol(name), system.size(name)) for name in scorable]


def parts_of(files: list[tuple[str, int]], workers: int) -> list[dict[str, Any]]:
    """The work: each file in parts of about equal size, so that every worker gets some."""
    total = sum(size for _, size in files)
    part_bytes = max(PART_BYTES, total // (4 * workers))
    work = []
    for name, size in files:
        of = max(1, -(-size // part_bytes))
        work += [{"file": name, "part": part, "of": of} for part in range(of)]
    return work


def count_rows(output: str) -> int:
    """The rows of all Parquet files in a folder or URI, from their footers."""
    import fsspec
    import pyarrow.parquet

    system, path = fsspec.url_to_fs(output)
    total = 0
    for name in system.find(path):
        if name.endswith(".parquet"):
            with system.open(name, "rb") as file:
                total += pyarrow.parquet.ParquetFile(file).metadata.num_rows
    return total


@contextlib.contextmanager
def _on_disk(uri: str) -> Iterator[Path]:
    """The file itself, or a copy of it for as long as it is needed."""
    if "://" not in uri:
        yield Path(uri)
        return
    import fsspec

    with tempfile.TemporaryDirectory(prefix="sentiscope-") as folder:
        copy = Path(folder) / uri.rsplit("/", 1)[-1]
        with fsspec.open(uri, "rb") as source, open(copy, "wb") as target:
            shutil.copyfileobj(source, target)
        yield copy


def _text_column(table: Any, name: str | None) -> int:
    from core.data.files.tables import preview_of
    from core.scoring.plan import PREVIEW_ROWS

    return table.index(name) if name else preview_of(table, PREVIEW_ROWS).guess().text


def _is_taken(output: str) -> bool:
    import fsspec

    system, path = fsspec.url_to_fs(output)
    return bool(system.exists(path) and (not system.isdir(path) or system.find(path)))


def _environment() -> dict[str, Any]:
    """Where workers find this code: on this machine here, on a cluster's nodes in a copy of it."""
    if "RAY_ADDRESS" in os.environ:
        return {"working_dir": str(REPOSITORY), "excludes": list(LEFT_OUT)}
    return {"env_vars": {"PYTHONPATH": str(REPOSITORY), "OMP_NUM_THREADS": "1"}}


def _ours(error: BaseException) -> SentiscopeError:
    """The SentiscopeError that made a worker fail, else one with the last line of Ray's message."""
    text = str(error)
    start = text.rfind(failure.PREFIX)
    own_error = failure.decode(text[start:].splitlines()[0]) if start >= 0 else None
    return own_error or SentiscopeError("ray_failed", reason=text.strip().splitlines()[-1][:200])


def _ignore_count(count: int) -> None:
    """Workers report no progress: does nothing."""
