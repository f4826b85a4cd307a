"""A run with exits that was cut off goes on with the same exits and ends with the same bytes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.base.errors import SentiscopeError
from core.models.transformer import TransformerClassifier
from core.scoring import score_file as module
from core.scoring.backends.backend import INT8, NAMES
from core.scoring.backends.exits.heads import Head, write_exits
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.parts import Parts
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.fakes import write_tiny_classifier

ROWS = [f"a {word} film number {number}" for number in range(30) for word in ("good", "dull", "very good")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_tiny_classifier(tmp_path / "tiny")
    width = 3 * TransformerClassifier(folder, "tiny").network.config.hidden_size
    draw = np.random.default_rng(3)
    parts = [np.zeros(width), np.ones(width), draw.standard_normal((width, 4)), np.zeros(4), np.ones(4) / 8]
    arrays = [part.astype(np.float32) for part in [*parts, -np.ones(1)]]
    exits = Head(1, *arrays, thresholds=dict.fromkeys(NAMES, (0.5,) * 3))  # type: ignore[misc, arg-type]
    write_exits(folder, (exits,), {"model_sha256": fingerprint_of(folder)})
    monkeypatch.setattr(module, "WINDOW", 20)
    (tmp_path / "rows.csv").write_text("review\n" + "\n".join(ROWS) + "\n")
    return folder


def request(folder: Path, output: str, fast: bool = True) -> Request:
    source, output_file = folder.parent / "rows.csv", folder.parent / output
    return Request(source, output_file, model=str(folder), backend=INT8, threads=1, fast=fast)


def test_it_ends_with_the_same_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = score_file(request(folder, "whole.csv"))
    assert whole["engine"]["exits"]
    commit, done = Parts.commit, 0

    def failing(parts: Parts, number: int, note: dict[str, Any]) -> None:
        nonlocal done
        if done == 2:
            raise KeyboardInterrupt
        commit(parts, number, note)
        done += 1

    with monkeypatch.context() as patched:
        patched.setattr(Parts, "commit", failing)
        with pytest.raises(KeyboardInterrupt):
            score_file(request(folder, "cut.csv"))
    with pytest.raises(SentiscopeError) as caught:
        score_file(request(folder, "cut.csv", fast=False))
    assert caught.value.key == "scoring_other_settings"
    score_file(request(folder, "cut.csv"))
    assert (folder.parent / "cut.csv").read_bytes() == (folder.parent / "whole.csv").read_bytes()


def test_exits_change_what_they_are_asked_to_change(folder: Path) -> None:
    score_file(request(folder, "fast.csv"))
    score_file(request(folder, "slow.csv", fast=False))
    assert (folder.parent / "fast.csv").read_bytes() != (folder.parent / "slow.csv").read_bytes()
