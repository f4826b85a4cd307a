"""Choosing thresholds and temperatures on held-out texts, for each backend by what it says itself."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import FP32, NAMES
from core.scoring.backends.exits.fit import cross_entropy, temperature
from core.scoring.backends.exits.heads import LENGTHS, Head, length_of
from core.scoring.backends.exits.stages import layers_of
from core.scoring.backends.exits.states import States, states_of
from core.scoring.backends.exits.thresholds import BUDGET, Heard, fitted, outcome

FEWEST = 100  # texts that leave at an exit, for a temperature of their own


@dataclass(frozen=True)
class _Said:
    """What one backend says of the texts: `log_odds` (E, N) at the exits, `last` (N,) at the end."""

    log_odds: NDArray[np.float64]
    last: NDArray[np.float64]


def choose(
    classifier: TransformerClassifier,
    heads: Sequence[Head],
    texts: Sequence[str],
    names: Sequence[str] = NAMES,
    folder: Path | None = None,
    step: Callable[[int], object] = lambda _: None,
    budget: float = BUDGET,
) -> tuple[tuple[Head, ...], dict[str, Any]]:
    """The heads with thresholds for these backends, and what they do to these texts.

    Right is what float32 says at the end, so that a backend's own rounding spends of the budget too.
    Temperatures are chosen with float32's thresholds; other backends keep theirs.
    """
    after = [head.after for head in heads]
    layers = layers_of(classifier.folder)
    ends = [layer / layers for layer in (*after, layers)]
    said: dict[str, _Said] = {}
    for name in dict.fromkeys((FP32, *names)):
        states = states_of(classifier, texts, after, name, folder, step)
        said[name] = _said(heads, states)
    lengths = length_of(states.lengths)
    right = said[FP32].last
    heard = {name: Heard(said[name].log_odds, said[name].last >= 0, right >= 0, ends) for name in names}
    limits, measured = _limits(heard, lengths, budget)
    heads = [
        replace(head, thresholds={**head.thresholds, **{name: tuple(limits[name][:, n]) for name in limits}})
        for n, head in enumerate(heads)
    ]
    if FP32 in names:
        heads, measured["calibration"] = _mended(heads, said, lengths, 1 / (1 + np.exp(-right)), limits)
    return tuple(heads), measured


def _said(heads: Sequence[Head], states: States) -> _Said:
    at_exits = [head.log_odds(states.features[:, n].astype(np.float32)) for n, head in enumerate(heads)]
    return _Said(np.stack(at_exits).astype(np.float64), states.log_odds.astype(np.float64))


def _limits(
    heard: dict[str, Heard], lengths: NDArray[np.int64], budget: float
) -> tuple[dict[str, NDArray[np.float64]], dict[str, Any]]:
    """Each backend's thresholds by length and exit (3, E), and what they do."""
    limits: dict[str, NDArray[np.float64]] = {}
    measured: dict[str, Any] = {}
    for name, each in heard.items():
        rows = []
        measured[name] = {}
        for number, length in enumerate(LENGTHS):
            some = each.among(lengths == number)
            rows.append(fitted(some, budget))
            if some.right.size:
                rounding = float((some.last != some.right).mean())
                measured[name][length] = {
                    "texts": some.right.size,
                    "rounding": rounding,
                    **asdict(outcome(some, rows[-1])),
                }
        limits[name] = np.array(rows)
    return limits, measured


def _mended(
    heads: Sequence[Head],
    said: dict[str, _Said],
    lengths: NDArray[np.int64],
    target: NDArray[np.float64],
    limits: dict[str, NDArray[np.float64]],
) -> tuple[list[Head], list[dict[str, Any]]]:
    """The heads with the temperatures that fit those best who leave there in float32, by their length."""
    log_odds, chosen = said[FP32].log_odds, limits[FP32][lengths]  # (E, N), (N, E)
    leaves = np.abs(log_odds) >= chosen.T  # (E, N)
    first = np.concatenate([leaves, np.ones((1, leaves.shape[1]), np.bool_)]).argmax(axis=0)  # (N,)
    mended, told = [], []
    for place, head in enumerate(heads):
        heats = []
        for number, length in enumerate(LENGTHS):
            rows = (first == place) & (lengths == number)
            enough = int(rows.sum()) >= FEWEST
            heats.append(temperature(log_odds[place, rows], target[rows]) if enough else 1.0)
            if rows.any():
                before, now = (
                    cross_entropy(log_odds[place, rows] / t, target[rows]) for t in (1.0, heats[-1])
                )
                about = {"after": head.after, "length": length, "texts": int(rows.sum())}
                told.append(
                    {**about, "temperature": heats[-1], "cross_entropy_before": before, "cross_entropy": now}
                )
        mended.append(replace(head, temperatures=tuple(heats)))
    return mended, told
