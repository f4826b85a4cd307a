"""The head against scikit-learn, and the folder against the head."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression

from core.models.catalog import WEIGHTS
from core.models.loading import load_network, load_tokenizer
from core.models.locate import Located
from core.training.own_file.export import write_folder
from core.training.own_file.head import MARGIN_SCALE, Featured, learn
from core.training.own_file.vectors import SPREAD, cls_vectors, features, own_head, scaled_pooler
from tests.fakes import write_tiny_classifier

TEXTS = [f"a {'good' if n % 3 else 'bad'} film {'and witty' * (n % 5)} ." for n in range(45)]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_classifier(tmp_path_factory.mktemp("tiny") / "model")


def columns(classes: int, rows: int = 120) -> tuple[torch.Tensor, np.ndarray]:
    generator = torch.Generator().manual_seed(1)
    vectors = torch.randn(rows, 16, generator=generator)
    ranks = (vectors[:, 0] * 2 + torch.randn(rows, generator=generator)).argsort().argsort().numpy()
    return vectors, ranks * classes // rows


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_probabilities_are_scikit_learns(classes: int) -> None:
    vectors, labels = columns(classes)
    featured = Featured("scaled", scaled_pooler(vectors))
    read = featured.columns(vectors)
    head = featured.head(read, labels, 0.3)
    ours = head(features(featured.pooler, vectors)).softmax(-1)
    theirs = LogisticRegression(C=0.3, max_iter=2000).fit(read, labels).predict_proba(read)
    np.testing.assert_allclose(ours.numpy(), theirs, atol=1e-5)


def test_a_head_beside_the_shipped_margin_is_one_of_the_features(tiny: Path) -> None:
    vectors, labels = columns(2)
    pooler, prior = own_head(tiny)
    featured = Featured("prior", pooler, prior)
    read = featured.columns(vectors)
    margin = prior(features(pooler, vectors)).diff(dim=-1)[:, 0]
    np.testing.assert_allclose(read[:, -1], MARGIN_SCALE * margin.numpy(), rtol=1e-4, atol=1e-4)
    ours = featured.head(read, labels, 0.1)(features(pooler, vectors)).softmax(-1)
    theirs = LogisticRegression(C=0.1, max_iter=2000).fit(read, labels).predict_proba(read)
    np.testing.assert_allclose(ours.numpy(), theirs, atol=1e-5)


def test_scaled_features_have_mean_0_and_one_spread() -> None:
    vectors = 5 + 3 * torch.randn(400, 16, generator=torch.Generator().manual_seed(0))
    scaled = scaled_pooler(vectors)(vectors)
    torch.testing.assert_close(scaled.mean(0), torch.zeros(16), atol=1e-5, rtol=0)
    torch.testing.assert_close(scaled.std(0, correction=0), torch.full((16,), SPREAD))


@pytest.mark.parametrize("classes", [("bad", "good"), ("books", "dvd", "kitchen")])
def test_the_folders_forward_pass_gives_the_heads_logits(
    tiny: Path, tmp_path: Path, classes: tuple[str, ...]
) -> None:
    vectors = cls_vectors(tiny, TEXTS)
    labels = [n % len(classes) for n in range(len(TEXTS))]
    pooler, head = own_head(tiny)
    learned = learn(vectors, labels, range(len(TEXTS)), pooler, head if len(classes) == 2 else None, seed=0)
    write_folder(learned, classes, Located("tiny", tiny, "folder"), tmp_path, {})
    network, tokenizer = load_network(tmp_path), load_tokenizer(tmp_path)
    inputs = tokenizer(TEXTS, padding=True, return_tensors="pt")
    with torch.inference_mode():
        logits = network(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
    torch.testing.assert_close(logits, learned.logits(vectors), atol=1e-5, rtol=1e-5)
    assert list(network.config.id2label.values()) == list(classes)
    before, after = load_file(tiny / WEIGHTS), load_file(tmp_path / WEIGHTS)
    frozen = [name for name in before if "pooler" not in name and "classifier" not in name]
    assert all(torch.equal(before[name], after[name]) for name in frozen)


def test_cross_validation_prefers_what_tells_the_classes_apart(tiny: Path) -> None:
    # A pooler that says nothing: only the numbers of [CLS] themselves can be learned from.
    vectors, labels = columns(2)
    pooler, _ = own_head(tiny)
    blind = type(pooler)(torch.zeros_like(pooler.weight), pooler.bias)
    found = learn(vectors, labels.tolist(), range(len(labels)), blind, None, seed=0)
    assert found.setting.featured.kind == "scaled"
    assert found.setting.folds == 5


def test_the_card_names_base_and_licence(tiny: Path, tmp_path: Path) -> None:
    pooler, head = own_head(tiny)
    vectors = cls_vectors(tiny, TEXTS)
    learned = learn(vectors, [n % 2 for n in range(len(TEXTS))], range(len(TEXTS)), pooler, head, seed=0)
    write_folder(learned, ("a", "b"), Located("sst2-minilm", tiny, "shipped"), tmp_path, {"command": "x"})
    card = json.loads((tmp_path / "model_card.json").read_text("utf-8"))
    assert card["base"] == {"name": "sst2-minilm", "origin": "shipped"}
    assert (card["command"], card["license"]) == ("x", "LicenseRef-unknown")
