"""Tests in a process of their own, forked from one in which the large libraries are imported already.

A fork costs milliseconds where a new interpreter would import torch and Streamlit for ten seconds and more.
Nothing of `core` is imported before: each fork imports it anew, from the tree that holds the mutant.
"""

import contextlib
import ctypes
import importlib
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

HEAVY = (
    *("torch", "transformers", "transformers.models.bert.modeling_bert", "streamlit.testing.v1", "pandas"),
    *("plotly.subplots", "sklearn.linear_model", "sklearn.feature_extraction.text", "sklearn.decomposition"),
    *("scipy.stats", "scipy.optimize", "hypothesis", "jaxtyping", "beartype", "onnx", "onnxruntime"),
)
REPOSITORY = Path(__file__).resolve().parents[2]
GIGABYTES = 8  # of memory that a fork may use
ADOPT = 36  # Linux's PR_SET_CHILD_SUBREAPER: what a test leaves running becomes our child
OPTIONS = (
    *("-q", "--tb=short", "-p", "no:cacheprovider", "--hypothesis-seed=0"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of plugins that are imported already
)


@dataclass(frozen=True)
class Outcome:
    """How the tests of a fork ended: `passed`, `failed` (and which test did) or `timeout`."""

    status: str
    test: str


class Chosen:
    """Plugin of pytest: only the chosen tests run, and the id of the first that fails is written to `file`.

    A mutant may change what a test is parametrised with: of a chosen function, tests not in `known` run too.
    """

    def __init__(self, chosen: Collection[str], known: Collection[str], file: Path) -> None:
        self.chosen, self.known, self.file = chosen, known, file
        self.functions = {test.split("[")[0] for test in chosen}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self.is_chosen(item.nodeid)]

    def is_chosen(self, test: str) -> bool:
        return test in self.chosen or (test not in self.known and test.split("[")[0] in self.functions)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.note(report)

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed and not self.file.exists():
            self.file.write_text(report.nodeid)


def warm() -> None:
    """Import what is large, and adopt what the forks will leave behind."""
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)


def run_tests(tree: Path, tests: Sequence[str], known: Collection[str], seconds: float) -> Outcome:
    """Run `tests`, a part of `known`, in `tree` until one fails or for `seconds` of processor time."""
    files = dict.fromkeys(test.split("::")[0] for test in tests)
    with tempfile.TemporaryDirectory(prefix="mutant-", ignore_cleanup_errors=True) as folder:
        failure = Path(folder) / "failure"
        chosen = Chosen(set(tests), known, failure)
        code = forked(tree, folder, lambda: pytest.main([*OPTIONS, "-x", *files], [chosen]), seconds)
        first = failure.read_text() if failure.exists() else ""
    nothing_ran = int(pytest.ExitCode.NO_TESTS_COLLECTED)
    return Outcome({0: "passed", nothing_ran: "passed", None: "timeout"}.get(code, "failed"), first)


def forked(tree: Path, folder: str, work: Callable[[], int], seconds: float) -> int | None:
    """The exit code of `work`, done in a fork in `tree`, its files in `folder`; None if it took too long."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            _settle_in(tree, folder)
            code = int(work())
        except BaseException as error:  # noqa: BLE001 - the child must end here, whatever happened
            print(repr(error), flush=True)
        finally:
            os._exit(code)
    try:
        return _exit_code(psutil.Process(child), seconds)
    finally:
        _end_all()


def _settle_in(tree: Path, folder: str) -> None:
    """In the fork: read everything from the tree, write everything to the folder."""
    os.setsid()
    os.chdir(tree)
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != REPOSITORY]
    for name in [name for name in sys.modules if name.split(".")[0] == "benchmarks"]:
        del sys.modules[name]
    os.environ.update(TMPDIR=folder, HYPOTHESIS_STORAGE_DIRECTORY=f"{folder}/hypothesis")
    tempfile.tempdir = None  # so that it is worked out anew
    log = os.open(f"{folder}/log", os.O_WRONLY | os.O_CREAT)
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), log, log)):
        os.dup2(file, number)
    resource.setrlimit(resource.RLIMIT_DATA, (GIGABYTES << 30, GIGABYTES << 30))


def _exit_code(fork: psutil.Process, seconds: float) -> int | None:
    """Wait for a fork; None if it takes more of the processor's seconds, or far more on the clock.

    The limit of the kernel (RLIMIT_CPU) is no use: under it, `time.process_time` goes by milliseconds.
    """
    until = time.monotonic() + 60 + 10 * seconds
    while time.monotonic() < until:
        with contextlib.suppress(psutil.TimeoutExpired):
            code = fork.wait(0.1)
            return None if code == -signal.SIGKILL else code
        if sum(fork.cpu_times()[:2]) > seconds:
            break
    return None


def _end_all() -> None:
    """End what a fork left running: it is ours by now."""
    for left in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            left.kill()
            left.wait(5)
