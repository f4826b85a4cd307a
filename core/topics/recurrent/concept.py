"""RNN, LSTM and GRU from scratch: a cell applied to the words in order, with every gate kept.

B sentences of T words, each word a vector of E numbers; the hidden state has D units. Weights are laid
out as in PyTorch: a block of D rows for each gate, in the order of `BLOCKS`, and two biases.
"""

from typing import Literal, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

Kind = Literal["rnn", "lstm", "gru"]
State = dict[str, Tensor]  # by name, each (B, D)
Steps = dict[str, Tensor]  # gates and states after every word, by name, each (B, T, D)

BLOCKS: dict[Kind, tuple[str, ...]] = {
    "rnn": ("hidden",),
    "lstm": ("input", "forget", "candidate", "output"),
    "gru": ("reset", "update", "candidate"),
}
MEMORY: dict[Kind, tuple[str, ...]] = {"rnn": ("hidden",), "lstm": ("hidden", "cell"), "gru": ("hidden",)}
GATES: dict[Kind, tuple[str, ...]] = {
    "rnn": (),
    "lstm": ("forget", "input", "output"),
    "gru": ("update", "reset"),
}  # the sigmoid gates of a kind, in the order in which they act


class Weights(NamedTuple):
    """A cell's parameters, G blocks of D rows. In PyTorch: weight_ih, weight_hh, bias_ih, bias_hh."""

    W_x: Float[Tensor, "GD E"]
    W_h: Float[Tensor, "GD D"]
    b_x: Float[Tensor, "GD"]
    b_h: Float[Tensor, "GD"]


def rnn_cell(x: Float[Tensor, "*B E"], state: State, w: Weights) -> State:
    """Simple recurrent cell: h' = tanh(W_x x + b_x + W_h h + b_h). Source: Elman 1990."""
    h = state["hidden"]
    return {"hidden": torch.tanh(x @ w.W_x.mT + w.b_x + h @ w.W_h.mT + w.b_h)}  # (B, D)


def lstm_cell(x: Float[Tensor, "*B E"], state: State, w: Weights) -> State:
    """LSTM cell: c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c'), with f, i, o = σ(…) and g = tanh(…).

    Sources: Hochreiter & Schmidhuber 1997; the forget gate: Gers et al. 2000.
    """
    h, c = state["hidden"], state["cell"]
    a = x @ w.W_x.mT + w.b_x + h @ w.W_h.mT + w.b_h  # (B, 4D)
    a_i, a_f, a_g, a_o = a.chunk(4, dim=-1)  # (B, D) each
    i = torch.sigmoid(a_i)
    f = torch.sigmoid(a_f)
    o = torch.sigmoid(a_o)
    g = torch.tanh(a_g)
    c = f * c + i * g  # additive update: no weight matrix acts on the cell state
    h = o * torch.tanh(c)
    return {"forget": f, "input": i, "candidate": g, "cell": c, "output": o, "hidden": h}


def gru_cell(x: Float[Tensor, "*B E"], state: State, w: Weights) -> State:
    """GRU cell: h' = z ⊙ h + (1 − z) ⊙ n with n = tanh(W_x x + b_x + r ⊙ (W_h h + b_h)).

    Source: Cho et al. 2014, with the reset gate applied after the matrix product, as in cuDNN and PyTorch.
    """
    h = state["hidden"]
    x_r, x_z, x_n = (x @ w.W_x.mT + w.b_x).chunk(3, dim=-1)  # (B, D) each
    h_r, h_z, h_n = (h @ w.W_h.mT + w.b_h).chunk(3, dim=-1)  # (B, D) each
    r = torch.sigmoid(x_r + h_r)
    z = torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    h = z * h + (1 - z) * n
    return {"reset": r, "update": z, "candidate": n, "hidden": h}


CELLS = {"rnn": rnn_cell, "lstm": lstm_cell, "gru": gru_cell}


def scan(
    kind: Kind,
    x: Float[Tensor, "B T E"],
    lengths: Int[Tensor, "B"],
    w: Weights,
    start: State | None = None,
) -> Steps:
    """All gates and states of a padded batch, each (B, T, D); 0 at padding, which leaves the state unchanged.

    `start` is the state before the first word (torch's h_0 and c_0); None for zeros.
    """
    B, T, _ = x.shape
    zeros = x.new_zeros(B, w.W_h.shape[1])  # (B, D)
    state = {name: zeros if start is None else start[name] for name in MEMORY[kind]}
    steps = []
    for t in range(T):
        step = CELLS[kind](x[:, t], state, w)
        real = (t < lengths)[:, None]  # (B, 1): False at padding
        state = {name: torch.where(real, step[name], state[name]) for name in state}
        steps.append({name: value * real for name, value in step.items()})
    return {name: torch.stack([step[name] for step in steps], dim=1) for name in steps[0]}  # (B, T, D) each


def last(steps: Float[Tensor, "B T D"], lengths: Int[Tensor, "B"]) -> Float[Tensor, "B D"]:
    """A gate or state at each sentence's last word."""
    return steps[torch.arange(len(lengths)), lengths - 1]


def turn_update(w: Weights) -> Weights:
    """The same GRU's weights in the other convention, h' = (1 − z) ⊙ h + z ⊙ n.

    The weights and biases of z are negated, since σ(−a) = 1 − σ(a).
    """
    D = w.W_h.shape[1]
    sign = torch.ones(3 * D, dtype=w.W_x.dtype)
    sign[D : 2 * D] = -1  # the rows of z
    return Weights(sign[:, None] * w.W_x, sign[:, None] * w.W_h, sign * w.b_x, sign * w.b_h)


def gru_cell_other_convention(x: Float[Tensor, "*B E"], state: State, w: Weights) -> State:
    """GRU cell with h' = (1 − z) ⊙ h + z ⊙ n, z weighting the candidate. Source: Chung et al. 2014."""
    h = state["hidden"]
    x_r, x_z, x_n = (x @ w.W_x.mT + w.b_x).chunk(3, dim=-1)  # (B, D) each
    h_r, h_z, h_n = (h @ w.W_h.mT + w.b_h).chunk(3, dim=-1)  # (B, D) each
    r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * h_n)
    h = (1 - z) * h + z * n
    return {"reset": r, "update": z, "candidate": n, "hidden": h}


def memory_jacobians(kind: Kind, x: Float[Tensor, "T E"], w: Weights) -> dict[str, Float[Tensor, "T D D"]]:
    """Jacobians ∂h_T/∂h_t, and for an LSTM ∂h_T/∂c_t, for every word t; row u is unit u of h_T.

    A batch of D copies of the sentence, copy u differentiated for unit u only, gives all rows in one
    backward pass. ∂h_T/∂c_t includes the path through h_t, which is a function of c_t.
    """
    D = w.W_h.shape[1]
    copies = x.expand(D, *x.shape)  # (D, T, E)
    state = {name: x.new_zeros(D, D).requires_grad_() for name in MEMORY[kind]}
    memories: dict[str, list[Tensor]] = {name: [] for name in MEMORY[kind]}
    for t in range(len(x)):
        step = CELLS[kind](copies[:, t], state, w)
        state = {name: step[name] for name in MEMORY[kind]}
        for name, value in state.items():
            memories[name].append(value)
    inputs = [value for values in memories.values() for value in values]
    rows = iter(torch.autograd.grad(state["hidden"].diagonal().sum(), inputs))
    return {name: torch.stack([next(rows) for _ in values]) for name, values in memories.items()}  # (T, D, D)
