"""Vectors by hand: one-hot rows, cosine, neighbours, components, and how honest a map is."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.embeddings import concept as e

TABLE = torch.tensor([[1.0, 0.0], [2.0, 0.1], [0.0, 1.0], [-1.0, 0.0]])


def test_one_hot_rows_are_orthogonal_and_pick_rows() -> None:
    ids = torch.tensor([2, 0, 3])
    rows = e.one_hot(ids, 4)
    assert rows.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]]
    assert torch.equal(rows @ rows.T, torch.eye(3))
    assert torch.equal(e.look_up(ids, TABLE), TABLE[ids])


def test_memory_by_hand() -> None:
    used = e.memory(words=3, vocabulary=1000, width=50)
    assert (used.dense, used.sparse, used.vectors, used.table) == (12_000, 24 + 16, 600, 200_000)


def test_cosine_by_hand() -> None:
    made = e.cosine(torch.tensor([[3.0, 4.0], [0.0, 0.0]]), torch.tensor([[4.0, 3.0], [-3.0, -4.0]]))
    torch.testing.assert_close(made, torch.tensor([[0.96, -1.0], [0.0, 0.0]]))


def test_neighbours_are_by_direction_and_leave_out_the_excluded() -> None:
    query = torch.tensor([1.0, 0.0])
    assert e.nearest(query, TABLE, 4).tolist() == [0, 1, 2, 3]
    assert e.nearest(query, TABLE, 9, excluded=[0, 0]).tolist() == [1, 2, 3]


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_a_place_on_an_axis_is_numpy_s_least_squares(seed: int) -> None:
    rows = torch.randn(6, 4, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    low, high, others = rows[0], rows[1], rows
    made = e.axis_position(others, low, high)
    line = (high - low).numpy()[:, None]
    expected = np.linalg.lstsq(line, (others - low).numpy().T, rcond=None)[0][0]
    np.testing.assert_allclose(made.numpy(), expected, atol=1e-9)
    np.testing.assert_allclose(made[:2].numpy(), [0, 1], atol=1e-9)
    with pytest.raises(ValueError, match="one point"):
        e.axis_position(others, low, low)


def test_arithmetic() -> None:
    made = e.arithmetic(TABLE[[0, 2]], TABLE[[3]])
    assert made.tolist() == [2.0, 1.0]


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.integers(0, 999))
def test_components_keep_all_variance_and_are_uncorrelated(seed: int) -> None:
    vectors = torch.randn(20, 4, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    points = e.principal_components(vectors, 4)
    covariance = points.T.cov()
    assert covariance.trace().item() == pytest.approx(vectors.T.cov().trace().item())
    torch.testing.assert_close(covariance, covariance.diag().diag(), atol=1e-9, rtol=0)
    assert (covariance.diag().diff() <= 1e-12).all()


def test_contrast_and_shell_by_hand() -> None:
    assert e.relative_contrast(torch.tensor([2.0, 3.0, 5.0])).item() == 1.5
    assert e.shell_volume(1, 0.1) == pytest.approx(0.1)
    assert e.shell_volume(2, 0.1) == pytest.approx(0.19)
    assert e.shell_volume(1000, 0.01) > 0.9999


def test_one_hot_points_have_no_contrast_at_all() -> None:
    rows = e.one_hot(torch.arange(5), 5)
    assert e.relative_contrast(e.distances(rows[:1], rows[1:])[0]).item() == 0.0


@settings(deadline=None, derandomize=True, max_examples=25)
@given(st.integers(0, 999), st.integers(1, 6))
def test_a_perfect_map_is_trusted_and_every_map_lies_between(seed: int, count: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    high = torch.randn(25, 5, generator=generator, dtype=torch.float64)
    low = torch.randn(25, 2, generator=generator, dtype=torch.float64)
    assert e.trustworthiness(high, high, count).item() == 1.0
    assert e.neighbour_overlap(high, high * 3 + 1, count).item() == 1.0
    assert 0 <= e.trustworthiness(high, low, count).item() < 1
    assert 0 <= e.neighbour_overlap(high, low, count).item() < 1


def test_some_points_can_be_judged_alone() -> None:
    generator = torch.Generator().manual_seed(1)
    high, low = torch.randn(30, 5, generator=generator), torch.randn(30, 2, generator=generator)
    halves = [
        [function(high, low, 4, rows).item() for rows in torch.arange(30).split(15)]
        for function in (e.trustworthiness, e.neighbour_overlap)
    ]
    assert sum(halves[0]) / 2 == pytest.approx(e.trustworthiness(high, low, 4).item())
    assert sum(halves[1]) / 2 == pytest.approx(e.neighbour_overlap(high, low, 4).item())
