"""What is killed: a file being scored, a fine-tuning, a pre-training, and the job of a Ray cluster."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from core.base.settings import REPOSITORY
from core.training.run_folder import is_finished
from tests.kills.killing import Files, Work

ROWS, CLUSTER_ROWS = 4_000, 12_000
WINDOW = 100  # rows of a part
SUBJECTS = ("film", "story", "cast", "drama", "comedy", "script", "music", "tale", "director", "jokes")


class Scoring(Work):
    """A table with texts that come twice, damaged rows and labels, by the bag of words."""

    name = "scoring"

    def prepare(self, folder: Path) -> None:
        """See Work."""
        import core.scoring.__main__  # noqa: F401
        from core.scoring import score_file

        score_file.WINDOW = WINDOW
        self.source = folder / "reviews.csv"
        rows = [f"{i},film {i % 1_500} is a fine one{',positive' * (i % 9 > 0)}" for i in range(ROWS)]
        self.source.write_text("\n".join(["id,review,label", *rows, '9,"never closed']), encoding="utf-8")

    def run(self, output: Path) -> int:
        """See Work."""
        from core.scoring.__main__ import main

        options = ["-o", f"{output}.csv", "--model", "bag-of-words", "--text", "review", "--label", "label"]
        return main([str(self.source), *options])

    def result(self, output: Path) -> Files:
        """See Work."""
        return _files(output.parent, without=("log.txt",))

    def looks_finished(self, output: Path) -> bool:
        """The table has its name from the moment it is whole; the summary comes a moment later."""
        return output.with_suffix(".csv").exists()


class Training(Work):
    """A tiny BERT on sixty sentences, with a checkpoint at every fifteenth step."""

    name = "training"

    def prepare(self, folder: Path) -> None:
        """See Work."""
        from tests.fakes import write_tiny_classifier

        self.model = write_tiny_classifier(folder / "tiny")

    def run(self, output: Path) -> int:
        """See Work. A run that was killed after its last step says that it is finished, with exit code 1."""
        from core.training.__main__ import main

        data = REPOSITORY / "tests" / "fixtures" / "small_sst2"
        options = ["--data", str(data), "--model", str(self.model), "-o", str(output), "--epochs", "2"]
        options += ["--evaluations", "4", "--batch-size", "2", "--learning-rate", "0.002", "--threads", "1"]
        code = main(options)
        return 0 if code == 1 and is_finished(output) else code

    def result(self, output: Path) -> Files:
        """See Work."""
        return _files(output)

    def looks_finished(self, output: Path) -> bool:
        """See Work."""
        return is_finished(output)


class Pretraining(Training):
    """The same network with both heads of pre-training, on ten small documents."""

    name = "pretraining"

    def prepare(self, folder: Path) -> None:
        """See Work."""
        super().prepare(folder)
        import core.topics.pretraining.training.__main__  # noqa: F401

        self.texts = folder / "documents.txt"
        documents = [
            f"the {subject} is a delight .\nit made you smile all the way .\n"
            f"all of the {subject} is warm and funny .\nyou will leave with joy .\n"
            for subject in SUBJECTS
        ]
        self.texts.write_text("\n".join(documents), encoding="utf-8")

    def run(self, output: Path) -> int:
        """See Work."""
        from core.topics.pretraining.training.__main__ import main

        options = ["--texts", str(self.texts), "--model", str(self.model), "-o", str(output), "--epochs", "2"]
        options += ["--evaluations", "3", "--batch-size", "4", "--learning-rate", "0.005", "--threads", "1"]
        return main([*options, "--block", "32", "--held-out", "3"])


class Cluster(Work):
    """A folder of two files in sixteen parts, by two workers of a Ray cluster whose head lives on.

    Of the command's own process and its workers, one is killed.
    """

    name = "ray"

    def prepare(self, folder: Path) -> None:
        """See Work."""
        import ray  # noqa: F401

        import core.scoring.__main__
        import core.scoring.cluster.engine  # noqa: F401
        from core.scoring.cluster import request

        self.source = folder / "reviews"
        self.source.mkdir()
        for name in ("a.csv", "b.csv"):
            rows = [f"{i},film {name} {i % 1_500} is a fine one" for i in range(CLUSTER_ROWS)]
            (self.source / name).write_text("\n".join(["id,review", *rows]), encoding="utf-8")
        request.PART_BYTES = (self.source / "a.csv").stat().st_size // 8 + 1

    @contextlib.contextmanager
    def surroundings(self) -> Iterator[None]:
        """A cluster of this machine alone."""
        place = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))  # a socket's path has few characters
        ray = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", "--num-cpus=2"]
        options = ["--port=0", "--include-dashboard=false", f"--temp-dir={place}"]
        environment = {**os.environ, "RAY_AUTH_MODE": "disabled", "RAY_worker_niceness": "0"}
        environment |= {"RAY_USAGE_STATS_ENABLED": "0"}
        with open(place / "head.txt", "wb") as log:
            head = subprocess.Popen([*ray, *options], env=environment, stdout=log, stderr=subprocess.STDOUT)
        self.head = psutil.Process(head.pid)
        try:
            self.address = _address(place)
            yield
        finally:
            below = self.head.children(recursive=True)
            head.terminate()
            head.wait(60)
            for process in psutil.wait_procs(below, 20)[1]:
                process.kill()
            shutil.rmtree(place, ignore_errors=True)

    def run(self, output: Path) -> int:
        """See Work."""
        import ray

        from core.scoring.__main__ import main

        os.environ["RAY_AUTH_MODE"] = "disabled"
        paths = {"env_vars": {"PYTHONPATH": str(REPOSITORY)}}
        ray.init(self.address, runtime_env=paths, log_to_driver=False)
        options = ["-o", str(output), "--engine", "ray", "--model", "bag-of-words", "--text", "review"]
        return main([str(self.source), *options])

    def victims(self, fork: int) -> list[int]:
        """The command, or a worker: a killed one is started anew, three times at most."""
        names = {process.pid: process.name() for process in self.head.children(recursive=True)}
        return [fork, *(pid for pid, name in names.items() if name.startswith("ray::Worker"))]

    def result(self, output: Path) -> Files:
        """See Work: workers finish in any order, so rows are sorted; notes hold sizes of compressed files."""
        import pyarrow.parquet

        rows = pyarrow.parquet.read_table(output).sort_by([("file", "ascending"), ("row", "ascending")])
        summary = _without_times(json.loads((output / "_sentiscope" / "summary.json").read_bytes()))
        files = {file.name for file in output.rglob("*") if file.is_file()}
        return {
            "rows": rows.to_pandas().to_csv().encode(),
            "summary": summary,
            "files": repr(sorted(files)).encode(),
        }

    def looks_finished(self, output: Path) -> bool:
        """See Work."""
        return (output / "_sentiscope" / "summary.json").exists()


WORKS: dict[str, type[Work]] = {work.name: work for work in (Scoring, Training, Pretraining, Cluster)}


def _address(place: Path) -> str:
    """The address of the head whose files lie in a folder, once it has one."""
    for _ in range(600):
        with contextlib.suppress(FileNotFoundError):
            return (place / "ray_current_cluster").read_text().strip()
        time.sleep(0.1)
    raise TimeoutError((place / "head.txt").read_text())


def _files(folder: Path, without: tuple[str, ...] = ()) -> Files:
    """Every file below a folder; those of JSON without what times went into."""
    names = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]
    contents = {name: (folder / name).read_bytes() for name in names if name not in without}
    return {
        name: _without_times(json.loads(content))
        if name.endswith((".summary.json", "card.json"))
        else content
        for name, content in contents.items()
    }


def _without_times(content: dict[str, Any]) -> bytes:
    return json.dumps({name: value for name, value in content.items() if name != "seconds"}).encode()
