"""What the experiments' tests share: a tiny model under every name, records of small measurements."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from core.base.settings import ASSETS

if TYPE_CHECKING:
    from core.experiments.record import Record


@pytest.fixture(scope="session")
def tiny_exits_folder(tiny_classifier_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny classifier once more, with an exit behind its first layer."""
    from tests.fakes import write_tiny_exits

    folder = tmp_path_factory.mktemp("exits") / "tiny"
    return write_tiny_exits(Path(shutil.copytree(tiny_classifier_folder, folder)))


@pytest.fixture(scope="session")
def tiny_catalog(
    tiny_classifier_folder: Path,
    tiny_exits_folder: Path,
    tiny_pretraining_folder: Path,
    tiny_llama_folder: Path,
    tiny_glove_folder: Path,
) -> dict[str, Path]:
    """A tiny stand-in by catalog name, `classifier` for all others; what is small stands for itself."""
    from core.models.catalog import MAIN_MODEL, RECURRENT, TRANSLATORS

    small = {name: ASSETS / "models" / name for name in (*RECURRENT, "bag-of-words", *TRANSLATORS)}
    small[MAIN_MODEL] = tiny_exits_folder
    tiny = {"classifier": tiny_classifier_folder, "pretrained-minilm": tiny_pretraining_folder}
    return {**small, **tiny, "smollm2": tiny_llama_folder, "glove": tiny_glove_folder}


@pytest.fixture
def tiny_models(monkeypatch: pytest.MonkeyPatch, tiny_catalog: dict[str, Path]) -> Path:
    """Every name of the catalog leads to its tiny stand-in; the classifiers' folder is returned."""
    from tests.experiments.support import lead_to

    lead_to(tiny_catalog, monkeypatch)
    return tiny_catalog["classifier"]


@pytest.fixture(scope="session")
def record_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the small measurements lie; the processes that share a run of the tests share it too."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return tmp_path_factory.mktemp("experiments")
    folder = tmp_path_factory.getbasetemp().parent / "experiments"
    folder.mkdir(exist_ok=True)
    return folder


class SmallRecords(Mapping[str, "Record"]):
    """A small measurement of every experiment, taken by the first test that reads it."""

    def __init__(self, folder: Path, tiny: Mapping[str, Path], sst2: Path, texts: Path) -> None:
        self.folder, self.sources = folder, (tiny, sst2, texts)

    def __getitem__(self, name: str) -> "Record":
        from core.experiments.record import read
        from tests.experiments.support import measured

        file = self.folder / f"{name}.json"
        with FileLock(self.folder / f"{name}.lock"):
            if not file.exists():
                measured(name, *self.sources, file)
        return read(file, name)

    def __iter__(self) -> Iterator[str]:
        from core.experiments.registry import NAMES

        return iter(NAMES)

    def __len__(self) -> int:
        return len(list(iter(self)))


@pytest.fixture(scope="session")
def records(
    record_folder: Path, tiny_catalog: dict[str, Path], small_sst2: Path, small_texts: Path
) -> SmallRecords:
    """A small measurement of every experiment; its file `NAME.json` lies in `record_folder`."""
    return SmallRecords(record_folder, tiny_catalog, small_sst2, small_texts)
