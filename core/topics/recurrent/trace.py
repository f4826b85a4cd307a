"""A sentence read by a recurrent network: every gate, what each is made of, and the prediction so far."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.errors import SentiscopeError
from core.data.vocabulary import PAD, UNKNOWN
from core.models.recurrent.classifier import RecurrentClassifier
from core.models.text_checks import readable
from core.nn.batches import pad_rows
from core.topics.recurrent.concept import BLOCKS, MEMORY, Kind, Steps, Weights, scan
from core.topics.recurrent.weights import weights_of

MOST_WORDS = 48  # of a sentence; more could not be drawn


@dataclass(frozen=True)
class HeldGate:
    """A gate kept at `value` (0 shut, 1 open) from word `first` to word `last`, for one unit or all."""

    gate: str
    value: float
    first: int
    last: int
    unit: int | None = None


@dataclass(frozen=True, eq=False)
class RecurrentTrace:
    """The forward pass of a cell of D units over T words.

    `steps` are gates and states (T, D) each; `from_word` and `from_state` what each block's sum is made
    of before σ or tanh (T, D) each; `probability` is that of positive after each word (T,); `unknown` words
    have no vector of their own, and `cut` words were not read.
    """

    kind: Kind
    words: tuple[str, ...]
    x: Float[Tensor, "T E"]
    steps: Steps
    from_word: dict[str, Float[Tensor, "T D"]]
    from_state: dict[str, Float[Tensor, "T D"]]
    probability: Float[Tensor, "T"]
    unknown: tuple[bool, ...]
    cut: int
    hold: HeldGate | None = None


@torch.inference_mode()
def trace_sentence(model: RecurrentClassifier, sentence: str, hold: HeldGate | None = None) -> RecurrentTrace:
    """Run the cell from scratch over a sentence. Raises SentiscopeError("text_empty")."""
    every = model.vocabulary.split(readable(sentence))
    if not every:
        raise SentiscopeError("text_empty")
    words = every[:MOST_WORDS]
    kind: Kind = model.network.shape.kind  # type: ignore[assignment]
    ids = model.vocabulary.numbers(words)
    x = model.network.embedding(torch.tensor(ids))  # (T, E)
    steps = _scan_holding(kind, x, weights_of(model.network), hold)  # (T, D) each
    from_word, from_state = _sums(kind, x, steps["hidden"], model)
    return RecurrentTrace(
        kind,
        tuple(words),
        x,
        steps,
        from_word,
        from_state,
        probabilities(model, steps["hidden"]),
        tuple(number == UNKNOWN for number in ids),
        len(every) - len(words),
        hold,
    )


def probabilities(model: RecurrentClassifier, hidden: Float[Tensor, "T D"]) -> Float[Tensor, "T"]:
    """Probability of positive after each word: the classifier applied to that word's hidden state."""
    return model.network.classifier(hidden).softmax(-1)[:, 1]


def turning_point(trace: RecurrentTrace) -> tuple[int, float]:
    """The word, after the first, that moved the probability most, and how far; the first if it is alone."""
    moves = trace.probability.diff()  # (T - 1,)
    if not len(moves):
        return 0, trace.probability[0].item() - 0.5
    position = int(moves.abs().argmax())
    return position + 1, moves[position].item()


def before(states: Float[Tensor, "T D"]) -> Float[Tensor, "T D"]:
    """The state before each word: that of the word before, and zeros for the first."""
    return torch.cat([torch.zeros_like(states[:1]), states[:-1]])


def by_movement(values: Float[Tensor, "T D"]) -> list[int]:
    """Units, the one that moves most from word to word first."""
    steps = values.diff(dim=0) if len(values) > 1 else values
    return steps.abs().sum(0).argsort(descending=True, stable=True).tolist()


@dataclass(frozen=True)
class Jump:
    """A word of another sentence at which a unit moves, and its value before and after."""

    words: tuple[str, ...]
    position: int
    earlier: float
    later: float


