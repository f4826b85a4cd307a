"""A classifier that is loaded when asked for says what the one says that is loaded at once."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from core.base.settings import ASSETS, REPOSITORY
from core.models.classifiers import load_classifier
from core.models.onnx.deferred import DeferredClassifier, can_defer
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import FP32
from core.scoring.backends.backends import open_backend
from core.scoring.backends.choice import reads_tokens
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts
from tests.fakes import write_tiny_classifier

TEXTS = ["A good film, a bad film.", "Žluťoučký kůň ÉTAIT là", "很好看 👍 !", "the film " * 400]
READ = ("name", "positive", "max_tokens", "truncation_side", "is_padded", "padding", "vocabulary", "order")
SCORED = """
import sys
from core.scoring.__main__ import main
code = main([{source!r}, "-o", {output!r}, "--fresh", "--whole", "--threads", "1", "--backend", "onnx-int8"])
print("torch" in sys.modules)
sys.exit(code)
"""


@pytest.mark.parametrize("name", ["sst2-minilm", "bilingual-e5"])
def test_it_is_the_same_classifier(name: str) -> None:
    later, now = load_classifier(name, deferred=True), load_classifier(name)
    assert isinstance(later, DeferredClassifier)
    assert type(now) is TransformerClassifier
    assert [getattr(later, each) for each in READ] == [getattr(now, each) for each in READ]
    assert reads_tokens(later)
    assert "network" not in vars(later)
    by_later, by_now = (ByTokens(each, open_backend(FP32, now, 1)) for each in (later, now))
    read, expected = by_later.read(TEXTS), by_now.read(TEXTS)
    assert [row.tolist() for row in read.rows] == [row.tolist() for row in expected.rows]
    assert read.windows().tolist() == expected.windows().tolist() == [1, 1, 1, 2]
    found = score_texts(ByTokens(later, open_backend(FP32, later, 1)), TEXTS).probability
    np.testing.assert_array_equal(found, score_texts(by_now, TEXTS).probability)
    assert later.read_inputs == now.read_inputs
    assert later.classify(TEXTS[:2]) == now.classify(TEXTS[:2])


def test_only_shipped_classifiers_are_deferred(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "tiny")
    assert type(load_classifier(str(folder), deferred=True)) is TransformerClassifier
    assert not can_defer(ASSETS / "models" / "pretrained-minilm")  # it has no head
    assert not can_defer(ASSETS / "models" / "bag-of-words")


@pytest.mark.whole
def test_a_short_file_is_scored_without_torch(tmp_path: Path) -> None:
    source = tmp_path / "rows.csv"
    source.write_text("review\na good film\ndull\n")
    program = SCORED.format(source=str(source), output=str(tmp_path / "scored.csv"))
    last = ""
    for _ in range(2):  # the first run may have to draw the graph
        done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        last = done.stdout.split()[-1]
    assert last == "False"


def test_a_network_first_asked_for_in_inference_mode_serves_outside_it() -> None:
    later = load_classifier("sst2-minilm", deferred=True)
    with torch.inference_mode():
        assert later.network is not None
    assert not any(weights.is_inference() for weights in later.network.parameters())
