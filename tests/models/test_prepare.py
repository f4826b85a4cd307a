"""`python -m core prepare`: the graph is drawn, and SmolLM2 converted only where that is to be done."""

from pathlib import Path

import pytest

from core.base.i18n import label
from core.models import locate as locating
from core.models import prepare
from core.models.locate import convertible


def test_it_draws_the_graph_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    converted: list[str] = []
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setenv("SENTISCOPE_LANGUAGE", "en")
    monkeypatch.setattr(prepare, "convertible", lambda name: True)
    monkeypatch.setattr(prepare, "locate", converted.append)
    assert prepare.main([]) == 0
    assert len(list((tmp_path / "onnx").glob("fp32-*.onnx"))) == 1
    assert converted == [prepare.CONVERTED]
    assert label("shell.prepared", "en") in capsys.readouterr().out


def test_only_a_packaged_model_that_is_not_converted_is_to_be_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setattr(locating, "_cached", lambda entry: None)
    monkeypatch.setattr(locating, "_package_folder", lambda package: None)
    assert not convertible(prepare.CONVERTED)  # the package is not installed
    monkeypatch.setattr(locating, "_package_folder", lambda package: tmp_path)
    assert convertible(prepare.CONVERTED)
    assert not convertible("minilm")  # its package holds safetensors
    locating._converted_folder(locating.ENTRIES[prepare.CONVERTED]).mkdir(parents=True)
    assert not convertible(prepare.CONVERTED)
