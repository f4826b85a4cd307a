"""A BERT without the library computes in bfloat16 what the library's own does, to the bit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.models.bert.bare import bare_network, can_be_bare
from core.models.classifiers import load_classifier
from core.scoring.backends.bfloat16 import Rounded
from tests.fakes import write_tiny_classifier

TEXTS = ["很好看，就是有点慢。", "A gorgeous, witty film.", "dull " * 150]
SCORED = """
import sys
from core.models.classifiers import load_classifier
from core.scoring.backends.choice import Engine, open_scorer
from core.scoring.engine import score_texts
classifier = load_classifier("sst2-minilm", deferred=True)
print(score_texts(open_scorer(classifier, Engine("torch-bf16", 1)), ["a good film"]).probability[0])
print("transformers" in sys.modules)
"""


@pytest.mark.parametrize("name", ["sst2-minilm", "bilingual-e5"])
def test_it_is_the_library_s_network(name: str) -> None:
    later, now = load_classifier(name, deferred=True), load_classifier(name)
    assert later.bare is not now.network
    assert now.bare is now.network
    bare, library = Rounded(later.bare), Rounded(now.network)
    read = now.tokenizer(TEXTS, padding=True, return_tensors="pt")
    ids, mask = read["input_ids"], read["attention_mask"]
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(bare.embedded(ids), library.embedded(ids))
        found, expected = bare.logits(ids, mask), library.logits(ids, mask)
    assert found.shape == (len(TEXTS), 2)
    assert torch.equal(found, expected)
    assert "network" not in vars(later)


def test_what_was_loaded_already_is_not_read_again() -> None:
    later = load_classifier("sst2-minilm", deferred=True)
    assert later.network is later.bare


def test_other_activations_and_positions_are_the_library_s() -> None:
    assert can_be_bare({"hidden_act": "gelu"})
    assert not can_be_bare({"hidden_act": "gelu_new"})
    assert not can_be_bare({"hidden_act": "gelu", "position_embedding_type": "relative_key"})


def test_damaged_weights_are_told(tmp_path: Path) -> None:
    folder = write_tiny_classifier(tmp_path / "tiny")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 9}))
    with pytest.raises(SentiscopeError) as caught:
        bare_network(folder)
    assert caught.value.key == "weights_unreadable"


@pytest.mark.whole
def test_bfloat16_scores_without_the_library() -> None:
    done = subprocess.run([sys.executable, "-c", SCORED], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    probability, imported = done.stdout.split()
    assert float(probability) > 0.9
    assert imported == "False"
