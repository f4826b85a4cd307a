"""What is around a cluster's workers: listing, surveying, resuming, counting; without a cluster."""

import socket
import sys
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from core.base.errors import SentiscopeError
from core.jobs import cli
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.selection import MODELS
from core.scoring.__main__ import REFUSED_BY_RAY, Score, main
from core.scoring.backends.backend import FP32
from core.scoring.cluster import connection, engine
from core.scoring.cluster import request as sizes
from core.scoring.cluster.engine import score_with_ray
from core.scoring.cluster.errors import ours
from core.scoring.cluster.ledger import Ledger
from core.scoring.cluster.listing import list_files
from core.scoring.cluster.pool import room
from core.scoring.cluster.request import ClusterRequest, parts_of
from core.scoring.cluster.store import Store
from core.scoring.cluster.worker import Worker
from core.scoring.counts import Counts
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.cluster_support import no_ray
from tests.scoring.support import FakeClassifier, read_csv, write_csv
from tests.support.power_loss import names_before_contents, names_left_unsafe, recorded

HEADER = ["id", "review", "sentiment"]


@pytest.fixture(autouse=True)
def without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    no_ray(monkeypatch)
    monkeypatch.setattr(sizes, "PART_BYTES", 100)
    monkeypatch.setattr("core.scoring.cluster.worker.WINDOW", 4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files with 12, 0 and 5 rows; the first is cut into several parts."""
    source = tmp_path / "reviews"
    source.mkdir()
    for name, rows in (("part-0.csv", 12), ("part-1.csv", 0), ("part-2.csv", 5)):
        cells = [[str(i), f"film {name} {i}", ("positive", "negative")[i % 2]] for i in range(rows)]
        write_csv(source / name, [HEADER, *cells])
    return source


def fake(name: str, **_: object) -> FakeClassifier:
    return FakeClassifier()


def asked(folder: Path, **how: object) -> ClusterRequest:
    settings = {"text": "review", "model": "fake", **how}
    return ClusterRequest(str(folder), str(folder.parent / "scored"), **settings)  # type: ignore[arg-type]


def texts_in(output: Path) -> list[str]:
    return sorted(pyarrow.parquet.read_table(output)["review"].to_pylist())


def key_of(request: ClusterRequest, load=fake) -> str:
    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(request, load)
    return caught.value.key


def test_an_empty_part_is_named_and_the_rest_is_scored(folder: Path) -> None:
    summary = score_with_ray(asked(folder), fake)
    assert (summary["rows"], summary["is_new"]) == (17, True)
    assert summary["left_out"]["empty"] == [str(folder / "part-1.csv")]
    texts = [f"film part-{part}.csv {i}" for part, rows in ((0, 12), (2, 5)) for i in range(rows)]
    assert texts_in(folder.parent / "scored") == sorted(texts)


def test_nothing_but_empty_parts_is_one_sentence(folder: Path) -> None:
    for name in ("part-0.csv", "part-2.csv"):
        (folder / name).write_text("", encoding="utf-8")
    assert key_of(asked(folder)) == "ray_no_rows"
    assert not (folder.parent / "scored").exists()


def test_labels_are_counted_as_on_one_machine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = score_with_ray(asked(folder, label="sentiment"), fake)
    monkeypatch.setattr("core.scoring.score_file.load_classifier", fake)
    counts = Counts()
    for name in ("part-0.csv", "part-2.csv"):
        local = score_file(
            Request(
                folder / name, folder.parent / name, text="review", label="sentiment", model="bag-of-words"
            )
        )
        for field in ("rows", "scored", "positive", "needs_review"):
            setattr(counts, field, getattr(counts, field) + local[field])
        found = local["labels"]
        counts.agreement.counts[0] += [found["true_negative"], found["false_positive"]]
        counts.agreement.counts[1] += [found["false_negative"], found["true_positive"]]
    expected = counts.summary()
    assert {name: summary[name] for name in expected} == expected
    assert summary["labels"]["labelled"] == 17


def test_a_minus_one_in_any_file_makes_zero_neutral_in_all(folder: Path) -> None:
    write_csv(folder / "part-0.csv", [HEADER, ["1", "p=0.9", "1"], ["2", "p=0.1", "0"]])
    write_csv(folder / "part-2.csv", [HEADER, ["1", "p=0.1", "-1"]])
    assert key_of(asked(folder, label="sentiment")) == "csv_labels_unknown"
    summary = score_with_ray(asked(folder, label="sentiment", skip_unknown_labels=True), fake)
    assert (summary["labels"]["labelled"], summary["labels"]["unknown"]) == (2, 1)


def test_an_unknown_label_is_told_with_its_file_before_anything_is_scored(folder: Path) -> None:
    write_csv(folder / "part-2.csv", [HEADER, ["1", "fine", "meh"]])
    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(asked(folder, label="sentiment"), fake)
    assert caught.value.parameters == {
        "column": "sentiment",
        "rows": 1,
        "values": "part-2.csv: meh (1)",
    }
    assert not (folder.parent / "scored").exists()


class Dying(FakeClassifier):
    """Answers `left` batches and no more."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def classify(self, sentences: list[str]):
        self.left -= 1
        if self.left < 0:
            raise RuntimeError("the power is gone")
        return super().classify(sentences)


def test_a_stopped_job_goes_on_with_the_parts_that_are_missing(folder: Path) -> None:
    assert key_of(asked(folder), lambda name: Dying(2)) == "ray_failed"
    output = Ledger(str(folder.parent / "scored"))
    assert output.manifest() is not None
    assert output.summary() is None
    done = set(texts_in(folder.parent / "scored"))
    assert 0 < len(done) < 17
    classifier = FakeClassifier()
    summary = score_with_ray(asked(folder, workers=7), lambda name: classifier)
    assert summary["rows"] == summary["scored"] == 17
    assert not done & {text for batch in classifier.batches for text in batch}
    assert len(texts_in(folder.parent / "scored")) == 17


@pytest.mark.parametrize("damage", ["note gone", "rows cut off", "rows gone"])
def test_half_a_part_does_not_count(folder: Path, damage: str) -> None:
    score_with_ray(asked(folder), fake)
    output = folder.parent / "scored"
    before = texts_in(output)
    (output / "_sentiscope" / "summary.json").unlink()
    part = sorted(output.glob("part-*.parquet"))[0]
    if damage == "note gone":
        (output / "_sentiscope" / f"{part.stem}.json").unlink()
        part.write_bytes(b"PAR1")
    elif damage == "rows cut off":
        part.write_bytes(part.read_bytes()[:-1])
    else:
        part.unlink()
    assert score_with_ray(asked(folder), fake)["rows"] == 17
    assert texts_in(output) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the path behind a number: Linux alone")
def test_every_part_is_on_the_disk_before_its_name_and_its_note(folder: Path) -> None:
    with recorded(folder.parent) as recording:
        score_with_ray(asked(folder), fake)
    calls = recording.calls
    assert names_before_contents(recording) == []
    assert names_left_unsafe(recording) == []
    named = [path.rpartition("/")[2] for call, path in calls if call == "names"]
    parts = [name for name in named if name.endswith(".parquet")]
    assert len(parts) > 2
    assert all(named.index(part) < named.index(part.replace("parquet", "json")) for part in parts)
    assert named[-1] == "summary.json"


def leave_halves(output: Path) -> list[Path]:
    """What workers leave that are killed while they write a part, or its note."""
    names = ("part-000001.parquet.3028f47b.part", "part-000001.parquet.3028f47b.part.e4bf1805.part")
    halves = [output / name for name in (*names, "_sentiscope/part-000001.json.e4bf1805.part")]
    for half in halves:
        half.write_bytes(b"PAR1")
    return halves


def test_what_a_killed_worker_left_is_no_rows(folder: Path) -> None:
    output = folder.parent / "scored"
    (output / "_sentiscope").mkdir(parents=True)
    score_with_ray(asked(folder), fake)
    (output / "_sentiscope" / "summary.json").unlink()  # killed before the end
    halves = leave_halves(output)
    assert score_with_ray(asked(folder), fake)["rows"] == 17
    assert not any(half.exists() for half in halves)
    assert len(texts_in(output)) == 17


def test_beginning_anew_takes_what_a_killed_worker_left_for_its_own(folder: Path) -> None:
    score_with_ray(asked(folder), fake)
    halves = leave_halves(folder.parent / "scored")
    assert score_with_ray(asked(folder, fresh=True), fake)["is_new"]
    assert not any(half.exists() for half in halves)


def test_a_finished_job_says_so_and_is_not_done_again(folder: Path) -> None:
    first = score_with_ray(asked(folder), fake)
    classifier = FakeClassifier()
    again = score_with_ray(asked(folder), lambda name: classifier)
    assert again == {**first, "is_new": False}
    assert classifier.batches == []
    fresh = score_with_ray(asked(folder, fresh=True), lambda name: classifier)
    assert fresh["is_new"]
    assert len(classifier.batches) > 0
    assert len(texts_in(folder.parent / "scored")) == 17


@pytest.mark.parametrize(
    ("how", "key"),
    [
        ({"threshold": 0.9}, "scoring_other_settings"),
        ({"label": "sentiment"}, "scoring_other_settings"),
        ({"why": True}, "scoring_other_settings"),
        ({"model": "other"}, "scoring_other_model"),
    ],
)
def test_another_request_does_not_go_on(folder: Path, how: dict[str, object], key: str) -> None:
    score_with_ray(asked(folder), fake)
    assert key_of(asked(folder, **how)) == key
    write_csv(folder / "part-2.csv", [HEADER, ["1", "another text", ""]])
    assert key_of(asked(folder)) == "scoring_other_input"


def test_a_folder_of_other_files_is_left_alone_also_with_fresh(folder: Path) -> None:
    output = folder.parent / "scored"
    output.mkdir()
    (output / "part-000000.parquet").write_text("mine")
    for fresh in (False, True):
        assert key_of(asked(folder, fresh=fresh)) == "ray_output_taken"
    assert (output / "part-000000.parquet").read_text() == "mine"


def test_rows_that_did_not_arrive_are_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a worker writes to the disk of its own node, which this machine does not see."""
    score = Worker.score

    def elsewhere(worker: Worker, part: sizes.Part) -> dict[str, object]:
        note = score(worker, part)
        if part.number == 0:
            (folder.parent / "scored" / "part-000000.parquet").unlink()
        return note

    monkeypatch.setattr(Worker, "score", elsewhere)
    with pytest.raises(SentiscopeError) as caught:
        score_with_ray(asked(folder), fake)
    assert caught.value.key == "ray_rows_differ"
    assert caught.value.parameters["expected"] == 17
    assert caught.value.parameters["written"] < 17
    assert Ledger(str(folder.parent / "scored")).summary() is None


def test_a_file_that_changes_meanwhile_is_an_error(folder: Path) -> None:
    def load(name: str) -> FakeClassifier:
        write_csv(folder / "part-2.csv", [HEADER, ["1", "another text", ""]])
        return FakeClassifier()

    assert key_of(asked(folder), load) == "input_changing"


def test_paths_are_absolute_whatever_the_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()

    def load(name: str) -> FakeClassifier:
        monkeypatch.chdir(elsewhere)
        return FakeClassifier()

    score_with_ray(ClusterRequest("reviews", "scored", text="review", model="fake"), load)
    assert len(texts_in(folder.parent / "scored")) == 17
    assert list(elsewhere.iterdir()) == []


def test_a_folder_is_listed_by_what_is_in_its_files(folder: Path) -> None:
    rows = [{"review": "good"}, {"review": "bad"}]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "data.parq")
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "snapshot")
    (folder / "00001").write_text('{"review": "fine"}\n{"review": "poor"}\n')
    (folder / "lines.export").write_text('{"review": "fine"}\n{"review": "poor"}\n')
    write_csv(folder / "part-00007", [HEADER, ["1", "warm", ""]])
    for hidden in ("_SUCCESS", ".part-0.csv.crc", "_temporary/part-9.csv"):
        (folder / hidden).parent.mkdir(exist_ok=True)
        (folder / hidden).write_text("review\nhidden\n")
    (folder / "README").write_text("What this is.\nHow it was made.\n")
    (folder / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "day=1").mkdir()
    write_csv(folder / "day=1" / "x.csv", [HEADER, ["1", "deep", ""]])
    summary = score_with_ray(asked(folder), fake)
    assert summary["rows"] == 17 + 2 + 2 + 2 + 2 + 1 + 1
    names = {reason: [Path(name).name for name in files] for reason, files in summary["left_out"].items()}
    assert names == {"empty": ["part-1.csv"], "no_table": ["README", "cover.png"]}


def test_a_single_file_is_taken_whatever_its_name(folder: Path) -> None:
    file = folder / "notes.md"
    write_csv(file, [HEADER, ["1", "warm", ""]])
    files, is_single = list_files(str(file), str(folder.parent / "scored"))
    assert ([each.address for each in files], is_single) == ([str(file)], True)
    assert score_with_ray(asked(file.parent / "notes.md", text=None), fake)["text"] == ["review"]


def test_a_finished_job_whose_part_is_gone_scores_it_again(folder: Path) -> None:
    first = score_with_ray(asked(folder), fake)
    output = folder.parent / "scored"
    before = texts_in(output)
    (output / "part-000001.parquet").unlink()
    again = score_with_ray(asked(folder), fake)
    assert again["is_new"]
    assert texts_in(output) == before
    assert {name: again[name] for name in again if name != "seconds"} == {
        name: first[name] for name in first if name != "seconds"
    }


def test_beginning_anew_removes_what_a_job_wrote_or_nothing(folder: Path) -> None:
    score_with_ray(asked(folder), fake)
    output = folder.parent / "scored"
    (output / "part-000000.parquet.0a1b2c3d.part").write_bytes(b"left by a worker that was killed")
    assert score_with_ray(asked(folder, fresh=True), fake)["is_new"]
    assert len(texts_in(output)) == 17
    others = [output / "part-time-jobs.csv", output / "_sentiscope-notes.txt", output / "part-1.parquet"]
    for file in others:
        file.write_bytes(b"not ours")
        before = sorted(output.rglob("*"))
        assert key_of(asked(folder, fresh=True)) == "ray_output_taken"
        assert sorted(output.rglob("*")) == before
        file.unlink()


@pytest.mark.parametrize(
    ("nodes", "threads", "wanted", "expected"),
    [
        ([4, 4], 1, None, 8),
        ([4, 4], 3, None, 2),  # two threads over on each node make no third worker
        ([4, 4, 0], 4, 9, 2),
        ([4.0, 16.0], 8, 1, 1),
        ([4, 4], 8, None, None),
        ([], 1, None, None),
    ],
)
def test_a_worker_has_room_on_one_node(nodes, threads, wanted, expected) -> None:
    class Ray:
        @staticmethod
        def nodes() -> list[dict]:
            dead = {"Alive": False, "Resources": {"CPU": 99}}
            return [dead, *({"Alive": True, "Resources": {"CPU": count}} for count in nodes)]

    if expected is not None:
        assert room(Ray, threads, wanted) == expected
        return
    with pytest.raises(SentiscopeError) as caught:
        room(Ray, threads, wanted)
    assert caught.value.key == "ray_no_room"
    assert caught.value.parameters == {"threads": threads, "most": max(nodes, default=0)}


def test_nothing_to_score(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source in (tmp_path / "gone", tmp_path / "empty"):
        assert key_of(asked(source)) == "ray_nothing_to_score"


def test_an_output_inside_the_input_is_not_read(folder: Path) -> None:
    request = ClusterRequest(str(folder), str(folder / "scored"), text="review", model="fake")
    assert score_with_ray(request, fake)["rows"] == 17
    assert not score_with_ray(request, fake)["is_new"]


def test_chinese_texts_choose_their_model(folder: Path, tmp_path: Path) -> None:
    loaded: list[str] = []

    def load(name: str) -> FakeClassifier:
        loaded.append(name)
        return FakeClassifier()

    for path in folder.iterdir():
        path.unlink()
    write_csv(folder / "a.csv", [["review"], ["这部电影真的很好看"], ["非常无聊的一部电影"]])
    assert score_with_ray(asked(folder, model=None), load)["model"]["name"] == CHINESE_MODEL
    assert loaded == [CHINESE_MODEL]


def test_a_folder_of_two_languages_is_scored_as_on_one_machine(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODELS, "en", "bag-of-words")
    monkeypatch.setitem(MODELS, "zh", "chnsenticorp-bag")
    texts = ["房间又大又干净", "服务态度很差", "не то", "666"]
    write_csv(folder / "part-2.csv", [HEADER, *[["1", text, ""] for text in texts]])
    summary = score_with_ray(asked(folder, model=None, why=True))
    rows = {row["review"]: row for row in pyarrow.parquet.read_table(folder.parent / "scored").to_pylist()}
    languages = {text: row["language"] for text, row in rows.items() if "film" not in text}
    assert languages == {"房间又大又干净": "zh", "服务态度很差": "zh", "не то": None, "666": None}
    assert {row["language"] for text, row in rows.items() if "film" in text} == {"en"}
    found = {name: (one["model"]["name"], one["rows"]) for name, one in summary["models"].items()}
    assert found == {"en": ("bag-of-words", 14), "zh": ("chnsenticorp-bag", 2)}
    together = write_csv(folder.parent / "all.csv", [["review"], *[[text] for text in rows]])
    score_file(Request(together, folder.parent / "local.csv", text="review", why=True))
    for row in read_csv(folder.parent / "local.csv"):
        same = rows[row["review"]]
        for name in ("prediction", "language", "because", "problem"):
            assert same[name] == (row[name] or None)
        assert f"{same['probability']:.6f}" == row["probability"]


def test_a_job_of_two_languages_goes_on_with_its_models_or_not_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODELS, "en", "bag-of-words")
    monkeypatch.setitem(MODELS, "zh", "chnsenticorp-bag")
    write_csv(folder / "part-2.csv", [HEADER, ["1", "房间又大又干净", ""]])
    request = asked(folder, model=None)
    whole = score_with_ray(request)
    part = min((folder.parent / "scored").glob("part-*.parquet"))
    before = part.read_bytes()
    part.unlink()
    again = score_with_ray(request)
    assert part.read_bytes() == before
    assert (again["models"], again["rows"]) == (whole["models"], 13)
    assert key_of(asked(folder, model="bag-of-words")) == "scoring_other_model"
    known = engine.fingerprint_of
    monkeypatch.setattr(engine, "fingerprint_of", lambda path: known(path) + "x" * ("chn" in path.name))
    assert key_of(request) == "scoring_other_model"


def test_a_store_by_address_is_read_and_written_as_a_folder_is(folder: Path) -> None:
    import fsspec

    store = fsspec.filesystem("memory")
    for file in folder.iterdir():
        store.pipe_file(f"/bucket/reviews/{file.name}", file.read_bytes())
    try:
        request = ClusterRequest(
            "memory://bucket/reviews", "memory://bucket/scored", text="review", model="fake"
        )
        assert score_with_ray(request, fake)["rows"] == 17
        assert not score_with_ray(request, fake)["is_new"]
        from dataclasses import replace

        assert score_with_ray(replace(request, fresh=True), fake)["is_new"]
        assert Store("memory://bucket/scored").rows("part-000000.parquet") > 0
    finally:
        store.rm("/bucket", recursive=True)


def test_an_address_that_nothing_reads_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SentiscopeError, match="ray_store_unknown"):
        Store("nonsense://bucket")

    def missing(address: str) -> None:
        raise ImportError("Install adlfs to access Azure Datalake Gen2")

    monkeypatch.setattr("fsspec.url_to_fs", missing)
    with pytest.raises(SentiscopeError) as caught:
        Store("adl://bucket")
    assert caught.value.parameters == {"scheme": "adl", "package": "adlfs"}


def test_large_files_are_cut_into_parts_and_small_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "PART_BYTES", 2**23)
    parts = parts_of([("large", 800_000_000, "t"), ("small", 1_000, "t")], workers=4)
    of_large = [part for part in parts if part.file == "large"]
    assert [part.part for part in of_large] == list(range(16))
    assert {part.of for part in of_large} == {16}
    assert (parts[-1].file, parts[-1].part, parts[-1].of) == ("small", 0, 1)
    assert [part.number for part in parts] == list(range(17))


def test_a_model_that_does_not_load_says_why_through_ray(tmp_path: Path) -> None:
    def load(name: str) -> FakeClassifier:
        raise SentiscopeError("model_classes_unclear", name=name, first="ham", second="spam")

    with pytest.raises(RuntimeError) as caught:
        Worker(ClusterRequest("in", str(tmp_path)), {"en": "fake"}, "en", False, load)
    told = ours(RuntimeError(f"The actor died because of an error raised in its task\n{caught.value}"))
    assert told.key == "model_classes_unclear"
    assert told.parameters == {"name": "fake", "first": "ham", "second": "spam"}


# How each option of the command reaches the cluster: arguments, and the fields of the request they become.
HELD = {
    "input": ([], {"source": "in"}),
    "output": ([], {"output": "out"}),
    "text": (["--text", "body"], {"text": "body"}),
    "label": (["--label", "y"], {"label": "y"}),
    "skip_unknown_labels": (["--skip-unknown-labels"], {"skip_unknown_labels": True}),
    "model": (["--model", "sst2-gru"], {"model": "sst2-gru"}),
    "positive": (["--positive", "good"], {"positive": "good"}),
    "threshold": (["--threshold", "0.7"], {"threshold": 0.7}),
    "header": (["--header", "5"], {"header": 5}),
    "no_header": (["--no-header"], {"header": 0}),
    "trust_header": (["--trust-header"], {"header": 1}),
    "fresh": (["--fresh"], {"fresh": True}),
    "why": (["--why"], {"why": True}),
    "fast": (["--fast"], {"fast": True}),
    "whole": (["--whole"], {"fast": False}),
    "cut": (["--cut"], {"cut": True}),
    "backend": (["--backend", FP32], {"backend": FP32}),
    "exact": (["--exact"], {"backend": FP32}),
    "engine": ([], {}),
    "workers": (["--workers", "3"], {"workers": 3}),
    "threads": (["--threads", "2"], {"threads": 2}),
    "verbose": (["--verbose"], {}),
}
SUMMARY = {
    "left_out": {"empty": [], "no_table": []},
    "model": {"name": MAIN_MODEL},
    "text": ["review"],
    "labels": {},
    "rows": 7,
    "scored": 7,
    "needs_review": 0,
    "is_new": True,
}


def test_every_option_holds_or_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[ClusterRequest] = []

    def record(request: ClusterRequest) -> dict[str, object]:
        calls.append(request)
        return SUMMARY

    monkeypatch.setattr("core.scoring.cluster.engine.score_with_ray", record)
    actions = [action for action in cli.parser(Score, "")._actions if action.dest != "help"]
    assert {action.dest for action in actions} == {*HELD, *REFUSED_BY_RAY}
    common = ["in", "-o", "out", "--engine", "ray"]
    for arguments, fields in HELD.values():
        assert main([*common, *arguments]) == 0
        given = calls.pop()
        assert given == ClusterRequest(**{"source": "in", "output": "out", **fields})
    for action in actions:
        if action.dest in REFUSED_BY_RAY:
            assert main([*common, action.option_strings[-1]]) == 1
            assert action.option_strings[-1] in capsys.readouterr().err
            assert calls == []


def test_workers_are_a_cluster_s(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["in.csv", "-o", str(tmp_path / "x.csv"), "--workers", "2"]) == 1
    assert "--engine ray" in capsys.readouterr().err


def test_what_was_left_out_or_done_before_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    left_out = {"empty": [f"/in/part-{i}.csv" for i in range(7)], "no_table": ["s3://b/in/cover.png"]}
    summary = {**SUMMARY, "left_out": left_out, "is_new": False}
    monkeypatch.setattr("core.scoring.cluster.engine.score_with_ray", lambda request: summary)
    assert main(["in", "-o", "out", "--engine", "ray"]) == 0
    first, second, third, last = capsys.readouterr().out.splitlines()
    assert "part-0.csv, part-1.csv, part-2.csv, part-3.csv, part-4.csv" in first
    assert "2" in first.replace("part-2.csv", "")
    assert second.endswith("cover.png")
    assert "--fresh" in third
    assert "7" in last


def test_without_ray_the_command_says_what_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("core.scoring.cluster.engine.connected", connection.connected)
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main([str(folder), "-o", str(tmp_path / "x"), "--engine", "ray"]) == 1
    assert "requirements-ray.txt" in capsys.readouterr().err


class FakeRay:
    """What of the package is needed to join a cluster."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def is_initialized(self) -> bool:
        return False

    def init(self, *_: object, **__: object) -> None:
        raise self.error


def test_a_server_that_is_no_ray_is_told_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It listens and says nothing: Ray itself would wait for minutes."""
    monkeypatch.setattr(connection, "SECONDS_TO_BE_WELL", 0.01)
    monkeypatch.setitem(sys.modules, "ray", FakeRay(AssertionError("not to be called")))
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("RAY_ADDRESS", f"127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(SentiscopeError, match="ray_unreachable"), connection.connected():
            pass


@pytest.mark.parametrize(
    ("address", "grpc", "key"),
    [
        ("ray://127.0.0.1:1", True, "ray_unreachable"),
        ("127.0.0.1:1", True, "ray_unreachable"),
        ("ray://head:port", True, "ray_unreachable"),
        ("ray://127.0.0.1:1", False, "ray_client_missing"),
        ("auto", True, "ray_not_connected"),
    ],
)
def test_what_stands_in_the_way_of_a_cluster_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, address: str, grpc: bool, key: str
) -> None:
    wrong = RuntimeError("Version mismatch: The cluster was started with:\n    Ray: 2.9.0")
    monkeypatch.setitem(sys.modules, "ray", FakeRay(wrong))
    monkeypatch.setattr(connection, "find_spec", lambda name: object() if grpc else None)
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(SentiscopeError) as caught, connection.connected():
        pass
    assert caught.value.key == key
    assert caught.value.parameters["address"] == address


def test_verdicts_are_explained_as_on_one_machine(folder: Path, tiny_classifier_folder: Path) -> None:
    for model in ("bag-of-words", str(tiny_classifier_folder)):
        summary = score_with_ray(asked(folder, model=model, why=True, fresh=True))
        rows = pyarrow.parquet.read_table(folder.parent / "scored").to_pylist()
        found = {row["review"]: row["because"] for row in rows}
        local = folder.parent / "local.csv"
        expected = {}
        for name in ("part-0.csv", "part-2.csv"):
            score_file(Request(folder / name, local, text="review", model=model, why=True))
            expected |= {row["review"]: row["because"] or None for row in read_csv(local)}
        assert found == expected
        assert any(found.values())
        method = "coefficients" if model == "bag-of-words" else "gradient_times_attention"
        assert summary["because"] == method
        assert score_with_ray(asked(folder, model=model, why=True))["because"] == method


def test_a_model_without_a_method_is_one_sentence(folder: Path) -> None:
    assert key_of(asked(folder, why=True)) == "why_no_method"
    assert not list((folder.parent / "scored").glob("*.parquet"))
