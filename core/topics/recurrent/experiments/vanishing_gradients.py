"""How much of a change in an early state still reaches the last: RNN, LSTM and GRU, new and trained."""

import math
from contextlib import closing
from itertools import cycle, islice
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.data.film_sentences import film_sentences
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, every, geometric_mean
from core.jobs.progress import Progress
from core.models.classifiers import load_classifier
from core.models.recurrent.classifier import RecurrentClassifier
from core.models.recurrent.network import RecurrentNetwork, RecurrentShape
from core.topics.recurrent.concept import Kind, Weights, memory_jacobians
from core.topics.recurrent.weights import weights_of

KINDS: tuple[Kind, ...] = ("rnn", "lstm", "gru")
WORDS: dict[Size, int] = {"small": 12, "full": 61}  # of each text
TEXTS: dict[Size, int] = {"small": 2, "full": 12}
FAR = 20  # words; the distance that decides the outcome
CLEAR = 10.0  # times as much must be left
OPEN = 1.0  # added to a forget gate's bias, as Jozefowicz et al. 2015 advise


def measure(begin: Begin, seed: int, size: Size, data: None, /) -> Numbers:
    """Geometric means of ‖∂h_T/∂m_t‖ / √D over texts and their last words, by distance T − t.

    m is the hidden state, of an LSTM also the cell. Texts are the project's own sentences, strung
    together. "new" is torch's own initialisation with the trained model's word vectors.
    """
    T, count = WORDS[size], TEXTS[size]
    far = min(FAR, T - 1)
    curves: dict[str, list[float]] = {}
    each: dict[str, list[float]] = {}
    with closing(begin(len(KINDS) * 2 * count + count)) as progress:
        for kind in KINDS:
            model = load_classifier(f"sst2-{kind}")
            texts = [_vectors(model, start, T) for start in range(count)]  # (T, E) each
            for state, weights in _states(model, kind, seed).items():
                for memory, rows in _lengths(kind, texts, weights, progress).items():
                    name = f"{kind}_{memory}_{state}"
                    curves[name] = rows.log().mean(0).exp().tolist()
                    each[name] = rows[:, far].tolist()
    return {"distances": list(range(T)), "texts": count, "curves": curves, "far": far, "each": each}


def _states(model: RecurrentClassifier, kind: Kind, seed: int) -> dict[str, Weights]:
    """The cell as torch draws it, for an LSTM also with open forget gates, and as it was trained."""
    torch.manual_seed(seed)
    shape = model.network.shape
    drawn = RecurrentNetwork(RecurrentShape(kind, 2, shape.embedding, shape.width)).requires_grad_(False)
    states = {"new": weights_of(drawn)}
    if kind == "lstm":
        D, new = shape.width, states["new"]
        bias = new.b_x.clone()
        bias[D : 2 * D] += OPEN
        states["open"] = new._replace(b_x=bias)
    return {**states, "trained": weights_of(model.network)}


def _vectors(model: RecurrentClassifier, start: int, T: int) -> Float[Tensor, "T E"]:
    """The first T words of the project's sentences from the given one on."""
    text = " ".join(islice(cycle(film_sentences()), start * 5, start * 5 + T))  # more than T words
    ids = model.vocabulary.encode(text, T)
    return model.network.embedding.weight[ids]


def _lengths(
    kind: Kind, texts: list[Float[Tensor, "T E"]], weights: Weights, progress: Progress
) -> dict[str, Float[Tensor, "N T"]]:
    """How much is left over each distance, by memory, for each of the N texts."""
    lengths: dict[str, list[Tensor]] = {}
    for x in texts:
        for memory, jacobians in memory_jacobians(
            kind, x.double(), Weights(*(w.double() for w in weights))
        ).items():
            norms = jacobians.norm(dim=(-2, -1)) / math.sqrt(jacobians.shape[-1])  # (T,)
            lengths.setdefault(memory, []).append(norms.flip(0))
        progress.step()
    return {memory: torch.stack(rows) for memory, rows in lengths.items()}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if after training LSTM's cell and GRU keep ten times what the plain RNN keeps over 20 words.

    Interval: Student's t on the logarithms over the texts, text by text.
    """
    each = numbers["each"]
    times = {
        gated: geometric_mean([a / b for a, b in zip(each[gated], each["rnn_hidden_trained"], strict=True)])
        for gated in ("lstm_cell_trained", "gru_hidden_trained")
    }
    facts: dict[str, Any] = {name: curve[numbers["far"]] for name, curve in numbers["curves"].items()}
    facts |= {"far": numbers["far"], "texts": numbers["texts"]}
    facts |= {"lstm_times": times["lstm_cell_trained"], "gru_times": times["gru_hidden_trained"]}
    return every(above(ratio, CLEAR) for ratio in times.values()), facts


EXPERIMENT = Experiment(
    "vanishing_gradients",
    measure,
    outcome,
    "student",
    models=tuple(f"sst2-{kind}" for kind in KINDS),
    needs_sst2=False,
)
