"""A cluster scores with a model of three classes as one machine does; its workers are called here."""

import json
from pathlib import Path

import pyarrow.parquet
import pytest

from core.base.errors import SentiscopeError
from core.scoring.__main__ import main as score
from core.scoring.cluster import request as sizes
from core.scoring.cluster.engine import score_with_ray
from core.scoring.cluster.ledger import MANIFEST
from core.scoring.cluster.request import ClusterRequest
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.classes.support import CLASSES
from tests.scoring.cluster_support import no_ray
from tests.scoring.support import read_csv, write_csv

HEADER = ["id", "review", "category"]
NAMES = ("part-0.csv", "part-1.csv")


@pytest.fixture(autouse=True)
def without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    no_ray(monkeypatch)
    monkeypatch.setattr(sizes, "PART_BYTES", 300)
    monkeypatch.setattr("core.scoring.cluster.worker.WINDOW", 4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "items"
    source.mkdir()
    for name in NAMES:
        rows = [[f"{i}", f"a {name} film {i % 7}" if i else "", [*CLASSES, "toys"][i % 4]] for i in range(20)]
        write_csv(source / name, [HEADER, *rows])
    return source


def asked(folder: Path, model: str, **how: object) -> ClusterRequest:
    output = str(folder.parent / "scored")
    return ClusterRequest(str(folder), output, text="review", label="category", model=model, **how)  # type: ignore[arg-type]


def test_rows_and_counts_are_those_of_one_machine(folder: Path, model: str) -> None:
    summary = score_with_ray(asked(folder, model))
    rows = pyarrow.parquet.read_table(folder.parent / "scored").to_pylist()
    rows.sort(key=lambda row: (row["file"], row["row"]))
    local, summaries = [], []
    for name in NAMES:
        target = folder.parent / name
        request = Request(folder / name, target, text="review", label="category", model=model)
        summaries.append(score_file(request))
        local += read_csv(target)
    columns = [f"probability_{name}" for name in CLASSES]
    for row, other in zip(rows, local, strict=True):
        assert ["yes" if row["needs_review"] else "no", row["problem"] or "", row["prediction"] or ""] == [
            other[name] for name in ("needs_review", "problem", "prediction")
        ]
        numbers = [None if other[name] == "" else float(other[name]) for name in columns]
        assert [row[name] for name in columns] == pytest.approx(numbers, abs=2e-6)
    for name in ("rows", "scored", "needs_review"):
        assert summary[name] == sum(one[name] for one in summaries)
    assert summary["verdicts"] == {
        name: count for name in CLASSES if (count := sum(row["prediction"] == name for row in rows))
    }
    assert summary["labels"]["labelled"] == 28  # of 40 rows 10 are toys, and 2 others blank
    assert summary["classes"] == [*CLASSES]
    assert summary["settings"]["threshold"] == 0.67


def test_a_job_goes_on_with_the_same_threshold_only(folder: Path, model: str) -> None:
    score_with_ray(asked(folder, model))
    assert not score_with_ray(asked(folder, model))["is_new"]
    manifest = json.loads((folder.parent / "scored" / MANIFEST).read_text("utf-8"))
    assert manifest["classes"] == {"names": [*CLASSES], "threshold": 0.67}
    assert not score_with_ray(asked(folder, model, threshold=0.67))["is_new"]
    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(asked(folder, model, threshold=0.8))
    assert caught.value.key == "scoring_other_settings"


@pytest.mark.parametrize("how", [{"why": True}, {"fast": True}])
def test_what_needs_two_classes_says_so(folder: Path, model: str, how: dict[str, bool]) -> None:
    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(asked(folder, model, **how))
    assert caught.value.key == "classes_option"


def test_the_shell_tells_it_as_of_one_file(
    folder: Path, model: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    asked_for = ["--text", "review", "--label", "category", "--model", model, "--engine", "ray"]
    assert score([str(folder), "-o", str(folder.parent / "scored"), *asked_for]) == 0
    assert "Against 28 labels: accuracy" in capsys.readouterr().out
