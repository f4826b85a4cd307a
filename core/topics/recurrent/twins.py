"""Each cell and each scan beside torch's module with the same weights: outputs, gradients, packed batches."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from core.nn.twin import Twin, documented, in_double
from core.topics.recurrent import concept, minimal
from core.topics.recurrent.concept import (
    BLOCKS,
    Kind,
    Weights,
    gru_cell,
    gru_cell_other_convention,
    lstm_cell,
    rnn_cell,
    scan,
    turn_update,
)

DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
EXACT = in_double(absolute=1e-9)
SINGLE: dict[str, Any] = {"dtype": torch.float32, "relative": 1e-4, "absolute": 1e-6}
MODULES: dict[Kind, Any] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")  # of W_x, W_h, b_x, b_h


def rnn_step(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    """The state after one word."""
    return rnn_cell(x, {"hidden": h}, Weights(*weights))["hidden"]


def lstm_step(x: Tensor, h: Tensor, c: Tensor, *weights: Tensor) -> Tensor:
    """Hidden state and cell state after one word, side by side."""
    step = lstm_cell(x, {"hidden": h, "cell": c}, Weights(*weights))
    return torch.cat([step["hidden"], step["cell"]], dim=-1)  # (B, 2D)


def gru_step(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    """The state after one word."""
    return gru_cell(x, {"hidden": h}, Weights(*weights))["hidden"]


def _cell(kind: Any, x: Tensor, weights: tuple[Tensor, ...]) -> Any:
    cell = kind(x.shape[-1], weights[1].shape[-1]).to(x.dtype)
    with torch.no_grad():
        for name, weight in zip(NAMES, weights, strict=True):
            getattr(cell, name).copy_(weight)
    return cell


def _torch_rnn_step(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    return _cell(nn.RNNCell, x, weights)(x, h).detach()


def _torch_lstm_step(x: Tensor, h: Tensor, c: Tensor, *weights: Tensor) -> Tensor:
    return torch.cat(_cell(nn.LSTMCell, x, weights)(x, (h, c)), dim=-1).detach()


def _torch_gru_step(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    return _cell(nn.GRUCell, x, weights)(x, h).detach()


def lstm_gate_order(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    """Input gate, forget gate, candidate and output gate, in the order of PyTorch's rows."""
    step = lstm_cell(x, {"hidden": h, "cell": torch.zeros_like(h)}, Weights(*weights))
    return torch.cat([step[name] for name in BLOCKS["lstm"]], dim=-1)  # (B, 4D)


