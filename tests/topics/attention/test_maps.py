"""Attention, contribution and rollout of a traced pass, against the library and against the trace."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification

from core.topics.attention.maps import attention_of, contribution_of, contributions_of, from_first, rollout_of
from core.trace.trace import TracedForward


@torch.inference_mode()
def test_attention_is_the_librarys(traced: TracedForward, tiny_classifier_folder: Path) -> None:
    network = AutoModelForSequenceClassification.from_pretrained(
        tiny_classifier_folder, attn_implementation="eager"
    )
    inputs = traced.inputs
    given = {"input_ids": inputs.ids, "attention_mask": inputs.mask, "token_type_ids": inputs.segments}
    expected = torch.cat(network.eval()(**given, output_attentions=True).attentions)
    torch.testing.assert_close(attention_of(traced), expected, rtol=1e-5, atol=1e-6)


def test_contributions_of_all_heads_add_up_to_the_projection(traced: TracedForward) -> None:
    """Σ over heads and tokens of A · W_o V is the projection less its bias; each has the length told."""
    weight = traced.opened.weights["bert.encoder.layer.1.attention.output.dense.weight"]
    bias = traced.opened.weights["bert.encoder.layer.1.attention.output.dense.bias"]
    attention, values = (traced.trace.of(step, 1)[0] for step in ("attention", "values"))
    K = values.shape[-1]
    vectors = torch.stack(
        [attention[h][..., None] * (values[h] @ weight[:, h * K : (h + 1) * K].T) for h in range(len(values))]
    )  # (H, T, S, D)
    torch.testing.assert_close(vectors.sum(dim=(0, 2)) + bias, traced.trace.of("projection", 1)[0])
    torch.testing.assert_close(contribution_of(traced, 1), vectors.norm(dim=-1), rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(contributions_of(traced)[1], contribution_of(traced, 1))


@pytest.mark.parametrize("measure", ["attention", "contribution", "rollout"])
def test_what_the_first_token_takes_adds_up_to_one(traced: TracedForward, measure: str) -> None:
    taken = from_first(traced, measure)
    assert taken.shape == (2, len(traced.inputs.tokens))
    torch.testing.assert_close(taken.sum(dim=-1), torch.ones(2))
    if measure == "rollout":
        torch.testing.assert_close(taken, rollout_of(traced)[:, 0])
