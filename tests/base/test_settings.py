"""What the environment decides."""

from pathlib import Path

import platformdirs
import pytest

from core.base import settings


def test_home_is_the_chosen_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    assert settings.home() == tmp_path


@pytest.mark.parametrize("value", [None, ""])
def test_home_defaults_to_the_platforms_folder(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("SENTISCOPE_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("SENTISCOPE_HOME", value)
    assert settings.home() == Path(platformdirs.user_data_dir("sentiscope"))


@pytest.mark.parametrize(("value", "public"), [(None, False), ("0", False), ("", False), ("1", True)])
def test_public_mode_is_off_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, value: str | None, public: bool
) -> None:
    monkeypatch.delenv("SENTISCOPE_PUBLIC", raising=False)
    if value is not None:
        monkeypatch.setenv("SENTISCOPE_PUBLIC", value)
    assert settings.is_public() is public


def test_sst2_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SENTISCOPE_SST2", raising=False)
    assert settings.sst2_folder() is None
    monkeypatch.setenv("SENTISCOPE_SST2", str(tmp_path))
    assert settings.sst2_folder() == tmp_path


def test_chnsenticorp_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SENTISCOPE_CHNSENTICORP", raising=False)
    assert settings.chnsenticorp_folder() is None
    monkeypatch.setenv("SENTISCOPE_CHNSENTICORP", str(tmp_path))
    assert settings.chnsenticorp_folder() == tmp_path


def test_texts_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SENTISCOPE_TEXTS", raising=False)
    assert settings.texts_file() is None
    monkeypatch.setenv("SENTISCOPE_TEXTS", str(tmp_path / "texts.txt"))
    assert settings.texts_file() == tmp_path / "texts.txt"


def test_assets_stand_in_the_repository() -> None:
    assert (settings.REPOSITORY / "app.py").is_file()
    assert (settings.APP / "text" / "en.toml").is_file()
