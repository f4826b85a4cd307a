"""What an LSTM returns, and one step of an RNN, an LSTM and a GRU."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor, nn

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property

UNPACKED = {
    "pair": "output, (h, c) = nn.LSTM(E, D)(x)",
    "three": "output, h, c = nn.LSTM(E, D)(x)",
    "turned": "(h, c), output = nn.LSTM(E, D)(x)",
    "one": "output = nn.LSTM(E, D)(x)",
}


def rnn_step(
    x: Float[Tensor, "B E"],
    h: Float[Tensor, "B D"],
    W_x: Float[Tensor, "D E"],
    W_h: Float[Tensor, "D D"],
    b_x: Float[Tensor, "D"],
    b_h: Float[Tensor, "D"],
) -> Float[Tensor, "B D"]:
    """The state after one more word x: h' = tanh(W_x x + b_x + W_h h + b_h)."""
    return torch.tanh(x @ W_x.T + b_x + h @ W_h.T + b_h)  # (B, D)


def lstm_step(
    x: Float[Tensor, "B E"],
    h: Float[Tensor, "B D"],
    c: Float[Tensor, "B D"],
    W_x: Float[Tensor, "GD E"],
    W_h: Float[Tensor, "GD D"],
    b_x: Float[Tensor, "GD"],
    b_h: Float[Tensor, "GD"],
) -> tuple[Float[Tensor, "B D"], Float[Tensor, "B D"]]:
    """Hidden and cell state after one more word: c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c').

    The weights are G = 4 blocks of D rows, as in torch: for i, f, g, o. g is a tanh, the gates are sigmoids.
    """
    i, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)  # (B, D) each
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()  # (B, D)
    h = o.sigmoid() * c.tanh()  # (B, D)
    return h, c


def gru_step(
    x: Float[Tensor, "B E"],
    h: Float[Tensor, "B D"],
    W_x: Float[Tensor, "GD E"],
    W_h: Float[Tensor, "GD D"],
    b_x: Float[Tensor, "GD"],
    b_h: Float[Tensor, "GD"],
) -> Float[Tensor, "B D"]:
    """The state after one more word: h' = z ⊙ h + (1 − z) ⊙ n with n = tanh(W_x x + b_x + r ⊙ (W_h h + b_h)).

    The weights are G = 3 blocks of D rows, as in torch: for r, z, n. r and z are sigmoids.
    """
    x_r, x_z, x_n = (x @ W_x.T + b_x).chunk(3, dim=-1)  # (B, D) each
    h_r, h_z, h_n = (h @ W_h.T + b_h).chunk(3, dim=-1)  # (B, D) each
    r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()  # (B, D) each
    n = (x_n + r * h_n).tanh()  # (B, D)
    return z * h + (1 - z) * n


