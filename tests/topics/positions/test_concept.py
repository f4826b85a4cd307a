"""What the formulas of positions promise, whatever the numbers."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.topics.positions.concept import angles, frequencies, learned, rope, shift_rotation, sinusoidal
from core.topics.positions.relative_positions import (
    alibi_bias,
    alibi_slopes,
    clipped_index,
    distances,
    shaw_context,
    shaw_scores,
    t5_bias,
    t5_bucket,
)

place = st.integers(0, 2000)
widths = st.sampled_from([2, 6, 32, 64])
bases = st.sampled_from([100.0, 10_000.0, 100_000.0])
quick = settings(max_examples=40, deadline=None)


def at(*places: int) -> Tensor:
    return torch.tensor(places, dtype=torch.float64)


def vectors(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


# ---- told to the vectors


@quick
@given(place, st.integers(-500, 500), widths, bases)
def test_a_shift_is_one_rotation_whatever_the_position(p: int, delta: int, D: int, base: float) -> None:
    turn = shift_rotation(torch.tensor(delta, dtype=torch.float64), D, base)
    moved = sinusoidal(at(p), D, base) @ turn.T
    torch.testing.assert_close(moved, sinusoidal(at(p + delta), D, base), rtol=0, atol=1e-9)
    torch.testing.assert_close(turn @ turn.T, torch.eye(D, dtype=torch.float64), rtol=0, atol=1e-12)


@quick
@given(place, place, widths)
def test_sinusoidal_codes_are_equally_long_and_their_product_knows_the_distance_only(
    p: int, r: int, D: int
) -> None:
    first, second = sinusoidal(at(p, r), D)
    assert first.norm().item() == pytest.approx(math.sqrt(D / 2))
    expected = ((p - r) * frequencies(D)).cos().sum().item()
    assert (first @ second).item() == pytest.approx(expected, abs=1e-9)


def test_the_first_codes_are_those_of_the_paper() -> None:
    expected = [[0, 1, 0, 1], [math.sin(1), math.cos(1), math.sin(0.01), math.cos(0.01)]]
    torch.testing.assert_close(sinusoidal(at(0, 1), 4), torch.tensor(expected, dtype=torch.float64))


def test_an_odd_width_has_no_pairs() -> None:
    with pytest.raises(ValueError, match="even"):
        frequencies(7)


def test_a_learned_table_ends() -> None:
    table = torch.arange(6.0).reshape(3, 2)
    assert learned(torch.tensor([2, 0]), table).tolist() == [[4, 5], [0, 1]]
    with pytest.raises(IndexError):
        learned(torch.tensor([3]), table)


@quick
@given(place, place, st.integers(0, 1000), st.integers(0, 99), widths, bases)
def test_rope_s_product_depends_on_the_distance_only(
    i: int, j: int, shift: int, seed: int, K: int, base: float
) -> None:
    query, key = vectors(seed, 2, 1, K)

    def product(query_at: int, key_at: int) -> float:
        turned_query = rope(query, angles(at(query_at), K, base))
        turned_key = rope(key, angles(at(key_at), K, base))
        return (turned_query * turned_key).sum().item()

    assert product(i + shift, j + shift) == pytest.approx(product(i, j), abs=1e-9)


@quick
@given(st.lists(place, min_size=1, max_size=5), st.integers(0, 99), widths)
def test_rope_keeps_lengths_and_leaves_position_0_alone(places: list[int], seed: int, K: int) -> None:
    x = vectors(seed, 2, len(places), K)
    turned = rope(x, angles(at(*places), K))
    torch.testing.assert_close(turned.norm(dim=-1), x.norm(dim=-1), rtol=1e-12, atol=1e-12)
    assert torch.equal(rope(x[:, :1], angles(at(0), K)), x[:, :1])


# ---- told to the scores


@quick
@given(st.integers(0, 5000), st.integers(1, 12), st.integers(1, 12))
def test_alibi_t5_and_shaw_see_no_shift(shift: int, T: int, S: int) -> None:
    here = distances(torch.arange(T), torch.arange(S))
    there = distances(torch.arange(T) + shift, torch.arange(S) + shift)
    assert torch.equal(alibi_bias(here, alibi_slopes(6)), alibi_bias(there, alibi_slopes(6)))
    table = vectors(1, 32, 6)
    for both in (True, False):
        assert torch.equal(t5_bias(t5_bucket(here, both), table), t5_bias(t5_bucket(there, both), table))
    assert torch.equal(clipped_index(here, 3), clipped_index(there, 3))


def test_clipped_distances_as_in_shaw_s_figure() -> None:
    index = clipped_index(distances(torch.arange(4), torch.arange(4)), 2)
    assert index.tolist() == [[2, 3, 4, 4], [1, 2, 3, 4], [0, 1, 2, 3], [0, 0, 1, 2]]


def test_a_table_of_zeros_leaves_plain_attention() -> None:
    queries, keys, values = vectors(3, 3, 2, 5, 4)
    index, nothing = clipped_index(distances(torch.arange(5), torch.arange(5)), 2), torch.zeros(5, 4).double()
    plain = queries @ keys.transpose(-1, -2) / 2
    torch.testing.assert_close(shaw_scores(queries, keys, nothing, index), plain)
    attention = plain.softmax(-1)
    torch.testing.assert_close(shaw_context(attention, values, nothing, index), attention @ values)


@quick
@given(st.integers(1, 3000), st.integers(1, 3000), st.booleans())
def test_t5_s_buckets_never_fall_with_the_distance(near: int, far: int, both: bool) -> None:
    near, far = sorted((near, far))
    bucket = t5_bucket(torch.tensor([[-near, -far]]), both)[0]
    assert 0 <= bucket[0] <= bucket[1] < 32
    if both:
        assert (t5_bucket(torch.tensor([[near, far]]))[0] - bucket).tolist() == [16, 16]


def test_t5_s_last_bucket_begins_before_the_furthest_distance() -> None:
    buckets = t5_bucket(-torch.arange(300)[None], bidirectional=False)[0]
    assert buckets[:16].tolist() == list(range(16))
    assert buckets[128:].unique().tolist() == [31]
    assert buckets.unique().tolist() == list(range(32))


@pytest.mark.parametrize(
    ("H", "slopes"),
    [
        (1, [2**-8]),
        (8, [2**-h for h in range(1, 9)]),
        (6, [2**-2, 2**-4, 2**-6, 2**-8, 2**-1, 2**-3]),
    ],
)
def test_slopes_as_in_the_paper(H: int, slopes: list[float]) -> None:
    torch.testing.assert_close(alibi_slopes(H), torch.tensor(slopes, dtype=torch.float64))


def test_alibi_s_penalty_grows_by_the_slope() -> None:
    bias = alibi_bias(distances(torch.arange(3), torch.arange(3)), torch.tensor([0.5]))
    assert bias.tolist() == [[[0, -0.5, -1], [-0.5, 0, -0.5], [-1, -0.5, 0]]]
