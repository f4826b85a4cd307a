"""A library's maps, and a model that gives none."""

import gc
import weakref
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.bert.library_attention import _eager, library_attention
from core.models.bert.weights import Inputs, open_network
from core.models.loading import load_network, load_tokenizer


@pytest.fixture
def inputs(tiny_classifier_folder: Path) -> Inputs:
    opened = open_network(load_network(tiny_classifier_folder), load_tokenizer(tiny_classifier_folder), "t")
    return opened.batch("a fine film")


def test_maps_come_from_a_copy_and_the_model_stays_as_it_was(
    tiny_classifier_folder: Path, inputs: Inputs
) -> None:
    network = load_network(tiny_classifier_folder)
    before = network.config._attn_implementation
    T = inputs.ids.shape[1]
    maps = library_attention(network, inputs, "tiny")
    assert maps.shape == (2, 2, T, T)
    torch.testing.assert_close(maps.sum(dim=-1), torch.ones(2, 2, T))
    assert network.config._attn_implementation == before


def test_a_network_has_one_copy_which_leaves_with_it(tiny_classifier_folder: Path, inputs: Inputs) -> None:
    network = load_network(tiny_classifier_folder)
    first = library_attention(network, inputs, "tiny")
    copied = weakref.ref(_eager[network])
    torch.testing.assert_close(library_attention(network, inputs, "tiny"), first, rtol=0, atol=0)
    assert _eager[network] is copied()
    del network
    gc.collect()
    assert copied() is None


class Stubborn(torch.nn.Module):
    """A model that cannot leave its fused kernel."""

    def __init__(self, attentions: object) -> None:
        super().__init__()
        self.attentions = attentions

    def forward(self, **_: object) -> SimpleNamespace:
        return SimpleNamespace(attentions=self.attentions)


@pytest.mark.parametrize("attentions", [(), None, (None, None)])
def test_no_maps_are_one_clear_sentence(inputs: Inputs, attentions: object) -> None:
    with pytest.raises(SentiscopeError) as caught:
        library_attention(Stubborn(attentions), inputs, "stubborn")
    assert caught.value.key == "attention_empty"
    assert caught.value.parameters == {"name": "stubborn"}
