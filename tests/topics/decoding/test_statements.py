"""What the page says of `generate`, asked of it: its silent top-k, and what greedy does not return."""

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

SILENT = 50
START = torch.tensor([[5]])


@pytest.fixture
def network() -> LlamaForCausalLM:
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=200, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


def test_sampling_draws_from_50_tokens_unless_top_k_is_0(network: LlamaForCausalLM) -> None:
    drawn = {}
    for name, more in (("silent", {}), ("own", {"top_k": 0})):
        torch.manual_seed(0)
        texts = network.generate(
            START.repeat(2000, 1), do_sample=True, max_new_tokens=1, pad_token_id=0, **more
        )
        drawn[name] = set(texts[:, 1].tolist())
    with torch.no_grad():
        likeliest = network(START).logits[0, -1].topk(SILENT).indices.tolist()
    assert drawn["silent"] <= set(likeliest)
    assert len(drawn["own"]) > SILENT


def test_greedy_returns_no_score_of_the_whole_and_beam_search_does(network: LlamaForCausalLM) -> None:
    told = {"max_new_tokens": 3, "pad_token_id": 0, "return_dict_in_generate": True, "output_scores": True}
    greedy = network.generate(START, num_beams=1, do_sample=False, **told)
    assert getattr(greedy, "sequences_scores", None) is None
    assert len(network.generate(START, num_beams=2, do_sample=False, **told).sequences_scores) == 1


def test_a_positive_length_penalty_helps_long_texts_by_either_formula() -> None:
    short, long = (-4.0, 4), (-5.0, 8)  # Σ log p, length
    for divisor in (lambda length, alpha: length**alpha, lambda length, alpha: ((5 + length) / 6) ** alpha):
        lead = [long[0] / divisor(long[1], alpha) - short[0] / divisor(short[1], alpha) for alpha in (0, 1)]
        assert lead[0] < 0 < lead[1]


def test_one_greedy_text_cannot_be_given_back_several_times(network: LlamaForCausalLM) -> None:
    with pytest.raises(ValueError, match="num_return_sequences"):
        network.generate(START, num_return_sequences=4, do_sample=False, max_new_tokens=2, pad_token_id=0)
