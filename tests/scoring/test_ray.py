"""Real Ray clusters: the same rows, the same results, nobody lost; a head is joined as the README says."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.models.prediction import Prediction
from core.scoring.cluster import request as sizes
from core.scoring.cluster.engine import score_with_ray
from core.scoring.cluster.request import ClusterRequest
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, read_csv, write_csv

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(find_spec("ray") is None, reason="RAY IS NOT INSTALLED: requirements-ray.txt"),
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"
    ),
]
needs_client = pytest.mark.skipif(
    find_spec("grpc") is None, reason="GRPCIO IS NOT INSTALLED: requirements-ray.txt"
)


@pytest.fixture(scope="module")
def cluster(ray_settings: None) -> Iterator[None]:
    import ray

    environment = {"env_vars": {"PYTHONPATH": str(REPOSITORY)}}
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env=environment)
    yield
    ray.shutdown()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files of 60 rows, some of them damaged, in several parts each."""
    monkeypatch.setattr(sizes, "PART_BYTES", 300)
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


@pytest.mark.parametrize("dies", [False, True])
def test_the_same_rows_and_results_as_local_also_where_a_worker_dies(
    folder: Path, tmp_path: Path, cluster: None, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    output, mark = tmp_path / "scored", tmp_path / "died"
    load = (lambda name: Mortal(mark)) if dies else fake
    request = ClusterRequest(str(folder), str(output), text="review", model="fake", workers=2)
    assert score_with_ray(request, load)["rows"] == 122
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


def test_what_a_worker_cannot_do_is_said_in_one_sentence(folder: Path, tmp_path: Path, cluster: None) -> None:
    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(ClusterRequest(str(folder), str(tmp_path / "x"), text="gone"), fake)
    assert caught.value.key == "csv_column_missing"

    def load(name: str) -> FakeClassifier:
        raise SentiscopeError("model_classes_unclear", name=name, first="ham", second="spam")

    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(ClusterRequest(str(folder), str(tmp_path / "y"), text="review", model="fake"), load)
    assert caught.value.key == "model_classes_unclear"


def test_verdicts_are_explained_as_on_one_machine(folder: Path, tmp_path: Path, cluster: None) -> None:
    request = ClusterRequest(
        str(folder), str(tmp_path / "scored"), text="review", model="bag-of-words", why=True, workers=2
    )
    assert score_with_ray(request)["because"] == "coefficients"
    expected = []
    for name in ("a.csv", "b.csv"):
        score_file(Request(folder / name, tmp_path / name, text="review", model="bag-of-words", why=True))
        expected += [row["because"] or None for row in read_csv(tmp_path / name)]
    assert [row["because"] for row in rows_of(tmp_path / "scored")] == expected
    assert any(expected)


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture
def head(tmp_path: Path) -> Iterator[str]:
    """The address of a one-node cluster's head, as `ray start --head` makes it."""
    # A socket below it has at most 107 characters in its path, which a test's own folder exceeds.
    place = Path("/tmp") / f"ray-head-{os.getpid()}"
    client, port = free_ports(2)
    environment = {**os.environ, "RAY_AUTH_MODE": "disabled", "RAY_worker_niceness": "0"}
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", "--num-cpus=2"]
    ports = [f"--port={port}", f"--ray-client-server-port={client}", "--include-dashboard=false"]
    process = subprocess.Popen(
        [*command, *ports, f"--temp-dir={place}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield f"ray://127.0.0.1:{client}"
    process.terminate()
    process.wait(60)
    shutil.rmtree(place, ignore_errors=True)


def wait_for(address: str) -> None:
    """Until somebody listens there; raises OSError after a minute."""
    host, port = address.removeprefix("ray://").split(":")
    for _ in range(120):
        try:
            socket.create_connection((host, int(port)), 0.5).close()
            return
        except OSError:
            subprocess.run(["sleep", "0.5"], check=True)
    raise OSError(address)


@needs_client
def test_a_head_is_joined_by_its_address_with_paths_as_they_are_typed(tmp_path: Path, head: str) -> None:
    source = tmp_path / "reviews"
    source.mkdir()
    write_csv(source / "part-0.csv", [["review"], ["a warm and funny film"], ["dull and slow"]])
    write_csv(source / "part-1.csv", [["review"]])
    wait_for(head)
    command = [sys.executable, "-m", "core.scoring", "reviews", "-o", "scored", "--engine", "ray"]
    result = subprocess.run(
        [*command, "--text", "review", "--model", "bag-of-words"],
        cwd=tmp_path,
        env={**os.environ, "RAY_ADDRESS": head, "RAY_AUTH_MODE": "disabled", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert result.returncode == 0, result.stderr
    assert "part-1.csv" in result.stdout
    assert [row["prediction"] for row in rows_of(tmp_path / "scored")] == ["positive", "negative"]
