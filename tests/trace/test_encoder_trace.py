"""The traced encoder: every tensor against the library's, and against our own pass that keeps none."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.nn.attention import join_heads
from core.nn.encoder import bert_classifier, encode
from core.trace.encoder_trace import (
    EMBEDDING_STEPS,
    HEAD_STEPS,
    LAYER_STEPS,
    Trace,
    trace_classifier,
    trace_encoder,
)
from tests.nn.support import largest, shape_of, small_network


@torch.inference_mode()
def traced(network, ids: Tensor, mask: Tensor, segments: Tensor) -> Trace:
    return trace_classifier(ids, mask, network.state_dict(), shape_of(network), segments)


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


def padded_batch(network) -> tuple:
    ids, mask = torch.randint(0, 40, (2, 9)), torch.tensor([[1] * 9, [1] * 6 + [0] * 3])
    return ids, mask, network.state_dict(), shape_of(network), (ids > 20).long()


def test_tracing_changes_no_bit_of_the_plain_pass() -> None:
    arguments = padded_batch(small_network(2, layers=3))
    trace = trace_classifier(*arguments)
    assert torch.equal(trace.of("output", 2), encode(*arguments))
    assert torch.equal(trace.of("logits"), bert_classifier(*arguments))


def test_what_is_kept_is_what_was_asked_for() -> None:
    arguments = padded_batch(small_network(2))
    some, whole = trace_encoder(*arguments, keep=("sum", "keys")), trace_encoder(*arguments)
    assert list(some.tensors) == ["sum", "0.keys", "1.keys"]
    assert all(torch.equal(tensor, whole.tensors[name]) for name, tensor in some.tensors.items())


def test_a_trace_weighs_what_its_tensors_hold_and_shared_numbers_once() -> None:
    queries = torch.zeros(2, 3, dtype=torch.float32)
    trace = Trace(
        {"queries": queries, "0.queries": queries[0], "logits": torch.zeros(2, dtype=torch.float32)}
    )
    assert trace.size == (6 + 2) * 4
