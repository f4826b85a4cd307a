"""Solutions that no twin holds: repeated, or put together, they give what the library gives."""

import pytest
import torch
from transformers import TemperatureLogitsWarper
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from core.topics.decoding.concepts.twins import PROMPT, generate, tiny_network
from core.topics.decoding.exercises.beams import beam_step, greedy_step
from core.topics.decoding.exercises.filters import next_probabilities
from core.topics.positions.exercises.rotations import rotary_scores

STEPS = 6


@torch.inference_mode()
def test_greedy_steps_are_the_library_s_text() -> None:
    network, ids = tiny_network(), PROMPT
    for _ in range(STEPS):
        ids = greedy_step(ids, network(ids).logits)
    assert torch.equal(ids, generate(network, PROMPT, STEPS, [], num_beams=1).sequences)


@pytest.mark.parametrize("width", [2, 5])
@torch.inference_mode()
def test_beam_steps_are_the_library_s_texts(width: int) -> None:
    network, ids, totals = tiny_network(), PROMPT, torch.zeros(1)
    for _ in range(STEPS):
        totals, beams, tokens = beam_step(totals, network(ids).logits[:, -1].log_softmax(-1), width)
        ids = torch.cat([ids[beams], tokens[:, None]], dim=1)
    theirs = generate(network, PROMPT, STEPS, [], num_beams=width, num_return_sequences=width)
    assert torch.equal(ids, theirs.sequences)
    torch.testing.assert_close(totals / STEPS, theirs.sequences_scores, rtol=0, atol=1e-4)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_temperature_is_the_library_s(temperature: float) -> None:
    logits = torch.randn(3, 20, generator=torch.Generator().manual_seed(5))
    theirs = TemperatureLogitsWarper(temperature)(None, logits).softmax(-1)
    torch.testing.assert_close(next_probabilities(logits, temperature), theirs)


def test_rotary_scores_are_llama_s() -> None:
    generator = torch.Generator().manual_seed(5)
    queries, keys = torch.randn(2, 1, 3, 7, 8, generator=generator)  # (B, H, T, K) each
    angles = torch.randn(7, 4, generator=generator)
    twice = torch.cat([angles, angles], dim=-1)[None]  # (1, T, K)
    turned = apply_rotary_pos_emb(queries, keys, twice.cos(), twice.sin())
    theirs = turned[0] @ turned[1].transpose(-1, -2) / 8**0.5
    torch.testing.assert_close(rotary_scores(queries, keys, angles), theirs)
    moved = angles + 2.0
    torch.testing.assert_close(rotary_scores(queries, keys, moved), theirs, rtol=0, atol=1e-5)