def _rnn_sigmoid(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    return torch.sigmoid(x @ W_x.T + b_x + h @ W_h.T + b_h)


def _rnn_no_tanh(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    return x @ W_x.T + b_x + h @ W_h.T + b_h


def _rnn_no_state(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    return torch.tanh(x @ W_x.T + b_x)


def _rnn_not_turned(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    return torch.tanh(x @ W_x.T + b_x + h @ W_h + b_h)


def _rnn_one_bias(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    return torch.tanh(x @ W_x.T + b_x + h @ W_h.T)


def _rnn_kept(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    return h + torch.tanh(x @ W_x.T + b_x + h @ W_h.T + b_h)


def _lstm_forget_first(
    x: Tensor, h: Tensor, c: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor
) -> tuple[Tensor, Tensor]:
    f, i, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def _lstm_candidate_last(
    x: Tensor, h: Tensor, c: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor
) -> tuple[Tensor, Tensor]:
    i, f, o, g = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def _lstm_sigmoid_candidate(
    x: Tensor, h: Tensor, c: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor
) -> tuple[Tensor, Tensor]:
    i, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).sigmoid().chunk(4, dim=-1)
    c = f * c + i * g
    return o * c.tanh(), c


def _lstm_no_input_gate(
    x: Tensor, h: Tensor, c: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor
) -> tuple[Tensor, Tensor]:
    _, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)
    c = f.sigmoid() * c + g.tanh()
    return o.sigmoid() * c.tanh(), c


def _lstm_no_tanh(
    x: Tensor, h: Tensor, c: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor
) -> tuple[Tensor, Tensor]:
    i, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c, c


def _lstm_old_cell(
    x: Tensor, h: Tensor, c: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor
) -> tuple[Tensor, Tensor]:
    i, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)
    return o.sigmoid() * c.tanh(), f.sigmoid() * c + i.sigmoid() * g.tanh()


def _lstm_turned(
    x: Tensor, h: Tensor, c: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor
) -> tuple[Tensor, Tensor]:
    i, f, g, o = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(4, dim=-1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return c, o.sigmoid() * c.tanh()


def _gru_reset_before(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    D = h.shape[-1]
    x_r, x_z, x_n = (x @ W_x.T + b_x).chunk(3, dim=-1)
    h_r, h_z, _ = (h @ W_h.T + b_h).chunk(3, dim=-1)
    r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
    n = (x_n + (r * h) @ W_h[2 * D :].T + b_h[2 * D :]).tanh()
    return z * h + (1 - z) * n


def _gru_update_turned(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    x_r, x_z, x_n = (x @ W_x.T + b_x).chunk(3, dim=-1)
    h_r, h_z, h_n = (h @ W_h.T + b_h).chunk(3, dim=-1)
    r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
    return (1 - z) * h + z * (x_n + r * h_n).tanh()


def _gru_update_first(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    x_z, x_r, x_n = (x @ W_x.T + b_x).chunk(3, dim=-1)
    h_z, h_r, h_n = (h @ W_h.T + b_h).chunk(3, dim=-1)
    r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
    return z * h + (1 - z) * (x_n + r * h_n).tanh()


def _gru_no_reset(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    _, a_z, a_n = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(3, dim=-1)
    z = a_z.sigmoid()
    return z * h + (1 - z) * a_n.tanh()


def _gru_reset_of_all(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    a_r, a_z, a_n = (x @ W_x.T + b_x + h @ W_h.T + b_h).chunk(3, dim=-1)
    r, z = a_r.sigmoid(), a_z.sigmoid()
    return z * h + (1 - z) * (r * a_n).tanh()


def _gru_sigmoid(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    x_r, x_z, x_n = (x @ W_x.T + b_x).chunk(3, dim=-1)
    h_r, h_z, h_n = (h @ W_h.T + b_h).chunk(3, dim=-1)
    r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
    return z * h + (1 - z) * (x_n + r * h_n).sigmoid()


def cell_weights(blocks: int, E: int, D: int, generator: torch.Generator) -> Iterator[Tensor]:
    rows = blocks * D
    for shape in ((rows, E), (rows, D), (rows,), (rows,)):
        yield torch.randn(shape, generator=generator)


def _steps(blocks: int, memories: int) -> Iterator[Arguments]:
    """A word for each of B sentences, the memories before it, and a cell's weights."""
    generator = torch.Generator().manual_seed(9)
    for B, E, D in ((2, 5, 3), (3, 2, 4)):
        before = (torch.randn(B, D, generator=generator) for _ in range(memories))
        yield torch.randn(B, E, generator=generator), *before, *cell_weights(blocks, E, D, generator)


def drawn_weights(draw: Draw, blocks: int, E: int, D: int) -> Arguments:
    rows = blocks * D
    return draw.numbers(rows, E), draw.numbers(rows, D), draw.numbers(rows), draw.numbers(rows)


def _drawn_step(draw: Draw, blocks: int, memories: int) -> Arguments:
    B, E, D = (draw.size(high=2) for _ in "BED")
    before = (draw.numbers(B, D) for _ in range(memories))
    return draw.numbers(B, E), *before, *drawn_weights(draw, blocks, E, D)


def _within_one(call: Callable[..., Tensor], *arguments: Tensor) -> bool:
    """A tanh lies between −1 and 1."""
    return bool((call(*arguments).abs() <= 1).all())


def _between(call: Callable[..., Tensor], x: Tensor, h: Tensor, *weights: Tensor) -> bool:
    """A mean of the old state and of a tanh: no larger than the larger of both."""
    return bool((call(x, h, *weights).abs() <= h.abs().clamp(min=1) + 1e-5).all())


def _how_it_is_unpacked() -> str:
    result = nn.LSTM(3, 2)(torch.zeros(5, 3))  # (T, E)
    shapes = [tuple(one.shape) for one in (result[0], *result[1])]
    assert shapes == [(5, 2), (1, 2), (1, 2)]
    return UNPACKED["pair"]


def _shape_of_last() -> str:
    _, (h, _) = nn.LSTM(50, 128, batch_first=True)(torch.zeros(8, 20, 50))
    return str(tuple(h.shape))


EXERCISES = (
    Exercise(
        name="recurrent.returned",
        rung="choose",
        options=tuple(Option(name, shown) for name, shown in UNPACKED.items()),
        proof=_how_it_is_unpacked,
        hints=1,
    ),
    Exercise(
        name="recurrent.shape",
        rung="choose",
        options=(
            Option("every_word", "(8, 20, 128)"),
            Option("batch_first", "(8, 1, 128)"),
            Option("layer_first", "(1, 8, 128)"),
            Option("no_layer", "(8, 128)"),
        ),
        proof=_shape_of_last,
        hints=1,
    ),
    Exercise(
        name="recurrent.rnn_step",
        rung="write",
        solution=rnn_step,
        examples=partial(_steps, 1, 1),
        mistakes=(
            Mistake("sigmoid", _rnn_sigmoid),
            Mistake("no_tanh", _rnn_no_tanh),
            Mistake("no_state", _rnn_no_state),
            Mistake("not_turned", _rnn_not_turned),
            Mistake("one_bias", _rnn_one_bias),
            Mistake("kept", _rnn_kept),
        ),
        properties=(Property("within_one", _within_one),),
        drawn=partial(_drawn_step, blocks=1, memories=1),
        twin="rnn_cell",
        hints=2,
    ),
    Exercise(
        name="recurrent.lstm_step",
        rung="write",
        solution=lstm_step,
        examples=partial(_steps, 4, 2),
        mistakes=(
            Mistake("forget_first", _lstm_forget_first),
            Mistake("candidate_last", _lstm_candidate_last),
            Mistake("sigmoid_candidate", _lstm_sigmoid_candidate),
            Mistake("no_input_gate", _lstm_no_input_gate),
            Mistake("no_tanh", _lstm_no_tanh),
            Mistake("old_cell", _lstm_old_cell),
            Mistake("turned", _lstm_turned),
        ),
        drawn=partial(_drawn_step, blocks=4, memories=2),
        twin="lstm_cell",
        hints=3,
    ),
    Exercise(
        name="recurrent.gru_step",
        rung="write",
        solution=gru_step,
        examples=partial(_steps, 3, 1),
        mistakes=(
            Mistake("reset_before", _gru_reset_before),
            Mistake("update_turned", _gru_update_turned),
            Mistake("update_first", _gru_update_first),
            Mistake("no_reset", _gru_no_reset),
            Mistake("reset_of_all", _gru_reset_of_all),
            Mistake("sigmoid", _gru_sigmoid),
        ),
        properties=(Property("between", _between),),
        drawn=partial(_drawn_step, blocks=3, memories=1),
        twin="gru_cell",
        hints=3,
    ),
)
