"""What all tests of trainings share: the data, a tiny recipe, and one finished run."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from core.data.labelled import LabelledData
    from core.training.recipe import TransformerRecipe
    from tests.training.support import Finished


@pytest.fixture(scope="session")
def data(small_sst2: Path) -> "LabelledData":
    from core.data.sst2 import load_sst2

    return load_sst2(small_sst2)


@pytest.fixture(scope="session")
def recipe(tiny_classifier_folder: Path) -> "TransformerRecipe":
    from core.training.recipe import TransformerRecipe

    return TransformerRecipe(
        model=str(tiny_classifier_folder),
        epochs=2,
        evaluations=2,
        batch_size=1,
        learning_rate=0.002,
        threads=1,
    )


@pytest.fixture(scope="session")
def finished(
    recipe: "TransformerRecipe", data: "LabelledData", tmp_path_factory: pytest.TempPathFactory
) -> "Finished":
    """One run to the end without interruption; tests only read its folder."""
    from tests.training.support import finish

    return finish(recipe, data, tmp_path_factory.mktemp("runs") / "finished")


@pytest.fixture
def finished_copy(finished: "Finished", tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished.folder, tmp_path / "finished"))
