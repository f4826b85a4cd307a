"""What the experiments' tests share: small data, a tiny model under every name, finished records."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from core.data.labelled import LabelledData
from core.data.sst2 import load_sst2
from core.experiments.record import Record
from core.experiments.registry import NAMES
from core.models.catalog import RECURRENT
from core.settings import ASSETS
from tests.experiments.support import lead_to, measured


@pytest.fixture(scope="session")
def data(small_sst2: Path) -> LabelledData:
    return load_sst2(small_sst2)


@pytest.fixture(autouse=True)
def threads_as_before() -> Iterator[None]:
    """A measurement sets how many threads torch uses; the other tests are not meant."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def tiny_catalog(
    tiny_classifier_folder: Path,
    tiny_pretraining_folder: Path,
    tiny_llama_folder: Path,
    tiny_glove_folder: Path,
) -> dict[str, Path]:
    """A tiny stand-in by catalog name, `classifier` for all others; recurrent ones are small themselves."""
    small = {name: ASSETS / "models" / name for name in RECURRENT}
    tiny = {"classifier": tiny_classifier_folder, "pretrained-minilm": tiny_pretraining_folder}
    return {**small, **tiny, "smollm2": tiny_llama_folder, "glove": tiny_glove_folder}


@pytest.fixture
def tiny_models(monkeypatch: pytest.MonkeyPatch, tiny_catalog: dict[str, Path]) -> Path:
    """Every name of the catalog leads to its tiny stand-in; the classifiers' folder is returned."""
    lead_to(tiny_catalog, monkeypatch)
    return tiny_catalog["classifier"]


@pytest.fixture(scope="session")
def record_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("experiments")


@pytest.fixture(scope="session")
def records(
    record_folder: Path, tiny_catalog: dict[str, Path], small_sst2: Path, small_texts: Path
) -> dict[str, Record]:
    """A small measurement of every experiment; its file `NAME.json` lies in `record_folder`."""
    before = torch.get_num_threads()
    made = {
        name: measured(name, tiny_catalog, small_sst2, small_texts, record_folder / f"{name}.json")
        for name in NAMES
    }
    torch.set_num_threads(before)
    return made