def _rows_of_lstm(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    """One `nn.Linear` for each quarter of nn.LSTM's rows, and the quarter's function."""
    module = _module("lstm", x, weights)
    D = module.hidden_size
    functions = (torch.sigmoid, torch.sigmoid, torch.tanh, torch.sigmoid)
    gates = []
    for number, function in enumerate(functions):
        rows = slice(number * D, (number + 1) * D)
        read = nn.functional.linear(x, module.weight_ih_l0[rows], module.bias_ih_l0[rows])
        recurrent_term = nn.functional.linear(h, module.weight_hh_l0[rows], module.bias_hh_l0[rows])
        gates.append(function(read + recurrent_term))
    return torch.cat(gates, dim=-1).detach()


def gru_two_conventions(x: Tensor, h: Tensor, *weights: Tensor) -> Tensor:
    """z says how much is new instead of how much is kept; with z's weights negated nothing changes."""
    turned = turn_update(Weights(*weights))
    return gru_cell_other_convention(x, {"hidden": h}, turned)["hidden"]


def rnn_states(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
    """States and gradients of a batch of sentences of unequal length."""
    return _ours("rnn", x, lengths, weights)


def lstm_states(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
    """States and gradients of a batch of sentences of unequal length."""
    return _ours("lstm", x, lengths, weights)


def gru_states(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
    """States and gradients of a batch of sentences of unequal length."""
    return _ours("gru", x, lengths, weights)


def rnn_sentence(x: Tensor, *weights: Tensor) -> Tensor:
    """The state after each word of sentences of one length."""
    lengths = torch.full((len(x),), x.shape[1])
    return scan("rnn", x, lengths, Weights(*weights))["hidden"]


def _torch_rnn_sentence(x: Tensor, *weights: Tensor) -> Tensor:
    return _module("rnn", x, weights)(x)[0].detach()


def lstm_last_states(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
    """Hidden and cell state after each sentence's own last word, whatever stands behind it."""
    steps = scan("lstm", x, lengths, Weights(*weights))
    return torch.cat([concept.last(steps[name], lengths) for name in ("hidden", "cell")], dim=-1)  # (B, 2D)


def _packed_last_states(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
    packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    h, c = _module("lstm", x, weights)(packed)[1]  # (1, B, D) each
    return torch.cat([h[0], c[0]], dim=-1).detach()


def lstm_minimal_last(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
    """The same by the minimal LSTM."""
    memories = minimal.lstm(x, lengths, *weights)
    return torch.cat([memory[torch.arange(len(x)), lengths - 1] for memory in memories], dim=-1)  # (B, 2D)


def _minimal(kind: Kind) -> Callable[..., Tensor]:
    shortest = getattr(minimal, kind)

    def states(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
        x, *leaves = (tensor.detach().clone().requires_grad_() for tensor in (x, *weights))
        found = shortest(x, lengths, *leaves)
        return _and_gradients(found[0] if kind == "lstm" else found, [x, *leaves])

    return states


def _ours(kind: Kind, x: Tensor, lengths: Tensor, weights: tuple[Tensor, ...]) -> Tensor:
    x, *leaves = (tensor.detach().clone().requires_grad_() for tensor in (x, *weights))
    return _and_gradients(scan(kind, x, lengths, Weights(*leaves))["hidden"], [x, *leaves])


def _library(kind: Kind) -> Callable[..., Tensor]:
    def theirs(x: Tensor, lengths: Tensor, *weights: Tensor) -> Tensor:
        module, x = _module(kind, x, weights), x.detach().clone().requires_grad_()
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        out = pad_packed_sequence(module(packed)[0], batch_first=True, total_length=x.shape[1])[0]
        return _and_gradients(out, [x, *(getattr(module, f"{name}_l0") for name in NAMES)])

    return theirs


def _and_gradients(states: Tensor, leaves: list[Tensor]) -> Tensor:
    """All states (B, T, D), then the gradients of the sum of their squares for each leaf, in a row."""
    gradients = torch.autograd.grad(states.square().sum(), leaves)
    return torch.cat([states.detach().flatten(), *(gradient.flatten() for gradient in gradients)])


def _module(kind: Kind, x: Tensor, weights: tuple[Tensor, ...]) -> Any:
    module = MODULES[kind](x.shape[-1], weights[1].shape[-1], batch_first=True).to(x.dtype)
    with torch.no_grad():
        for name, weight in zip(NAMES, weights, strict=True):
            getattr(module, f"{name}_l0").copy_(weight)
    return module


def _weights(kind: Kind, E: int, D: int, generator: torch.Generator) -> tuple[Tensor, ...]:
    rows = len(BLOCKS[kind]) * D
    shapes = ((rows, E), (rows, D), (rows,), (rows,))
    return tuple(torch.randn(shape, generator=generator, dtype=torch.float64) / D**0.5 for shape in shapes)


def _steps_of(kind: Kind, memories: int) -> Callable[[], Iterator[tuple[Any, ...]]]:
    def examples() -> Iterator[tuple[Any, ...]]:
        for B, E, D in ((1, 3, 2), (4, 5, 7)):
            generator = torch.Generator().manual_seed(D)
            x = torch.randn(B, E, generator=generator, dtype=torch.float64)
            before = [torch.randn(B, D, generator=generator, dtype=torch.float64) for _ in range(memories)]
            yield x, *before, *_weights(kind, E, D, generator)

    return examples


def _scans_of(kind: Kind) -> Callable[[], Iterator[tuple[Any, ...]]]:
    def examples() -> Iterator[tuple[Any, ...]]:
        for lengths, E, D in (((1,), 2, 3), ((6, 2, 9, 9), 5, 4), ((40, 17), 6, 8)):
            generator = torch.Generator().manual_seed(D)
            x = torch.randn(len(lengths), max(lengths), E, generator=generator, dtype=torch.float64)
            yield x, torch.tensor(lengths), *_weights(kind, E, D, generator)

    return examples


def _sentences() -> Iterator[tuple[Any, ...]]:
    for x, _, *weights in _scans_of("rnn")():
        yield x, *weights


def _step_twin(
    name: str, kind: Kind, ours: Callable[..., Tensor], library: Callable[..., Tensor], cell: str
) -> Twin:
    return Twin(
        name=name,
        ours=ours,
        library=library,
        call=f"{cell}(E, D)(x, {'(h, c)' if kind == 'lstm' else 'h'})",
        **documented(f"torch.nn.{cell}"),
        examples=_steps_of(kind, len(concept.MEMORY[kind])),
        shown=(concept.CELLS[kind],),
        **SINGLE,
    )


def _scan_twin(name: str, kind: Kind, ours: Callable[..., Tensor]) -> Twin:
    module = MODULES[kind].__name__
    return Twin(
        name=name,
        ours=ours,
        library=_library(kind),
        call=f"{module}(E, D, batch_first=True)(pack_padded_sequence(x, lengths, batch_first=True, "
        "enforce_sorted=False))",
        import_path=f"from torch.nn import {module}\nfrom torch.nn.utils.rnn import pack_padded_sequence",
        documentation=f"{DOCS}{module}.html",
        examples=_scans_of(kind),
        shown=(concept.CELLS[kind], scan),
        **EXACT,
        minimal=_minimal(kind),
        minimal_shown=(getattr(minimal, kind),),
    )


TWINS = (
    _step_twin("rnn_cell", "rnn", rnn_step, _torch_rnn_step, "RNNCell"),
    _step_twin("lstm_cell", "lstm", lstm_step, _torch_lstm_step, "LSTMCell"),
    _step_twin("gru_cell", "gru", gru_step, _torch_gru_step, "GRUCell"),
    Twin(
        name="lstm_gate_order",
        ours=lstm_gate_order,
        library=_rows_of_lstm,
        call="LSTM(E, D).weight_ih_l0.chunk(4)  # input, forget, candidate, output",
        **documented("torch.nn.LSTM"),
        examples=_steps_of("lstm", 1),
        shown=(concept.lstm_cell,),
        **EXACT,
    ),
    Twin(
        name="gru_two_conventions",
        ours=gru_two_conventions,
        library=_torch_gru_step,
        call="GRUCell(E, D)(x, h)",
        **documented("torch.nn.GRUCell"),
        examples=_steps_of("gru", 1),
        shown=(concept.gru_cell_other_convention, turn_update),
        **EXACT,
        minimal=minimal.gru_step_turned,
    ),
    Twin(
        name="rnn_sentence",
        ours=rnn_sentence,
        library=_torch_rnn_sentence,
        call="RNN(E, D, batch_first=True)(x)[0]",
        **documented("torch.nn.RNN"),
        examples=_sentences,
        shown=(concept.rnn_cell, scan),
        **EXACT,
        minimal=minimal.rnn_sentence,
    ),
    _scan_twin("rnn_scan", "rnn", rnn_states),
    _scan_twin("lstm_scan", "lstm", lstm_states),
    _scan_twin("gru_scan", "gru", gru_states),
    Twin(
        name="packed_last_states",
        ours=lstm_last_states,
        library=_packed_last_states,
        call="LSTM(E, D, batch_first=True)(pack_padded_sequence(x, lengths, batch_first=True, "
        "enforce_sorted=False))[1]",
        import_path="from torch.nn import LSTM\nfrom torch.nn.utils.rnn import pack_padded_sequence",
        documentation=f"{DOCS}LSTM.html",
        examples=_scans_of("lstm"),
        shown=(concept.last, scan),
        **EXACT,
        minimal=lstm_minimal_last,
        minimal_shown=(minimal.lstm,),
    ),
)


def arguments(name: str, x: Tensor, steps: concept.Steps, weights: Weights) -> tuple[Any, ...]:
    """What a twin is shown with: a sentence's last word, or the sentence (T, E) beside its own first half."""
    T, x = len(x), x.clone()  # torch may not track what was made in inference mode
    if name == "rnn_sentence":
        return x[None], *weights
    if name.endswith(("_scan", "_states")):
        lengths = torch.tensor([T, max(1, T // 2)])
        return torch.stack([x, x]), lengths, *weights
    memories = ("hidden", "cell") if name == "lstm_cell" else ("hidden",)
    earlier = [steps[memory][-2:-1] if T > 1 else 0 * steps[memory][:1] for memory in memories]
    return x[-1:], *(memory.clone() for memory in earlier), *weights
