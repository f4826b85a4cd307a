"""A batch of unequal sentences under any mask, against the library's network; ways to hide; empty rows."""

import math
from pathlib import Path

import pytest
import torch

from core.models.bert.weights import OpenedModel
from core.models.loading import load_network
from core.nn.masks import causal
from core.topics.decoding.concepts.twins import tiny_network
from core.topics.masks.concept import KINDS, mask_of
from core.topics.masks.unmasked_decoder import large_guesses, large_writes
from core.topics.masks.ways import WAYS, empty_row, empty_row_of_module, ways
from core.trace.batch_trace import TracedBatch, probability_under, trace_batch

SENTENCES = ["a fine film", "dull and slow and far too long"]


@pytest.fixture(scope="session")
def traced(opened: OpenedModel) -> TracedBatch:
    return trace_batch(opened, SENTENCES, 20)


@torch.inference_mode()
def test_a_head_s_scores_give_the_library_s_attention(
    traced: TracedBatch, tiny_classifier_folder: Path
) -> None:
    network = load_network(tiny_classifier_folder)
    network.set_attn_implementation("eager")
    told = network(input_ids=traced.batch.ids, attention_mask=traced.batch.mask, output_attentions=True)
    for row, real in enumerate(traced.real):
        ours = torch.where(real, traced.head("scores", 1, 0, row), -torch.inf).softmax(-1)
        torch.testing.assert_close(ours, told.attentions[1][row, 0], rtol=1e-4, atol=1e-5)
    assert traced.real.sum(dim=1).max() == traced.real.shape[1]


@torch.inference_mode()
def test_the_verdict_with_the_usual_mask_is_the_network_s(
    traced: TracedBatch, tiny_classifier_folder: Path
) -> None:
    network = load_network(tiny_classifier_folder)
    expected = network(input_ids=traced.batch.ids, attention_mask=traced.batch.mask).logits.softmax(-1)[:, 1]
    T = traced.real.shape[1]
    for row, real in enumerate(traced.real):
        told = probability_under(traced, row, real.expand(T, T))
        assert told == pytest.approx(expected[row].item(), abs=1e-5)


def test_under_a_causal_mask_the_first_token_knows_no_sentence(traced: TracedBatch) -> None:
    mask = causal(traced.real.shape[1])
    assert probability_under(traced, 0, mask) == pytest.approx(probability_under(traced, 1, mask))


def test_each_kind_by_who_may_look_at_whom() -> None:
    real = torch.tensor([True, True, True, True, True, False])
    allowed = {
        "none": lambda t, s: True,
        "causal": lambda t, s: s <= t,
        "padding": lambda t, s: s < 5,
        "causal_padding": lambda t, s: s <= t and s < 5,
        "local": lambda t, s: abs(t - s) <= 2,
        "prefix": lambda t, s: s <= t or s < 3,
    }
    assert tuple(allowed) == KINDS
    for kind, may in allowed.items():
        assert mask_of(kind, real).tolist() == [[may(t, s) for s in range(6)] for t in range(6)], kind
    assert mask_of("local", real, window=1).sum() == 6 + 2 * 5
    assert mask_of("prefix", real, prefix_length=1).tolist() == mask_of("causal", real).tolist()


def test_only_hiding_before_the_softmax_hides() -> None:
    seen = torch.tensor([True, True, False, False])
    told = ways(torch.tensor([0.3, -1.0, 2.0, 0.5]), seen)
    assert list(told) == list(WAYS)
    for way in ("infinity", "large"):
        assert (told[way].hidden, told[way].moved) == (0.0, 0.0)
        assert told[way].total == pytest.approx(1)
    assert 0 < told["small"].hidden < 0.01
    assert told["zero"].hidden == 0
    assert told["zero"].total < 1
    assert told["zero"].moved > 0.01


def test_an_empty_row_by_the_formula_and_as_transformers_calls_it(traced: TracedBatch) -> None:
    parts = [traced.head(step, 0, 0, 1) for step in ("queries", "keys", "values")]
    told = empty_row(*parts, row=2)
    assert all(math.isnan(number) for number in told["formula"].tolist())
    assert not told["sdpa"].any()
    torch.testing.assert_close(told["lowest"], parts[2].mean(dim=0))


def test_an_empty_row_of_torch_s_module_by_how_it_is_called(traced: TracedBatch) -> None:
    values = traced.head("values", 0, 0, 1)
    bias = torch.arange(1.0, 1 + values.shape[-1])
    told = empty_row_of_module(values, bias, row=2)
    assert told["module_weights"].isnan().all()
    torch.testing.assert_close(told["module_bias"], bias)
    assert not told["module_no_bias"].any()
    assert told["module_fast"].isnan().all()


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
def test_a_large_model_with_and_without_its_mask(attention: str) -> None:
    """A tiny Llama: our additive mask gives what its own gives, and without it the future is seen."""
    network = tiny_network(attn_implementation=attention)

    class Tokenizer:
        def __call__(self, text: str, return_tensors: str) -> dict:
            return {"input_ids": torch.tensor([[int(part) for part in text.split()]])}

        def decode(self, ids) -> str:
            return " ".join(str(int(number)) for number in ids)

    with torch.inference_mode():
        logits = network(input_ids=torch.tensor([[3, 7, 9, 4]])).logits[0, :-1].softmax(-1)
    expected = logits.gather(1, torch.tensor([[7], [9], [4]]))[:, 0]
    kept = large_guesses(network, Tokenizer(), "3 7 9 4", masked=True)
    torch.testing.assert_close(kept.probabilities, expected)
    assert kept.tokens == ("7", "9", "4")
    assert kept.loss == pytest.approx(-expected.log().mean().item())
    removed = large_guesses(network, Tokenizer(), "3 7 9 4", masked=False)
    assert not torch.allclose(removed.probabilities, expected)
    written = large_writes(network, Tokenizer(), "3 7 9 4", masked=True).split()
    with torch.inference_mode():
        own = network.generate(
            torch.tensor([[3, 7, 9, 4]]), max_new_tokens=24, do_sample=False, eos_token_id=None
        )
    assert written == [str(number) for number in own[0, 4:].tolist()]
    ended = large_writes(network, Tokenizer(), "3 7 9 4", masked=True, ends=[int(written[2])]).split()
    assert ended == written[: written.index(written[2])]
