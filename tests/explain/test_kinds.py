"""Every kind on a real head, and the chain of one cell."""

import pytest
import torch

from core.concepts.attention import RANGES, reach
from core.explain.cells import work_out
from core.explain.kinds import SCORES, chain, every_kind, fit_to_head
from core.explain.walk import Walk


def test_the_model_s_own_kind_is_its_attention_and_masks_only_take_away(walk: Walk) -> None:
    fit = fit_to_head(walk, 1, 0)
    maps, T = every_kind(walk, 1, 0, 1, fit), len(walk.inputs.tokens)
    assert maps.shape == (len(SCORES), len(RANGES), T, T)
    torch.testing.assert_close(maps.sum(dim=-1), torch.ones(3, 4, T))
    own = maps[SCORES.index("scaled"), RANGES.index("global")]
    torch.testing.assert_close(own, walk.trace.of("attention", 1)[0, 0])
    for place, kind in enumerate(RANGES):
        assert (maps[:, place][:, ~reach(kind, T, T, 1)] == 0).all()


def test_the_fit_is_to_the_head_s_scores(walk: Walk) -> None:
    fit = fit_to_head(walk, 0, 1)
    scores = walk.trace.of("scores", 0)[0, 1]
    assert fit.explained > 0.9
    assert fit.explained == pytest.approx(
        1 - ((fit.scores - scores) ** 2).sum().item() / ((scores - scores.mean()) ** 2).sum().item(), abs=1e-6
    )


@pytest.mark.parametrize("kind", RANGES)
def test_every_cell_of_the_chain_is_worked_out_to_the_same_number(walk: Walk, kind: str) -> None:
    T = len(walk.inputs.tokens)
    for row in range(T):
        steps = chain(walk, 1, 1, kind, 1, row)
        assert list(steps) == ["scores", "masked", "attention", "context"]
        for opened in steps.values():
            for column in range(opened.value.shape[1]):
                cell = work_out(opened, row, column)
                assert cell.value == pytest.approx(cell.traced, rel=1e-4, abs=1e-6)
