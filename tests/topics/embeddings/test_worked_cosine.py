"""The cosine of two vectors, worked out."""

import numpy as np
import pytest
import torch

from core.topics.embeddings.word_map import colour_stops, rarity
from core.topics.embeddings.worked_cosine import work_out

A, B = np.array([3.0, 4.0, 0.0], dtype=np.float32), np.array([1.0, 2.0, 2.0], dtype=np.float32)


def test_numbers_of_two_small_vectors() -> None:
    worked = work_out(A, B)
    assert worked.product == 11
    assert worked.squares == (25, 9)
    assert worked.lengths == (5, 3)
    assert worked.cosine == pytest.approx(11 / 15)


def test_cosine_is_torch_s() -> None:
    generator = np.random.default_rng(42)
    a, b = generator.normal(size=(2, 50)).astype(np.float32)
    theirs = torch.nn.functional.cosine_similarity(torch.from_numpy(a), torch.from_numpy(b), dim=0).item()
    assert work_out(a, b).cosine == pytest.approx(theirs, abs=1e-6)


def test_columns_add_up_to_the_sums() -> None:
    worked = work_out(A, B)
    assert worked.columns["a×b"].tolist() == [3, 8, 0]
    sums = (worked.columns["a²"].sum(), worked.columns["b²"].sum())
    assert sums == worked.squares


def test_rarity_grows_with_the_logarithm_of_the_rank() -> None:
    found = rarity([0, 9, 99])
    assert found.tolist() == pytest.approx([0, 50, 100])


def test_rarity_of_the_commonest_word_alone_is_none() -> None:
    assert rarity([0]).tolist() == [0]


def test_colours_run_from_the_5th_over_the_50th_to_the_95th_percentile() -> None:
    assert colour_stops(np.arange(101, dtype=np.float32)) == pytest.approx((5, 50, 95))
    assert colour_stops(np.full(3, 0.25, dtype=np.float16)) == (0.25, 0.25, 0.25)
