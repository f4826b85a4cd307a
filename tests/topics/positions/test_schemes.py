"""Six schemes on one head: each changes what it should, and a worked number is the tensor's."""

import math

import pytest
import torch

from core.topics.positions.cells import Spot, work_out
from core.topics.positions.relative_positions import alibi_slopes
from core.topics.positions.schemes import (
    SCHEMES,
    Passes,
    Tables,
    passes,
    queries_and_keys,
    scores,
    sinusoids_like,
)
from core.trace.trace import TracedForward

HEADS, LAYER, HEAD = 2, 1, 1


@pytest.fixture
def found(traced: TracedForward) -> Passes:
    return passes(traced)


@pytest.fixture
def tables() -> Tables:
    generator = torch.Generator().manual_seed(1)
    return Tables(*(torch.randn(shape, generator=generator) for shape in ((32, 4), (33, 8), (33, 8))))


def of(found: Passes, scheme: str, tables: Tables | None) -> torch.Tensor:
    return scores(found, scheme, LAYER, HEAD, HEADS, tables)


def test_every_scheme_changes_the_scores(found: Passes, tables: Tables) -> None:
    plain = of(found, "none", tables)
    changed = [name for name in SCHEMES if not torch.allclose(of(found, name, tables), plain)]
    assert changed == [name for name in SCHEMES if name != "none"]


def test_the_learned_one_is_the_model_as_trained(traced: TracedForward, found: Passes) -> None:
    torch.testing.assert_close(of(found, "learned", None), traced.trace.of("scores", LAYER)[0, HEAD])


def test_alibi_takes_the_head_s_slope(found: Passes) -> None:
    gap = of(found, "none", None) - of(found, "alibi", None)
    assert gap[0, 2].item() == pytest.approx(2 * alibi_slopes(HEADS)[HEAD].item(), abs=1e-5)
    assert gap.diagonal().abs().max() < 1e-6


def test_rope_leaves_each_token_s_score_with_itself(found: Passes) -> None:
    torch.testing.assert_close(of(found, "rope", None).diagonal(), of(found, "none", None).diagonal())


def test_sinusoids_are_as_long_as_the_learned_vectors(traced: TracedForward) -> None:
    table = traced.opened.weights["bert.embeddings.position_embeddings.weight"]
    assert sinusoids_like(traced).norm(dim=-1).mean().item() == pytest.approx(
        table.norm(dim=-1).mean().item(), rel=1e-5
    )


def test_heads_of_the_small_model_are_taken_in_turn(found: Passes, tables: Tables) -> None:
    added = of(found, "t5", tables) - of(found, "none", tables)
    assert added[2, 0].item() == pytest.approx(tables.t5[2, HEAD].item(), abs=1e-5)
    assert added[0, 2].item() == pytest.approx(tables.t5[2, HEAD].item(), abs=1e-5)  # mirrored


def test_a_worked_number_is_the_tensor_s(
    traced: TracedForward, found: Passes, tables: Tables, subtests: pytest.Subtests
) -> None:
    for place in ((0, 0), (1, 4), (5, 2)):
        for scheme in SCHEMES:
            with subtests.test(scheme=scheme, place=place):
                made = work_out(scheme, traced, found, tables, Spot(*place, 3, LAYER, HEAD))
                assert made.worked == pytest.approx(made.traced, abs=1e-5)


def test_rope_s_pairs_add_up(traced: TracedForward, found: Passes) -> None:
    made = work_out("rope", traced, found, None, Spot(4, 1, 0, LAYER, HEAD))
    queries, _ = queries_and_keys(found, LAYER, HEAD)
    assert len(made.terms) == queries.shape[1] // 2
    total = sum(term[-1] for term in made.terms)
    assert total / math.sqrt(queries.shape[1]) == pytest.approx(made.traced, abs=1e-5)
