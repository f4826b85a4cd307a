"""Which class answers where torch need not be imported, and what happens where it must be."""

import sys
from pathlib import Path

import pytest

from core.models.bag_of_words import BagOfWordsClassifier
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_quick_classifier
from core.models.onnx.classifier import OnnxClassifier
from core.models.transformer import TransformerClassifier


def test_shipped_models_are_quick_and_others_as_ever(tiny_classifier_folder: Path) -> None:
    assert isinstance(load_quick_classifier(MAIN_MODEL), OnnxClassifier)
    assert isinstance(load_quick_classifier("bag-of-words"), BagOfWordsClassifier)
    assert isinstance(load_quick_classifier(str(tiny_classifier_folder)), TransformerClassifier)


def test_without_onnx_runtime_torch_answers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert isinstance(load_quick_classifier(MAIN_MODEL), TransformerClassifier)
    assert MAIN_MODEL in caplog.text


def test_a_home_that_cannot_be_written_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path / "file"))
    assert isinstance(load_quick_classifier(MAIN_MODEL), TransformerClassifier)
