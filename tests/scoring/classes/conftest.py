"""What the tests of models with other classes share."""

import pytest

from tests.fakes import write_tiny_classifier
from tests.scoring.classes.support import CLASSES


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a tiny model of three classes."""
    folder = tmp_path_factory.mktemp("three") / "model"
    return str(write_tiny_classifier(folder, labels=dict(enumerate(CLASSES))))
