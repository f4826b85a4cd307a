"""A classifier opened up: what the encoder written from scratch is given."""

from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.bert.weights import OpenedModel, open_network
from core.models.loading import load_network, load_tokenizer
from core.models.transformers_library import quiet_transformers


@pytest.fixture
def opened(tiny_classifier_folder: Path) -> OpenedModel:
    folder = tiny_classifier_folder
    return open_network(load_network(folder), load_tokenizer(folder), "tiny")


def test_inputs_are_the_tokenizer_s(opened: OpenedModel, tiny_classifier_folder: Path) -> None:
    tokenizer = load_tokenizer(tiny_classifier_folder)
    single, pair = opened.batch("a fine film"), opened.batch("a fine film", "so dull")
    assert torch.equal(single.ids, tokenizer("a fine film", return_tensors="pt")["input_ids"])
    assert torch.equal(pair.ids, tokenizer("a fine film", "so dull", return_tensors="pt")["input_ids"])
    assert single.segments.sum() == 0
    first = single.ids.shape[1]
    assert pair.segments[0].tolist() == [0] * first + [1] * (pair.ids.shape[1] - first)
    specials = [number for number, token in enumerate(single.tokens) if token.special]
    assert specials == [0, first - 1]
    assert (single.cut, pair.cut) == (0, 0)


def test_long_texts_are_cut_and_say_so(opened: OpenedModel) -> None:
    inputs = opened.batch("film " * 300)
    assert inputs.ids.shape == (1, 128)
    assert inputs.cut == 302 - 128


@pytest.mark.parametrize("blank", ["", "  ", "\u200b"])
def test_blank_texts(opened: OpenedModel, blank: str) -> None:
    with pytest.raises(SentiscopeError, match="text_empty"):
        opened.batch(blank)
    assert torch.equal(opened.batch("film", "  ").ids, opened.batch("film").ids)


def test_only_bert_is_opened(tiny_classifier_folder: Path) -> None:
    transformers, tokenizer = quiet_transformers(), load_tokenizer(tiny_classifier_folder)
    sizes = {"vocab_size": 50, "hidden_size": 8, "intermediate_size": 8}
    shape = {"num_hidden_layers": 1, "num_attention_heads": 2}
    bert = transformers.BertForSequenceClassification
    relu = bert(transformers.BertConfig(**sizes, **shape, hidden_act="relu"))
    roberta = transformers.RobertaForSequenceClassification(transformers.RobertaConfig(**sizes, **shape))
    headless = transformers.BertModel(transformers.BertConfig(**sizes, **shape))
    for network in (relu, roberta, headless):
        with pytest.raises(SentiscopeError) as caught:
            open_network(network, tokenizer, "other")
        assert (caught.value.key, caught.value.parameters) == ("not_a_bert", {"name": "other"})
