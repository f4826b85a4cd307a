"""Language models that nobody uses leave the memory, and come back for whoever asks."""

import gc
import weakref
from pathlib import Path

import pytest

from core.app.models import cached_models
from core.base.idle import Idle


def test_a_language_model_leaves_after_a_while_without_use_and_is_loaded_again(
    tiny_llama_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(cached_models, "LANGUAGE_MODELS", Idle(60, clock=lambda: now))
    name = str(tiny_llama_folder)
    network = weakref.ref(cached_models.language_model(name).network)
    now = 59.0
    cached_models.forget_idle_models()
    assert cached_models.language_model(name).network is network()
    now += 60
    cached_models.forget_idle_models()
    gc.collect()
    assert network() is None
    assert cached_models.language_model(name).network is not None
