"""Explained together is explained alone: every kind of model, whatever shares the batch."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.models.classifiers import load_classifier
from core.models.explaining.explained import Explainer
from core.models.explaining.explainer import explainer_of
from core.models.explaining.methods import Settings, attribute
from core.models.explaining.read_sentence import read_sentence
from core.models.reading.architectures import PADDED
from core.models.transformer import TransformerClassifier
from tests.support.architectures import ARCHITECTURES, write_tiny

MODELS = {
    "sst2-minilm": "gradient_times_attention",
    "sst2-rnn": "integrated_gradients_one_step",
    "sst2-bilstm": "integrated_gradients_one_step",
    "bag-of-words": "coefficients",
}
WITHOUT_METHOD = ("bart", "t5")  # no map of all tokens to all, and no embeddings
TEXTS = (
    "A warm, funny FILM",
    "dull",
    "the story isn't good but very funny , and the acting was superb",
    "zzxqj 🙂 好",
    "slow ... slow ; slow",
)
WORDS = ["good", "bad", "not", "a", "Film", "isn't", ";", ",", "好", "🙂", "zzxqj", "unbelievably"]
sentences = st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join)
texts = st.lists(st.sampled_from(TEXTS) | sentences, min_size=1, max_size=5)


@cache
def loaded(name: str) -> tuple[Any, Explainer]:
    model = load_classifier(name)
    return model, explainer_of(model)


def alone(model: Any, text: str, method: str) -> tuple[list[str], torch.Tensor]:
    """As the page Why has it."""
    reading = read_sentence(model, text)
    one_step = method == "integrated_gradients_one_step"
    name: Any = "integrated_gradients" if one_step else method
    values = attribute(reading, name, Settings(steps=1)).values if reading.words else torch.zeros(0)
    return [word.text for word in reading.words], values


def same_as_alone(model: Any, explainer: Explainer, batch: list[str]) -> None:
    positive = [read_sentence(model, text).difference >= 0 for text in batch]
    for text, found in zip(batch, explainer.explain(batch, positive), strict=True):
        words, values = alone(model, text, explainer.method)
        assert [word.text for word in found.words] == words
        torch.testing.assert_close(found.values, values, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=8)
@given(batch=texts)
def test_a_batch_explains_what_the_page_explains(name: str, batch: list[str]) -> None:
    model, explainer = loaded(name)
    assert explainer.method == MODELS[name]
    same_as_alone(model, explainer, batch)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_people_s_own_architectures(name: str, tmp_path: Path) -> None:
    model = TransformerClassifier(write_tiny(tmp_path / name, name), name)
    if name in WITHOUT_METHOD:
        with pytest.raises(SentiscopeError, match="why_no_method"):
            explainer_of(model)
        return
    explainer = explainer_of(model)
    by_attention = explainer.method == "gradient_times_attention"
    assert by_attention == (name in PADDED)
    same_as_alone(
        model, explainer, ["the film is not very good , but funny .", "dull", "a warm story", "bad " * 90]
    )


def test_the_verdict_that_was_given_is_explained() -> None:
    """Also where the network itself would have given the other: one side's words are not the other's."""
    model, explainer = loaded("sst2-minilm")
    text = "a warm start and a dull end"
    both = explainer.explain([text, text], [True, False])
    assert (both[0].values >= 0).all()
    assert (both[1].values <= 0).all()
    assert not torch.allclose(both[0].values, -both[1].values)
    given_by_network = both[0] if read_sentence(model, text).difference >= 0 else both[1]
    torch.testing.assert_close(given_by_network.values, alone(model, text, explainer.method)[1])


def test_the_classifier_itself_stays_as_it_was(tiny_copy: Path) -> None:
    model = TransformerClassifier(tiny_copy, "tiny")
    before = model.classify(["a warm film"])[0].logits
    explainer_of(model).explain(["a warm film", "dull"], [True, False])
    assert model.classify(["a warm film"])[0].logits == before
    assert model.network.config._attn_implementation != "eager"
    assert all(parameter.grad is None for parameter in model.network.parameters())


def test_a_token_without_embedding_is_one_sentence(tiny_copy: Path) -> None:
    model = TransformerClassifier(tiny_copy, "tiny")
    explainer = explainer_of(model)
    model.tokenizer.add_tokens(["strange"])
    with pytest.raises(SentiscopeError, match="model_gives_no_answer"):
        explainer.explain(["a strange film"], [True])


def test_a_model_that_is_none_of_ours_has_no_method() -> None:
    class Other:
        name = "other"

    with pytest.raises(SentiscopeError, match="why_no_method"):
        explainer_of(Other())
