"""What a training was asked for, read back from its folder."""

from pathlib import Path

import pytest

from core.app.models.trained_here import SETTINGS, Trained, TrainingSettings, read_settings, write_settings
from core.base.i18n import label

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
