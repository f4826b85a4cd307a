"""Pages that need negative and positive name an own model of other classes, and open the shipped one."""

from pathlib import Path

import pytest

from core.app.models.trained_here import FromFile, TrainingSettings
from core.base.i18n import label
from tests.fakes import write_tiny_classifier
from tests.topics.support import captions

PAGES = {
    "attention": ("core.app.models.trained_here", "opened_model"),
    "inside": ("core.app.models.trained_here", "opened_model"),
    "why": ("core.topics.why.views.shared", "why_model"),
}


@pytest.mark.parametrize(("page", "language"), [("attention", "zh"), ("inside", "en"), ("why", "en")])
def test_it_is_named_and_not_offered(
    open_app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, language: str
) -> None:
    folder = write_tiny_classifier(tmp_path / "model", labels={0: "books", 1: "dvd", 2: "kitchen"})
    settings = TrainingSettings("cheap", "my_file.csv", 0, 0, 0, 0)
    own = FromFile("a" * 32, folder, settings, 1e9, "my_file.csv")
    module, key = PAGES[page]
    monkeypatch.setattr(f"{module}.trained", lambda: [own])
    app = open_app(page, lang=language, **{key: own.id})
    assert not app.exception
    called = own.label(lambda key, **parameters: label(key, language, **parameters))
    told = label("workshop_train.other_classes", language, models=called)
    told_here = " ".join(captions(app)).replace("\\", "")
    assert told in told_here
    assert not any(called in box.options for box in app.selectbox)
    assert str(folder) not in told_here
    assert not app.error
