"""Queries and keys before their rotation: with them the model's own scores come out."""

from pathlib import Path

import pytest
import torch

from core.models.language_model import load_language_model
from core.topics.decoding.concepts.twins import tiny_network
from core.topics.positions.concept import angles, frequencies, rope
from core.topics.positions.rotary import Rotary, rotary_of, unrotated

SENTENCE = "a fine film"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny_classifier_folder: Path) -> Path:
    """A random Llama of two layers, four heads of queries and two of keys, with the tiny tokenizer."""
    from core.models.loading import load_tokenizer

    tokenizer = load_tokenizer(tiny_classifier_folder)
    heads = {"hidden_size": 32, "num_attention_heads": 4, "num_key_value_heads": 2}
    rotation = {"rope_type": "default", "rope_theta": 1000.0}
    network = tiny_network(
        vocab_size=len(tokenizer), rope_parameters=rotation, initializer_range=0.3, **heads
    )
    place = tmp_path_factory.mktemp("llama")
    network.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


@pytest.fixture
def opened(folder: Path) -> Rotary:
    return rotary_of(load_language_model(str(folder)))


def test_frequencies_are_the_formula_s(opened: Rotary) -> None:
    assert (opened.base, opened.layers, opened.heads) == (1000.0, 2, 4)
    torch.testing.assert_close(opened.frequencies, frequencies(8, 1000.0).float())


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (1, 1), (1, 2)])
def test_turned_by_us_they_give_the_model_s_attention(opened: Rotary, layer: int, head: int) -> None:
    caught = unrotated(opened, SENTENCE, layer, head)
    T, K = caught.queries.shape
    turned = angles(torch.arange(T, dtype=torch.float64), K, opened.base).float()
    scores = rope(caught.queries, turned) @ rope(caught.keys, turned).T / K**0.5
    ahead = torch.ones(T, T, dtype=torch.bool).triu(1)
    ours = scores.masked_fill(ahead, float("-inf")).softmax(-1)
    opened.network.set_attn_implementation("eager")
    ids = opened.tokenizer(SENTENCE, return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        library = opened.network(input_ids=ids, output_attentions=True).attentions[layer][0, head]
    torch.testing.assert_close(ours, library, rtol=1e-4, atol=1e-5)
    assert len(caught.tokens) == T


def test_the_language_model_is_not_loaded_twice(folder: Path) -> None:
    model = load_language_model(str(folder))
    assert rotary_of(model).network is model.network.model
