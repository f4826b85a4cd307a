import pytest

from core.scoring import score_file as module
from tests.scoring.support import FakeClassifier


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeClassifier:
    """Scoring a file loads this classifier, whatever model is named."""
    classifier = FakeClassifier()
    monkeypatch.setattr(module, "load_classifier", lambda name, **_: classifier)
    return classifier
