"""How much of a change in an early state still reaches the last: RNN, LSTM and GRU, new and trained."""

import math
from contextlib import closing
from itertools import cycle, islice

import torch
from jaxtyping import Float
from torch import Tensor

from core.data.film_sentences import film_sentences
from core.experiments.experiment import Begin, Experiment, Numbers, Size
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
    curves: dict[str, list[float]] = {}
    with closing(begin(len(KINDS) * 2 * count + count)) as progress:
        for kind in KINDS:
            model = load_classifier(f"sst2-{kind}")
            texts = [_vectors(model, start, T) for start in range(count)]  # (T, E) each
            for state, weights in _states(model, kind, seed).items():
                means = _mean(kind, texts, weights, progress)
                for memory, lengths in means.items():
                    curves[f"{kind}_{memory}_{state}"] = lengths
    return {"distances": list(range(T)), "texts": count, "curves": curves}


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


def _mean(
    kind: Kind, texts: list[Float[Tensor, "T E"]], weights: Weights, progress: Progress
) -> dict[str, list[float]]:
    logs: dict[str, list[Tensor]] = {}
    for x in texts:
        for memory, jacobians in memory_jacobians(
            kind, x.double(), Weights(*(w.double() for w in weights))
        ).items():
            norms = jacobians.norm(dim=(-2, -1)) / math.sqrt(jacobians.shape[-1])  # (T,)
            logs.setdefault(memory, []).append(norms.flip(0).log())
        progress.step()
    return {memory: torch.stack(rows).mean(0).exp().tolist() for memory, rows in logs.items()}


def outcome(numbers: Numbers) -> tuple[bool, dict[str, float]]:
    """Held if after training LSTM's cell and GRU keep ten times what the plain RNN keeps over 20 words."""
    far = min(FAR, len(numbers["distances"]) - 1)
    left = {name: curve[far] for name, curve in numbers["curves"].items()}
    gated = (left["lstm_cell_trained"], left["gru_hidden_trained"])
    return min(gated) > CLEAR * left["rnn_hidden_trained"], {"far": far, **left}


EXPERIMENT = Experiment(
    "vanishing_gradients",
    measure,
    outcome,
    models=tuple(f"sst2-{kind}" for kind in KINDS),
    needs_sst2=False,
)
