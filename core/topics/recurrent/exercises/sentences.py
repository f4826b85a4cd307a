"""A sentence read word by word, and the last states of a padded batch."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property
from core.topics.recurrent.concept import Weights, scan
from core.topics.recurrent.exercises.cells import cell_weights, drawn_weights


def read(
    x: Float[Tensor, "B T E"],
    W_x: Float[Tensor, "D E"],
    W_h: Float[Tensor, "D D"],
    b_x: Float[Tensor, "D"],
    b_h: Float[Tensor, "D"],
) -> Float[Tensor, "B T D"]:
    """The state after each word: tanh(W_x x + b_x + W_h h + b_h), from the state h before it, at first 0."""
    h, states = x.new_zeros(len(x), len(W_h)), []  # (B, D)
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_x.T + b_x + h @ W_h.T + b_h)  # (B, D)
        states.append(h)
    return torch.stack(states, dim=1)  # (B, T, D)


def last_states(states: Float[Tensor, "B T D"], lengths: Int[Tensor, "B"]) -> Float[Tensor, "B D"]:
    """The state after each sentence's own last word; what stands behind it is padding."""
    return states[torch.arange(len(lengths)), lengths - 1]


def _read_without_memory(x: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    return torch.tanh(x @ W_x.T + b_x + b_h)


def _read_words_first(x: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    h, states = x.new_zeros(len(x), len(W_h)), []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_x.T + b_x + h @ W_h.T + b_h)
        states.append(h)
    return torch.stack(states, dim=0)


def _read_not_turned(x: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    h, states = x.new_zeros(len(x), len(W_h)), []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W_x.T + b_x + h @ W_h + b_h)
        states.append(h)
    return torch.stack(states, dim=1)


def _read_backwards(x: Tensor, W_x: Tensor, W_h: Tensor, b_x: Tensor, b_h: Tensor) -> Tensor:
    h, states = x.new_zeros(len(x), len(W_h)), []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, -1 - t] @ W_x.T + b_x + h @ W_h.T + b_h)
        states.append(h)
    return torch.stack(states, dim=1)


def _at_padding(states: Tensor, lengths: Tensor) -> Tensor:
    return states[:, -1]


def _one_too_far(states: Tensor, lengths: Tensor) -> Tensor:
    return states[torch.arange(len(lengths)), lengths]


def _every_pair(states: Tensor, lengths: Tensor) -> Tensor:
    return states[:, lengths - 1]


def _mean_of_states(states: Tensor, lengths: Tensor) -> Tensor:
    return states.mean(dim=1)


def _sentences() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(9)
    for B, T, E, D in ((2, 4, 5, 3), (1, 3, 2, 4)):
        yield torch.randn(B, T, E, generator=generator), *cell_weights(1, E, D, generator)


def _padded() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(9)
    yield torch.randn(3, 6, 2, generator=generator), torch.tensor([2, 5, 3])
    yield torch.randn(2, 4, 3, generator=generator), torch.tensor([3, 1])


def _drawn_sentence(draw: Draw) -> Arguments:
    B, T, E, D = (draw.size(high=2) for _ in "BTED")
    return draw.numbers(B, T, E), *drawn_weights(draw, 1, E, D)


def _drawn_padded(draw: Draw) -> Arguments:
    B, T, D = (draw.size() for _ in "BTD")
    return draw.numbers(B, T, D), draw.whole(B, low=1, high=T)


def _first_words(call: Callable[..., Tensor], x: Tensor, *weights: Tensor) -> bool:
    """Later words change nothing about earlier states."""
    return torch.allclose(call(x[:, :1], *weights), call(x, *weights)[:, :1], atol=1e-5)


def _states_of_lstm(x: Tensor, lengths: Tensor, *weights: Tensor) -> Arguments:
    """Hidden and cell states of every word, side by side, and the lengths."""
    steps = scan("lstm", x, lengths, Weights(*weights))
    return torch.cat([steps["hidden"], steps["cell"]], dim=-1), lengths


EXERCISES = (
    Exercise(
        name="recurrent.read",
        rung="fill",
        solution=read,
        examples=_sentences,
        blanks=("x[:, t]", "h @ W_h.T", "dim=1"),
        mistakes=(
            Mistake("no_memory", _read_without_memory),
            Mistake("not_turned", _read_not_turned),
            Mistake("words_first", _read_words_first),
            Mistake("backwards", _read_backwards),
        ),
        properties=(Property("first_words", _first_words),),
        drawn=_drawn_sentence,
        twin="rnn_sentence",
        hints=2,
    ),
    Exercise(
        name="recurrent.last_states",
        rung="repair",
        solution=last_states,
        examples=_padded,
        wrong="at_padding",
        mistakes=(
            Mistake("at_padding", _at_padding),
            Mistake("one_too_far", _one_too_far),
            Mistake("every_pair", _every_pair),
            Mistake("mean", _mean_of_states),
        ),
        drawn=_drawn_padded,
        twin="packed_last_states",
        adapted=_states_of_lstm,
        dtype=torch.float64,
        hints=2,
    ),
)
