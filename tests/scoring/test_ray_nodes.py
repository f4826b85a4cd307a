"""Past one machine: a node that is lost in the middle, and a store that speaks S3."""

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.fs
import pyarrow.parquet
import pytest

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
FILES, ROWS = ("a.csv", "b.csv", "c.csv"), 80
# A node that answers for a second and a half no more is lost; Ray waits for half a minute by default.
HEALTH = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 500,
    "health_check_failure_threshold": 3,
}


class Doomed(FakeClassifier):
    """The first of all workers that scores on another node than the head takes that node with it."""

    def __init__(self, head: str, mark: Path) -> None:
        super().__init__()
        self._head, self._mark = head, mark

    def classify(self, sentences: list[str]) -> list[Prediction]:
        import ray

        if ray.get_runtime_context().get_node_id() != self._head and not self._mark.exists():
            self._mark.write_text(ray.get_runtime_context().get_node_id())
            os.kill(os.getppid(), signal.SIGKILL)  # the node's raylet
            os.kill(os.getpid(), signal.SIGKILL)
        return super().classify(sentences)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of which each is several parts; some rows are damaged."""
    monkeypatch.setattr(sizes, "PART_BYTES", 300)
    folder = tmp_path / "reviews"
    folder.mkdir()
    for name in FILES:
        rows = [[f"{i:03}", f"film {name} {i % 25}" if i % 10 else ""] for i in range(ROWS)]
        write_csv(folder / name, [["id", "review"], *rows])
    return folder


@pytest.fixture
def three_nodes(ray_settings: None) -> Iterator[str]:
    """The id of the head of a cluster of three nodes with a processor each, which this process has joined."""
    import ray
    from ray.cluster_utils import Cluster

    head = {"num_cpus": 1, "include_dashboard": False, "_system_config": HEALTH}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    nodes = [cluster.head_node, *(cluster.add_node(num_cpus=1) for _ in range(2))]
    assert len({node.node_id for node in nodes}) == 3
    paths = {"env_vars": {"PYTHONPATH": str(REPOSITORY)}}
    ray.init(cluster.address, runtime_env=paths, log_to_driver=False)
    yield str(cluster.head_node.node_id)
    ray.shutdown()
    cluster.shutdown()


def identified(table: Any) -> list[tuple[str, int, str]]:
    rows = table.to_pylist()
    return sorted((Path(row["file"]).name, row["row"], row["prediction"] or "") for row in rows)


def alone(source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, str]]:
    """The same rows, file by file on one machine."""
    monkeypatch.setattr("core.scoring.score_file.load_classifier", lambda name, **_: FakeClassifier())
    found = []
    for name in FILES:
        score_file(Request(source / name, folder / name, text="review"))
        rows = enumerate(read_csv(folder / name), start=1)
        found += [(name, number, row["prediction"]) for number, row in rows]
    return sorted(found)


@pytest.mark.skipif(os.environ.get("SENTISCOPE_WALK") != "whole", reason="three nodes: WALK=whole")
def test_a_node_that_is_lost_costs_no_row(
    source: Path, tmp_path: Path, three_nodes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "lost"
    request = ClusterRequest(str(source), str(tmp_path / "scored"), text="review", model="fake", workers=3)
    summary = score_with_ray(request, lambda name: Doomed(three_nodes, mark))
    assert summary["rows"] == len(FILES) * ROWS
    import ray

    gone = [node["NodeID"] for node in ray.nodes() if not node["Alive"]]
    assert gone == [mark.read_text()] != [three_nodes]
    found = identified(pyarrow.parquet.read_table(tmp_path / "scored"))
    assert len(found) == len(FILES) * ROWS
    assert found == alone(source, tmp_path, monkeypatch)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server here that speaks S3, with a bucket; Arrow finds it and its keys as AWS's own tools do."""
    pytest.importorskip("moto", reason="MOTO IS NOT INSTALLED: requirements-dev.txt")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-this-test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    endpoint = {"scheme": "http", "endpoint_override": f"{host}:{port}"}
    files = pyarrow.fs.S3FileSystem(region="us-east-1", allow_bucket_creation=True, **endpoint)
    files.create_dir("shelf")
    yield files
    server.stop()


def test_an_object_store_is_read_and_written(
    source: Path, tmp_path: Path, store: Any, ray_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in FILES:
        with store.open_output_stream(f"shelf/reviews/{name}") as stream:
            stream.write((source / name).read_bytes())
    request = ClusterRequest(
        "s3://shelf/reviews", "s3://shelf/scored", text="review", model="fake", workers=2
    )
    summary = score_with_ray(request, lambda name: FakeClassifier())
    assert summary["rows"] == len(FILES) * ROWS
    found = identified(pyarrow.parquet.read_table("shelf/scored", filesystem=store))
    assert found == alone(source, tmp_path, monkeypatch)
    assert not Path("s3:").exists()  # nothing was taken for a folder here
