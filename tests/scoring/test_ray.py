"""The Ray pipeline on a local cluster of two workers: the same rows, the same results, nobody lost."""

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.models.catalog import MAIN_MODEL
from core.models.prediction import Prediction
from core.scoring import ray_engine
from core.scoring.__main__ import main
from core.scoring.backends.backend import FP32
from core.scoring.plan import DEFAULT_THRESHOLD, Request
from core.scoring.ray_engine import ScoringRequest, Worker, _ours, list_files, parts_of, score_with_ray
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, read_csv, write_csv

WISH = ScoringRequest("fake", DEFAULT_THRESHOLD, text="review")
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="RAY IS NOT INSTALLED: requirements-ray.txt")
quiet = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    import ray

    # Ray's workers step back behind everything else by default: on a busy machine they would never begin.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112
    environment = {"env_vars": {"PYTHONPATH": str(REPOSITORY), "OMP_NUM_THREADS": "1"}}
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env=environment)
    yield
    ray.shutdown()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files of 60 rows, some of them damaged, in windows of ten."""
    monkeypatch.setattr(ray_engine, "PART_BYTES", 100)
    source = tmp_path / "reviews"
    source.mkdir()
    for name in ("a.csv", "b.csv"):
        rows = [[f"{i:03}", f"film {name} {i % 25}" if i % 10 else ""] for i in range(60)]
        write_csv(source / name, [["id", "review"], *rows, ["060", "p=0.9", "one too many"]])
    (source / "notes.md").write_text("no table")
    return source


def fake(name: str, **_: object) -> FakeClassifier:
    return FakeClassifier()


class Mortal(FakeClassifier):
    """The first worker of all that scores dies at it, as by the hand of the system."""

    def __init__(self, mark: Path) -> None:
        super().__init__()
        self._mark = mark

    def classify(self, sentences: list[str]) -> list[Prediction]:
        try:
            self._mark.open("x").close()
        except FileExistsError:
            return super().classify(sentences)
        os.kill(os.getpid(), signal.SIGKILL)
        return []


def rows_of(output: Path) -> list[dict[str, object]]:
    rows = pyarrow.parquet.read_table(output).to_pylist()
    return sorted(rows, key=lambda row: (row["file"], row["row"]))


@pytest.mark.whole
@needs_ray
@quiet
@pytest.mark.parametrize("dies", [False, True])
def test_the_same_rows_and_results_as_local_also_where_a_worker_dies(
    folder: Path, tmp_path: Path, cluster: None, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    output, mark = tmp_path / "scored", tmp_path / "died"
    load = (lambda name: Mortal(mark)) if dies else fake
    assert score_with_ray(str(folder), str(output), WISH, 2, load) == 122
    assert mark.exists() is dies
    expected = []
    monkeypatch.setattr("core.scoring.score_file.load_classifier", fake)
    for name in ("a.csv", "b.csv"):
        score_file(Request(folder / name, tmp_path / name, text="review"))
        expected += read_csv(tmp_path / name)
    rows = rows_of(output)
    assert [(row["file"], row["row"]) for row in rows] == [
        (str(folder / name), number) for name in ("a.csv", "b.csv") for number in range(1, 62)
    ]
    for row, local in zip(rows, expected, strict=True):
        probability = "" if row["probability"] is None else f"{row['probability']:.6f}"
        same = {**row, "probability": probability, "needs_review": "yes" if row["needs_review"] else "no"}
        assert [
            same[name] or "" for name in ("id", "review", "prediction", "probability", "needs_review")
        ] == [local[name] for name in ("id", "review", "prediction", "probability", "needs_review")]
        assert (row["problem"] or "") == local["problem"]
    assert [row["surplus"] for row in rows if row["surplus"]] == [["one too many"]] * 2


@pytest.mark.whole
@needs_ray
@quiet
def test_what_a_worker_cannot_do_is_said_in_one_sentence(folder: Path, tmp_path: Path, cluster: None) -> None:
    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(str(folder), str(tmp_path / "x"), ScoringRequest("fake", 0.8, text="gone"), 2, fake)
    assert caught.value.key == "csv_column_missing"


def test_a_model_that_does_not_load_says_why_through_ray() -> None:
    def load(name: str) -> FakeClassifier:
        raise SentiscopeError("model_classes_unclear", name=name, first="ham", second="spam")

    with pytest.raises(RuntimeError) as caught:
        Worker(WISH, load)
    told = _ours(RuntimeError(f"The actor died because of an error raised in its task\n{caught.value}"))
    assert told.key == "model_classes_unclear"
    assert told.parameters == {"name": "fake", "first": "ham", "second": "spam"}


def test_files_of_a_folder_a_file_and_nothing(folder: Path, tmp_path: Path) -> None:
    names = [name for name, _ in list_files(str(folder))]
    assert names == [str(folder / "a.csv"), str(folder / "b.csv")]
    assert [name for name, _ in list_files(str(folder / "notes.md"))] == [str(folder / "notes.md")]
    for source in (tmp_path / "gone", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(SentiscopeError) as caught:
            list_files(str(source))
        assert caught.value.key == "ray_nothing_to_score"


def test_large_files_are_cut_into_parts_and_small_ones_are_not() -> None:
    work = parts_of([("large", 800_000_000), ("small", 1_000)], workers=4)
    of_large = [part for part in work if part["file"] == "large"]
    assert [part["part"] for part in of_large] == list(range(16))
    assert {part["of"] for part in of_large} == {16}
    assert work[-1] == {"file": "small", "part": 0, "of": 1}


def test_the_command_hands_every_option_on(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr("core.scoring.ray_engine.score_with_ray", lambda *all_: calls.append(all_) or 7)
    common = ["in", "-o", "out", "--engine", "ray"]
    assert main([*common, "--text", "body", "--model", "m", "--threshold", "0.7", "--workers", "3"]) == 0
    assert main([*common, "--trust-header", "--exact"]) == 0
    assert calls == [
        ("in", "out", ScoringRequest("m", 0.7, text="body"), 3),
        ("in", "out", ScoringRequest(MAIN_MODEL, DEFAULT_THRESHOLD, backend=FP32, header=1), None),
    ]


def test_without_ray_the_command_says_what_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "ray", None)
    assert main([str(folder), "-o", str(tmp_path / "x"), "--engine", "ray"]) == 1
    assert "requirements-ray.txt" in capsys.readouterr().err
