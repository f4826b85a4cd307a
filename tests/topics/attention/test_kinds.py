"""Every kind on a real head, and the chain of one cell."""

import pytest
import torch

from core.topics.attention.concept import RANGES, range_mask
from core.topics.attention.kinds import SCORES, chain, every_kind, fit_to_head
from core.trace.cells import work_out
from core.trace.trace import TracedForward


def test_the_model_s_own_kind_is_its_attention_and_masks_only_take_away(traced: TracedForward) -> None:
    fit = fit_to_head(traced, 1, 0)
    maps, T = every_kind(traced, 1, 0, 1, fit), len(traced.inputs.tokens)
    assert maps.shape == (len(SCORES), len(RANGES), T, T)
    torch.testing.assert_close(maps.sum(dim=-1), torch.ones(3, 4, T))
    own = maps[SCORES.index("scaled"), RANGES.index("global")]
    torch.testing.assert_close(own, traced.trace.of("attention", 1)[0, 0])
    for place, kind in enumerate(RANGES):
        assert (maps[:, place][:, ~range_mask(kind, T, 1)] == 0).all()


def test_the_fit_is_to_the_head_s_scores(traced: TracedForward) -> None:
    fit = fit_to_head(traced, 0, 1)
    scores = traced.trace.of("scores", 0)[0, 1]
    assert fit.explained > 0.9
    assert fit.explained == pytest.approx(
        1 - ((fit.scores - scores) ** 2).sum().item() / ((scores - scores.mean()) ** 2).sum().item(), abs=1e-6
    )


@pytest.mark.parametrize("kind", RANGES)
def test_every_cell_of_the_chain_is_worked_out_to_the_same_number(traced: TracedForward, kind: str) -> None:
    T = len(traced.inputs.tokens)
    for row in range(T):
        steps = chain(traced, 1, 1, kind, 1, row)
        assert list(steps) == ["scores", "masked", "attention", "context"]
        for opened in steps.values():
            for column in range(opened.value.shape[1]):
                cell = work_out(opened, row, column)
                assert cell.value == pytest.approx(cell.traced, rel=1e-4, abs=1e-6)
