"""Masks of a few tokens by hand."""

import pytest
import torch

from core.nn.masks import causal, combine, local, padding, prefix


def test_masks_of_four_tokens_by_hand() -> None:
    assert causal(4).int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    assert local(4, 1).int().tolist() == [[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [0, 0, 1, 1]]
    assert prefix(4, 2).int().tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    real = padding(torch.tensor([4, 2]))
    assert real.int().tolist() == [[1, 1, 1, 1], [1, 1, 0, 0]]
    assert combine(causal(4), real)[1].int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0]] + [[1, 1, 0, 0]] * 2


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(Exception, match=r"[Tt]ype|size"):
        combine(causal(4), torch.ones(2, 3, dtype=torch.bool))
