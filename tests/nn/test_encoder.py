"""The encoder written from scratch against the library's, tensor by tensor."""

import os
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.sst2 import load_sst2
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.transformers_library import quiet_transformers
from core.nn.encoder import EncoderShape, bert_classifier, encode
from tests.nn.support import largest, shape_of, small_network

SENTENCES = [
    "a gorgeous , witty , seductive movie .",
    "so slow .",
    "not bad at all .",
    "!",
    "GOOD film, BAD ending???",
    "ünïcödé naïveté — “quoted” …",
    "一部好电影",
    "x" * 300,
    "the " * 200,
    "unwatchable antidisestablishmentarianism",
    *(f"{word} {rest}" for word in ("a", "no", "such") for rest in ("joy .", "mess", "film , is it ?")),
    *(f"i would watch it {count} times , but {end}" for count in range(10) for end in ("why", "not twice .")),
    *(f"{'very ' * count}good" for count in range(11)),
]


@pytest.fixture(scope="module")
def shipped():
    folder = locate(MAIN_MODEL).folder
    return load_network(folder), load_tokenizer(folder)


def ours_and_theirs(network, batch) -> float:
    weights, shape = network.state_dict(), shape_of(network)
    with torch.inference_mode():
        ours = bert_classifier(
            batch["input_ids"], batch["attention_mask"], weights, shape, segments=batch["token_type_ids"]
        )
        return largest(ours, network(**batch).logits)


def test_logits_equal_the_library_s_on_fifty_sentences(shipped) -> None:
    network, tokenizer = shipped
    assert len(set(SENTENCES)) == 50
    options = {"truncation": True, "max_length": 512, "return_tensors": "pt"}
    for sentence in SENTENCES:
        assert ours_and_theirs(network, tokenizer(sentence, **options)) < 1e-5, sentence
    lengths = SENTENCES[3::5]  # of one token to two hundred
    assert ours_and_theirs(network, tokenizer(lengths, padding=True, **options)) < 1e-5


def test_logits_equal_the_library_s_on_pairs(shipped) -> None:
    network, tokenizer = shipped
    batch = tokenizer(SENTENCES[:6], SENTENCES[-6:], padding=True, return_tensors="pt")
    assert batch["token_type_ids"].sum() > 0
    assert ours_and_theirs(network, batch) < 1e-5


@pytest.mark.skipif("SENTISCOPE_TEST_SST2" not in os.environ, reason="SENTISCOPE_TEST_SST2 names no SST-2")
def test_logits_equal_the_library_s_on_all_dev_sentences(shipped) -> None:
    network, tokenizer = shipped
    dev = sorted(load_sst2(Path(os.environ["SENTISCOPE_TEST_SST2"])).dev.sentences, key=len)
    for start in range(0, len(dev), 32):
        batch = tokenizer(dev[start : start + 32], padding=True, return_tensors="pt")
        assert ours_and_theirs(network, batch) < 1e-5


def test_logits_equal_the_library_s_in_the_shape_of_bert_base() -> None:
    transformers = quiet_transformers()
    torch.manual_seed(42)
    network = transformers.BertForSequenceClassification(transformers.BertConfig(vocab_size=200)).eval()
    ids = torch.randint(0, 200, (2, 24))
    mask = torch.ones_like(ids)
    mask[1, 15:] = 0
    batch = {"input_ids": ids, "attention_mask": mask, "token_type_ids": (ids > 100).long()}
    assert shape_of(network) == EncoderShape(12, 12)
    assert ours_and_theirs(network, batch) < 1e-5


@pytest.mark.parametrize("layers", [[0, 2], [1], []])
def test_leaving_out_layers_is_deleting_them(layers: list[int]) -> None:
    network = small_network(3, layers=3)
    ids = torch.randint(0, 40, (1, 7))
    ours = encode(ids, torch.ones_like(ids), network.state_dict(), shape_of(network), layers=layers)
    network.bert.encoder.layer = torch.nn.ModuleList(network.bert.encoder.layer[n] for n in layers)
    with torch.inference_mode():
        assert largest(ours, network.bert(ids).last_hidden_state) < 1e-5


@settings(deadline=None, max_examples=20, derandomize=True)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 99))
def test_padding_never_changes_a_token(tokens: int, padding: int, seed: int) -> None:
    network = small_network(5)
    weights, shape = network.state_dict(), shape_of(network)
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(0, 40, (1, tokens + padding), generator=generator)
    mask = torch.tensor([[1] * tokens + [0] * padding])
    alone = encode(ids[:, :tokens], mask[:, :tokens], weights, shape)
    assert largest(encode(ids, mask, weights, shape)[:, :tokens], alone) < 1e-5


def test_the_position_table_ends_somewhere(shipped) -> None:
    network, _ = shipped
    ids = torch.ones(1, 513, dtype=torch.long)
    with pytest.raises(RuntimeError, match="513"):
        bert_classifier(ids, torch.ones_like(ids), network.state_dict(), shape_of(network))
