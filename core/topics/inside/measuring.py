"""What the exits and the network say of labelled sentences: what the experiments on leaving early share.

Thresholds are chosen on sentences that were held out of what the heads learned from, and judged on dev. Here
they are the same for all lengths, as no sentence of SST-2 is long.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.labelled import LabelledData, Split
from core.data.overlap import clean
from core.experiments.experiment import Begin, Size
from core.experiments.samples import draw
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import FP32
from core.scoring.backends.exits.heads import Exits, read_exits
from core.scoring.backends.exits.stages import layers_of
from core.scoring.backends.exits.states import states_of
from core.scoring.backends.exits.texts import held_out
from core.scoring.backends.exits.thresholds import PRICES, Heard, at_price, outcome, risks, said_at
from core.scoring.backends.model_fingerprint import fingerprint_of

SENTENCES: dict[Size, int | None] = {"small": 40, "full": None}


@dataclass(frozen=True)
class Halves:
    """Sentences to choose thresholds on, and those of dev to judge them on; `rest` is what is left to
    learn from.
    """

    choose: Split
    dev: Split
    rest: Split


@dataclass(frozen=True)
class Read:
    """N labelled sentences, `positive` where the label says so, and what was `heard` of them; right is what
    the network itself says at the end. `tokens` (N,) counts the special ones too.
    """

    sentences: list[str]
    positive: NDArray[np.bool_]
    tokens: NDArray[np.int64]
    heard: Heard

    def right(self, level: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which verdicts agree with the label where the sentences leave at these exits, (N,) both."""
        return np.asarray(said_at(self.heard, level) == self.positive)


def opened() -> tuple[TransformerClassifier, Exits]:
    """The shipped classifier and its exits. Errors: those of `load_classifier` and `read_exits`."""
    classifier = load_classifier(MAIN_MODEL)
    return classifier, read_exits(classifier.folder, fingerprint_of(classifier.folder))


def halves(data: LabelledData, sentences: int | None, seed: int) -> Halves:
    """Held-out sentences and those of dev, so many of each at most; None takes all."""
    held = held_out(clean(data))
    return Halves(draw(held.dev, sentences, seed), draw(data.dev, sentences, seed), held.train)


def read(
    classifier: TransformerClassifier, exits: Exits, split: Split, step: Callable[[int], object]
) -> Read:
    """Read sentences in float32; `step` is told how many are done."""
    after = [head.after for head in exits.heads]
    layers = layers_of(classifier.folder)
    states = states_of(classifier, split.sentences, after, FP32, step=step)
    said = [
        head.log_odds(states.features[:, n].astype(np.float32)).astype(np.float64)
        for n, head in enumerate(exits.heads)
    ]
    last = states.log_odds >= 0
    heard = Heard(np.stack(said), last, last, [layer / layers for layer in (*after, layers)])
    return Read(split.sentences, np.array(split.labels) == 1, states.lengths, heard)


def read_halves(
    classifier: TransformerClassifier,
    exits: Exits,
    data: LabelledData | None,
    begin: Begin,
    seed: int,
    size: Size,
) -> tuple[Read, Read]:
    """Held-out sentences and those of dev, as many as the size has, read with their progress told."""
    assert data is not None, "this experiment reads SST-2"
    parts = halves(data, SENTENCES[size], seed)
    with closing(begin(len(parts.choose) + len(parts.dev))) as progress:
        known, dev = (read(classifier, exits, part, progress.step) for part in (parts.choose, parts.dev))
    return known, dev


def thresholds_for(known: Heard, computed: float) -> tuple[float, ...]:
    """The most careful thresholds with which at most such a part of the network is computed on average; where
    there are none, those that compute least.
    """
    risky = risks(known)
    tried = [at_price(risky, known.ends, float(price)) for price in PRICES]
    return next((limits for limits in tried if outcome(known, limits).computed <= computed), tried[-1])
