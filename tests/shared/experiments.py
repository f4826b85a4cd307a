"""What the experiments' tests share: a tiny model under every name, finished records."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.base.settings import ASSETS

if TYPE_CHECKING:
    from core.experiments.record import Record


@pytest.fixture(scope="session")
def tiny_catalog(
    tiny_classifier_folder: Path,
    tiny_pretraining_folder: Path,
    tiny_llama_folder: Path,
    tiny_glove_folder: Path,
) -> dict[str, Path]:
    """A tiny stand-in by catalog name, `classifier` for all others; recurrent ones are small themselves."""
    from core.models.catalog import RECURRENT

    small = {name: ASSETS / "models" / name for name in RECURRENT}
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
    return tmp_path_factory.mktemp("experiments")


@pytest.fixture(scope="session")
def records(
    record_folder: Path, tiny_catalog: dict[str, Path], small_sst2: Path, small_texts: Path
) -> dict[str, "Record"]:
    """A small measurement of every experiment; its file `NAME.json` lies in `record_folder`."""
    from core.experiments.registry import NAMES
    from tests.experiments.support import measured

    return {
        name: measured(name, tiny_catalog, small_sst2, small_texts, record_folder / f"{name}.json")
        for name in NAMES
    }
