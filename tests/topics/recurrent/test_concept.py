"""The cells' algebra, the scan over unequal sentences, gates held by hand, and the Jacobian of the end."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.topics.recurrent.concept import (
    BLOCKS,
    GATES,
    MEMORY,
    Kind,
    Weights,
    gru_cell,
    gru_cell_other_convention,
    last,
    lstm_cell,
    memory_jacobians,
    rnn_cell,
    scan,
    turn_update,
)

KINDS: tuple[Kind, ...] = ("rnn", "lstm", "gru")
E, D = 4, 3


def weights_of(kind: Kind, seed: int = 0) -> Weights:
    generator = torch.Generator().manual_seed(seed)
    rows = len(BLOCKS[kind]) * D
    shapes = ((rows, E), (rows, D), (rows,), (rows,))
    return Weights(*(torch.randn(shape, generator=generator, dtype=torch.float64) for shape in shapes))


def words(B: int, T: int, seed: int = 1) -> Tensor:
    return torch.randn(B, T, E, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def one(*numbers: float) -> Tensor:
    return torch.tensor([numbers], dtype=torch.float64)


def test_a_cell_worked_out_by_hand() -> None:
    w = Weights(
        one(1.0).expand(4, 1), torch.zeros(4, 1).double(), torch.zeros(4).double(), torch.zeros(4).double()
    )
    step = lstm_cell(one(0.5), {"hidden": one(0.0), "cell": one(2.0)}, w)
    sigmoid, tanh = 0.6224593312, 0.4621171573  # of 0.5
    assert step["cell"].item() == pytest.approx(sigmoid * 2 + sigmoid * tanh)
    assert step["hidden"].item() == pytest.approx(sigmoid * torch.tanh(step["cell"]).item())


def test_rnn_is_tanh_of_a_sum() -> None:
    w = Weights(one(0.3), one(-2.0), torch.tensor([0.1]).double(), torch.tensor([0.2]).double())
    step = rnn_cell(one(1.0), {"hidden": one(0.5)}, w)
    assert step["hidden"].item() == pytest.approx(torch.tanh(torch.tensor(0.3 - 1.0 + 0.3)).item(), abs=1e-6)


def saturated(w: Weights, rows: slice, bias: float) -> Weights:
    """The weights with so large a bias in some rows that nothing else counts there."""
    b_x = w.b_x.clone()
    b_x[rows] = bias
    return w._replace(b_x=b_x)


def test_gru_that_keeps_everything_changes_nothing() -> None:
    h, w = one(0.1, -0.2, 0.3), saturated(weights_of("gru"), slice(D, 2 * D), torch.inf)  # z = 1
    assert torch.equal(gru_cell(words(1, 1)[:, 0], {"hidden": h}, w)["hidden"], h)


def test_lstm_that_forgets_and_writes_nothing_keeps_its_cell() -> None:
    c, w = one(0.5, -3.0, 7.0), saturated(weights_of("lstm"), slice(0, D), -torch.inf)  # i = 0
    w = saturated(w, slice(D, 2 * D), torch.inf)  # f = 1
    step = lstm_cell(words(1, 1)[:, 0], {"hidden": one(0, 0, 0), "cell": c}, w)
    assert torch.equal(step["cell"], c)


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_what_a_scan_gives(kind: Kind) -> None:
    steps = scan(kind, words(2, 5), torch.tensor([5, 3]), weights_of(kind))
    assert set(steps) == {*BLOCKS[kind], *MEMORY[kind], *GATES[kind]}
    assert {value.shape for value in steps.values()} == {(2, 5, D)}
    for name in GATES[kind]:
        assert ((steps[name] >= 0) & (steps[name] <= 1)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_neighbours_and_padding_change_no_sentence(kind: Kind) -> None:
    x, w, lengths = words(3, 6), weights_of(kind), torch.tensor([6, 1, 4])
    together = scan(kind, x, lengths, w)
    for row, length in enumerate(lengths.tolist()):
        alone = scan(kind, x[row : row + 1, :length], torch.tensor([length]), w)
        for name, value in alone.items():
            torch.testing.assert_close(together[name][row, :length], value[0])
            assert not together[name][row, length:].any()
        torch.testing.assert_close(last(together["hidden"], lengths)[row], alone["hidden"][0, -1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_changes_no_state_before_it(kind: Kind) -> None:
    x, w, lengths = words(1, 6), weights_of(kind), torch.tensor([6])
    other = x.clone()
    other[0, 4] += 1
    before, after = (scan(kind, of, lengths, w)["hidden"][0] for of in (x, other))
    assert torch.equal(before[:4], after[:4])
    assert not torch.isclose(before[4:], after[4:]).all(-1).any()


@pytest.mark.parametrize("kind", KINDS)
def test_a_scan_goes_on_from_any_state(kind: Kind) -> None:
    x, w = words(2, 5), weights_of(kind)
    whole = scan(kind, x, torch.tensor([5, 5]), w)
    state = {name: whole[name][:, 1] for name in MEMORY[kind]}
    rest = scan(kind, x[:, 2:], torch.tensor([3, 3]), w, state)
    assert all(torch.equal(rest[name], whole[name][:, 2:]) for name in whole)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_two_conventions_of_the_update_gate_are_one_network(seed: int) -> None:
    w, x = weights_of("gru", seed), words(2, 1, seed)[:, 0]
    h = torch.randn(2, D, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    kept = gru_cell(x, {"hidden": h}, w)
    renewed = gru_cell_other_convention(x, {"hidden": h}, turn_update(w))
    torch.testing.assert_close(renewed["hidden"], kept["hidden"])
    torch.testing.assert_close(renewed["update"], 1 - kept["update"])


@pytest.mark.parametrize("kind", KINDS)
def test_jacobian_of_the_end_by_finite_differences(kind: Kind) -> None:
    x, w, T = words(1, 5)[0], weights_of(kind), 5
    jacobians = memory_jacobians(kind, x, w)
    assert torch.allclose(jacobians["hidden"][-1], torch.eye(D).double())
    for name in MEMORY[kind]:
        assert jacobians[name].shape == (T, D, D)

    cells = {"rnn": rnn_cell, "lstm": lstm_cell, "gru": gru_cell}

    def end(change: Tensor) -> Tensor:
        """The last state if the hidden state after word 2 were a little different."""
        before = scan(kind, x[None, :3], torch.tensor([3]), w)
        state = {name: before[name][:, -1] for name in MEMORY[kind]}
        state["hidden"] = state["hidden"] + change
        for t in (3, 4):
            state = cells[kind](x[t : t + 1], state, w)
        return state["hidden"][0]

    for unit in range(D):
        small = torch.zeros(D).double()
        small[unit] = 1e-6
        slope = (end(small) - end(-small)) / 2e-6  # (D,)
        torch.testing.assert_close(jacobians["hidden"][2][:, unit], slope, rtol=1e-5, atol=1e-8)


def test_jacobian_of_the_cell_counts_the_path_through_its_own_hidden_state() -> None:
    x, w = words(1, 2)[0], weights_of("lstm")
    steps = scan("lstm", x[None], torch.tensor([2]), w)
    last_slope = memory_jacobians("lstm", x, w)["cell"][-1]
    expected = torch.diag(steps["output"][0, -1] * (1 - torch.tanh(steps["cell"][0, -1]) ** 2))
    torch.testing.assert_close(last_slope, expected)