@torch.inference_mode()
def jumps_like(
    model: RecurrentClassifier, sentences: Sequence[str], name: str, unit: int, up: bool, count: int
) -> list[Jump]:
    """Where in these sentences the unit makes its largest steps up, or down; one for each sentence.

    The first word counts for nothing: a gate has no value before it.
    """
    kind: Kind = model.network.shape.kind  # type: ignore[assignment]
    every = [
        words
        for words in (model.vocabulary.split(sentence)[:MOST_WORDS] for sentence in sentences)
        if words[1:]
    ]
    rows = [model.vocabulary.numbers(words) for words in every]
    ids, mask = pad_rows(rows, PAD)  # (B, T) each
    lengths = mask.sum(dim=1)  # (B,)
    values = scan(kind, model.network.embedding(ids), lengths, weights_of(model.network))[name][
        ..., unit
    ]  # (B, T)
    moves = values.diff(dim=1) * (1 if up else -1)  # (B, T - 1)
    moves[torch.arange(1, ids.shape[1]) >= lengths[:, None]] = -torch.inf
    best, positions = moves.max(dim=1)
    result = []
    for number in best.argsort(descending=True, stable=True)[:count].tolist():
        position = int(positions[number]) + 1
        earlier, later = values[number, position - 1 : position + 1].tolist()
        result.append(Jump(tuple(every[number]), position, earlier, later))
    return result


@dataclass(frozen=True, eq=False)
class Terms:
    """One gate of one unit at one word as a sum: E products with the word, D with the state, two biases."""

    word: Float[Tensor, "E 2"]  # weight, number of the word's vector
    state: Float[Tensor, "D 2"]  # weight, number of the state before
    bias_x: float
    bias_h: float
    result: float  # after σ or tanh, or the value at which it is held


def terms(model: RecurrentClassifier, trace: RecurrentTrace, block: str, unit: int, position: int) -> Terms:
    """Everything that goes into one number of a block."""
    D = trace.steps["hidden"].shape[1]
    row, w = BLOCKS[trace.kind].index(block) * D + unit, weights_of(model.network)
    word = torch.stack([w.W_x[row], trace.x[position]], dim=-1)  # (E, 2)
    state = torch.stack([w.W_h[row], before(trace.steps["hidden"])[position]], dim=-1)  # (D, 2)
    result = trace.steps[block][position, unit].item()
    return Terms(word, state, w.b_x[row].item(), w.b_h[row].item(), result)


def _scan_holding(kind: Kind, x: Float[Tensor, "T E"], w: Weights, hold: HeldGate | None) -> Steps:
    """Gates and states (T, D) of one sentence; while a gate is held, other weights keep it where it is."""
    T = len(x)
    first, after = (min(hold.first, T), min(hold.last + 1, T)) if hold else (T, T)
    stretches = [(0, first, w), (first, after, hold_gate(kind, w, hold) if hold else w), (after, T, w)]
    state, parts = None, []
    for begin, end, weights in stretches:
        if begin < end:
            parts.append(scan(kind, x[None, begin:end], torch.tensor([end - begin]), weights, state))
            state = {name: parts[-1][name][:, -1] for name in MEMORY[kind]}  # (1, D) each
    return {name: torch.cat([part[name][0] for part in parts]) for name in parts[0]}


def hold_gate(kind: Kind, w: Weights, hold: HeldGate) -> Weights:
    """Weights whose gate is σ(logit(value)) = value, whatever the word and the state; 0 and 1 exactly."""
    D = w.W_h.shape[1]
    rows = torch.arange(D) if hold.unit is None else torch.tensor([hold.unit])
    rows = rows + BLOCKS[kind].index(hold.gate) * D
    W_x, W_h, b_x, b_h = (tensor.clone() for tensor in w)
    W_x[rows], W_h[rows], b_h[rows] = 0.0, 0.0, 0.0
    b_x[rows] = torch.tensor(hold.value).logit()
    return Weights(W_x, W_h, b_x, b_h)


def _sums(
    kind: Kind, x: Tensor, hidden: Tensor, model: RecurrentClassifier
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Each block's W_x x + b_x and W_h h + b_h at every word, (T, D) each."""
    w, D = weights_of(model.network), hidden.shape[1]
    word, state = x @ w.W_x.T + w.b_x, before(hidden) @ w.W_h.T + w.b_h  # (T, G * D) each
    names = BLOCKS[kind]
    return dict(zip(names, word.split(D, dim=-1), strict=True)), dict(
        zip(names, state.split(D, dim=-1), strict=True)
    )
