"""What a training was asked for, read back from its folder."""

from pathlib import Path

import pytest

from core.app.models import trained_here
from core.app.models.trained_here import (
    SETTINGS,
    FromFile,
    Trained,
    TrainingSettings,
    read_settings,
    write_settings,
)
from core.base.i18n import label
from tests.fakes import write_tiny_classifier

TRAINING = TrainingSettings("gru", "small", 100, 20, 16, 42)


def test_what_is_noted_is_read_back(tmp_path: Path) -> None:
    write_settings(tmp_path, TRAINING)
    assert read_settings(tmp_path) == TRAINING


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"model": "gru"}', "null"])
def test_what_cannot_be_read_is_nothing(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / SETTINGS).write_text(content)
    assert read_settings(tmp_path) is None


@pytest.mark.parametrize(
    ("config", "opens"),
    [
        ('{"model_type": "bert"}', True),
        ('{"model_type": "llama"}', False),
        ("{", False),
        (None, False),
    ],
)
def test_only_a_bert_opens_in_attention_and_inside(tmp_path: Path, config: str | None, opens: bool) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    assert Trained("a" * 32, tmp_path, TRAINING, 0.0).is_bert is opens


@pytest.mark.parametrize("language", ["en", "zh"])
def test_its_name_says_what_it_is_in_both_languages(tmp_path: Path, language: str) -> None:
    called = Trained("a" * 32, tmp_path, TRAINING, 1e9).label(
        lambda key, **parameters: label(key, language, **parameters)
    )
    assert "GRU" in called


def test_a_files_name_stays_as_it_is(tmp_path: Path) -> None:
    """A list of options is no Markdown; whoever writes it into Markdown takes the marks in it as they are."""
    model = FromFile("a" * 32, tmp_path, TRAINING, 1e9, "my_file*.csv")
    assert "my_file*.csv" in model.label(lambda key, **parameters: label(key, "en", **parameters))


def test_other_classes_do_not_open_in_attention_and_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = [
        FromFile(name * 32, write_tiny_classifier(tmp_path / name, labels=labels), TRAINING, 1e9, "a.csv")
        for name, labels in (("a", {0: "neg", 1: "pos"}), ("b", {0: "books", 1: "dvd", 2: "kitchen"}))
    ]
    assert [model.has_other_classes for model in models] == [False, True]
    monkeypatch.setattr(trained_here, "trained", lambda: models)
    for model, opens in zip(models, (True, False), strict=True):
        monkeypatch.setattr(trained_here.url_state, "remembered", lambda key, model=model: model.id)
        assert trained_here.opened_name() == (str(model.folder) if opens else None)
