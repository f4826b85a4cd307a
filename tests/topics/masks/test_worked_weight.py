"""One attention weight worked out: the same as the softmax of the masked row."""

import pytest
import torch

from core.topics.masks.concept import additive_masked_softmax
from core.topics.masks.worked_weight import work_out

SCORES = torch.tensor([0.5, -1.0, 2.0, 90.0])
SEEN = torch.tensor([True, True, True, False])


@pytest.mark.parametrize("column", range(4))
def test_weight_is_the_additive_masked_softmax_s(column: int) -> None:
    worked = work_out(SCORES, SEEN, column)
    assert worked is not None
    assert worked.weight == pytest.approx(additive_masked_softmax(SCORES, SEEN)[column].item(), abs=1e-6)
    assert worked.score == SCORES[column].item()


def test_numbers_are_those_of_the_visible_keys() -> None:
    worked = work_out(SCORES, SEEN, 0)
    assert worked is not None
    assert worked.largest == 2.0
    assert worked.total == pytest.approx(torch.tensor([-1.5, -3.0, 0.0]).double().exp().sum().item())


def test_row_that_sees_nothing_has_no_weight() -> None:
    assert work_out(SCORES, torch.zeros(4, dtype=torch.bool), 1) is None
