"""What a record says of how it was made, and that nothing is measured for a file that cannot be written."""

import hashlib
import json
import platform
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.documents import fingerprint, read_documents
from core.data.labelled import LabelledData
from core.experiments import run as module
from core.experiments.record import Record, read
from core.experiments.registry import NAMES, find
from core.experiments.run import run
from core.models.locate import locate, main_file
from tests.experiments.support import measured


def test_what_was_returned_stands_in_the_file(
    tiny_catalog: dict[str, Path], small_sst2: Path, small_texts: Path, tmp_path: Path
) -> None:
    file = tmp_path / "scaling.json"
    made = measured("scaling", tiny_catalog, small_sst2, small_texts, file)
    assert read(file, "scaling") == made
    assert list(tmp_path.iterdir()) == [file]


def test_the_origin_is_complete(
    records: dict[str, Record],
    data: LabelledData,
    small_texts: Path,
    tiny_models: Path,
    subtests: pytest.Subtests,
) -> None:
    for name in NAMES:
        with subtests.test(name):
            made, experiment = records[name], find(name)
            files = {model: main_file(locate(model)) for model in experiment.models}
            expected = {model: hashlib.sha256(file.read_bytes()).hexdigest() for model, file in files.items()}
            assert {model: record["sha256"] for model, record in made.models.items()} == expected
            if experiment.needs_sst2:
                assert made.data["dev_sha256"] == data.dev.fingerprint()
                assert made.data["train_sha256"] == data.train.fingerprint()
            if experiment.needs_texts:
                assert made.data["texts_sha256"] == fingerprint(read_documents(small_texts))
            assert bool(made.data) is (experiment.needs_sst2 or experiment.needs_texts)
            assert made.versions["torch"] == torch.__version__
            assert made.machine["kind"] == platform.machine()
            assert made.seconds > 0


def test_no_path_and_no_host_is_written(
    records: dict[str, Record], record_folder: Path, small_sst2: Path, small_texts: Path
) -> None:
    content = "\n".join(records[name].to_json() for name in NAMES)
    for private in (small_sst2, small_texts, record_folder, Path.home(), Path.cwd()):
        assert str(private) not in content
    assert f'"{platform.node()}"' not in content


def test_the_command_makes_the_same_measurement(records: dict[str, Record]) -> None:
    for name in NAMES:
        data = " --data SST2_FOLDER" if find(name).needs_sst2 else ""
        data += " --texts TEXTS_FILE" if find(name).needs_texts else ""
        assert records[name].command == f"python -m core.experiments {name} --size small --seed 42{data}"


def test_texts_that_are_needed_and_not_given_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SentiscopeError) as caught:
        run(find("extrapolation"), "small", 42, None, tmp_path / "out.json")
    assert caught.value.key == "experiment_needs_texts"


def test_a_path_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, small_sst2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load_sst2", lambda folder: pytest.fail("the data was read"))
    (tmp_path / "file").write_text("mine")
    for output in (tmp_path, tmp_path / "file" / "out.json"):
        with pytest.raises(SentiscopeError) as caught:
            run(find("ingredients"), "small", 42, small_sst2, output)
        assert caught.value.key == "output_cannot_write"
    assert (tmp_path / "file").read_text() == "mine"


def test_an_old_record_stays_when_measuring_fails(
    tmp_path: Path, small_sst2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str, *, network: bool) -> None:
        raise SentiscopeError("model_missing", name=name)

    monkeypatch.setattr("core.topics.inside.experiments.ingredients.locate", fail)
    (tmp_path / "out.json").write_text(json.dumps("old"))
    with pytest.raises(SentiscopeError):
        run(find("ingredients"), "small", 42, small_sst2, tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text()) == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.json"]
