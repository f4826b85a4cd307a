"""The encoder written from scratch against the library's, tensor by tensor."""

import os
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.data.sst2 import load_sst2
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.models.transformers_library import quiet_transformers
from core.nn import encoder
from core.nn.encoder import (
    EMBEDDING_STEPS,
    HEAD_STEPS,
    LAYER_STEPS,
    EncoderShape,
    Trace,
    bert_classifier,
    encode,
    join_heads,
    layer_norm,
    split_heads,
)

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


def shape_of(network) -> EncoderShape:
    config = network.config
    return EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)


def largest(ours: Tensor, theirs: Tensor) -> float:
    return (ours - theirs).abs().max().item()


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
    assert ours_and_theirs(network, tokenizer(SENTENCES, padding=True, **options)) < 1e-5


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


def small_network(seed: int, layers: int = 2, heads: int = 2, width: int = 8, inner: int = 12):
    transformers = quiet_transformers()
    torch.manual_seed(seed)
    config = transformers.BertConfig(
        vocab_size=40,
        hidden_size=width * heads,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=20,
        attn_implementation="eager",
    )
    network = transformers.BertForSequenceClassification(config).eval()
    with torch.no_grad():  # as drawn, all biases are 0 and all gains 1, which would hide a mistake
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return network


def traced(network, ids: Tensor, mask: Tensor, segments: Tensor) -> Trace:
    trace = Trace()
    with torch.inference_mode():
        bert_classifier(
            ids, mask, network.state_dict(), shape_of(network), segments=segments, note=trace.note
        )
    return trace


def test_every_tensor_on_the_way_is_the_library_s() -> None:
    network = small_network(1)
    ids, mask = torch.randint(0, 40, (2, 9)), torch.tensor([[1] * 9, [1] * 6 + [0] * 3])
    segments = (ids > 20).long()
    seen: dict[str, Tensor] = {}
    watched = {"bert.embeddings.LayerNorm": "embedding_norm", "bert.pooler": "pooled"}
    for layer in range(2):
        stem = f"bert.encoder.layer.{layer}."
        watched |= {f"{stem}attention.self.query": f"{layer}.queries"}
        watched |= {f"{stem}attention.self.key": f"{layer}.keys"}
        watched |= {f"{stem}attention.self.value": f"{layer}.values"}
        watched |= {f"{stem}attention.output.dense": f"{layer}.projection"}
        watched |= {f"{stem}attention.output": f"{layer}.attention_norm"}
        watched |= {f"{stem}intermediate.dense": f"{layer}.expanded"}
        watched |= {f"{stem}intermediate": f"{layer}.activated"}
        watched |= {f"{stem}output.dense": f"{layer}.contracted"}
    for module, step in watched.items():
        network.get_submodule(module).register_forward_hook(
            lambda _, __, output, step=step: seen.__setitem__(step, output)
        )
    with torch.inference_mode():
        output = network(
            ids,
            attention_mask=mask,
            token_type_ids=segments,
            output_attentions=True,
            output_hidden_states=True,
        )
    trace = traced(network, ids, mask, segments)
    assert len(seen) == len(watched)
    for step, theirs in seen.items():
        ours = trace.tensors[step]
        ours = join_heads(ours) if ours.ndim == 4 else ours
        assert largest(ours, theirs) < 1e-5, step
    assert len(output.attentions) == 2
    for layer, attention in enumerate(output.attentions):
        assert largest(trace.of("attention", layer), attention) < 1e-6
        assert largest(trace.of("output", layer), output.hidden_states[layer + 1]) < 1e-5
    assert largest(trace.of("logits"), output.logits) < 1e-5
    assert largest(trace.of("probabilities"), output.logits.softmax(-1)) < 1e-6


@settings(deadline=None, max_examples=25, derandomize=True)
@given(
    B=st.integers(1, 3),
    T=st.integers(1, 6),
    H=st.integers(1, 3),
    K=st.integers(1, 4),
    F=st.integers(1, 5),
    L=st.integers(1, 3),
)
def test_steps_have_the_axes_they_are_declared_with(B: int, T: int, H: int, K: int, F: int, L: int) -> None:
    network = small_network(0, layers=L, heads=H, width=K, inner=F)
    ids = torch.randint(0, 40, (B, T))
    trace = traced(network, ids, torch.ones_like(ids), torch.zeros_like(ids))
    sizes = {"B": B, "T": T, "S": T, "D": H * K, "H": H, "K": K, "F": F, "C": 2}
    declared = EMBEDDING_STEPS | HEAD_STEPS
    declared |= {f"{layer}.{step}": axes for layer in range(L) for step, axes in LAYER_STEPS.items()}
    assert trace.tensors.keys() == declared.keys()
    for step, axes in declared.items():
        assert tuple(trace.tensors[step].shape) == tuple(sizes[axis] for axis in axes.split()), step


def test_looking_changes_nothing(shipped) -> None:
    network, tokenizer = shipped
    batch = tokenizer("so slow .", return_tensors="pt")
    weights, shape = network.state_dict(), shape_of(network)
    plain = bert_classifier(batch["input_ids"], batch["attention_mask"], weights, shape)
    trace = Trace()
    noted = bert_classifier(batch["input_ids"], batch["attention_mask"], weights, shape, note=trace.note)
    assert torch.equal(plain, noted)


@pytest.mark.parametrize("kept", [[0, 2], [1], []])
def test_leaving_out_layers_is_deleting_them(kept: list[int]) -> None:
    network = small_network(3, layers=3)
    ids = torch.randint(0, 40, (1, 7))
    ours = encode(ids, torch.ones_like(ids), network.state_dict(), shape_of(network), layers=kept)
    network.bert.encoder.layer = torch.nn.ModuleList(network.bert.encoder.layer[n] for n in kept)
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


def test_layer_norm_by_hand() -> None:
    x = torch.tensor([[1.0, 2.0], [2.0, 3.0]], dtype=torch.float64)
    one, zero = torch.ones(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
    expected = torch.tensor([[-1.0, 1.0], [-1.0, 1.0]], dtype=torch.float64)
    assert torch.equal(layer_norm(x, one, zero, 0.0), expected)
    assert torch.equal(layer_norm(x, one * 3, one, 0.0), expected * 3 + 1)


def test_gelu_by_hand() -> None:
    # Φ(1) = 0.841344746…, from any table of the normal distribution
    x = torch.tensor([-1.0, 0.0, 1.0, 30.0], dtype=torch.float64)
    expected = torch.tensor([-0.158655253931457, 0.0, 0.841344746068543, 30.0], dtype=torch.float64)
    torch.testing.assert_close(encoder.gelu(x), expected, rtol=1e-12, atol=1e-14)


def test_heads_are_cut_and_joined_again() -> None:
    x = torch.arange(2 * 3 * 8, dtype=torch.float32).reshape(2, 3, 8)
    heads = split_heads(x, 4)
    assert heads.shape == (2, 4, 3, 2)
    assert heads[0, 1, 0].tolist() == [2.0, 3.0]
    assert torch.equal(join_heads(heads), x)


def test_the_position_table_ends_somewhere(shipped) -> None:
    network, _ = shipped
    ids = torch.ones(1, 513, dtype=torch.long)
    with pytest.raises(RuntimeError, match="513"):
        bert_classifier(ids, torch.ones_like(ids), network.state_dict(), shape_of(network))
