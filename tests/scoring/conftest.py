from collections.abc import Iterator

import pytest

from core.scoring import score_file as module
from tests.scoring.support import FakeClassifier


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeClassifier:
    """Scoring a file loads this classifier, whatever model is named."""
    classifier = FakeClassifier()
    monkeypatch.setattr(module, "load_classifier", lambda name, **_: classifier)
    return classifier


@pytest.fixture(scope="session")
def ray_settings() -> Iterator[None]:
    """How Ray runs here, for all of this process.

    Where one session asks for tokens, as those that begin here do by default, and a later one in the same
    process does not, the driver goes on asking, the cluster's head has none to give, and every worker dies as
    if nobody held it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "disabled")
        patch.setenv("RAY_worker_niceness", "0")  # stepping back, workers would never begin on a busy machine
        yield
