"""What the heads of a network read, and what it says at the end, as one of its backends computes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.models.reading.padding import padded
from core.models.transformer import TransformerClassifier
from core.scoring.backends.exits.by_exits import open_stages
from core.scoring.backends.exits.heads import features
from core.scoring.backends.exits.kept import Arrays, kept, portions
from core.scoring.backends.exits.stages import Stages
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.token_batches import own_tokenizer
from core.scoring.engine import packed

TOKENS = 1024  # in a batch


@dataclass(frozen=True)
class States:
    """Of texts, the features behind each exit (N, E, 3D), the log-odds of positive at the end (N,), and the
    numbers of tokens (N,).
    """

    features: NDArray[np.float16]
    log_odds: NDArray[np.float32]
    lengths: NDArray[np.int64]


def states_of(
    classifier: TransformerClassifier,
    texts: Sequence[str],
    after: Sequence[int],
    backend: str,
    folder: Path | None = None,
    step: Callable[[int], object] = lambda _: None,
) -> States:
    """The states behind so many layers; kept in the folder. `step` is told how many texts are done."""
    stages = open_stages(backend, classifier, 1, after)
    model = fingerprint_of(classifier.folder)
    found: list[Arrays] = []
    for some in portions(texts):
        about = [model, backend, list(after), list(some)]
        found.append(kept(folder, about, lambda some=some: _computed(classifier, some, stages, len(after))))  # type: ignore[misc]
        step(len(some))
    return States(*(np.concatenate([each[name] for each in found]) for name in States.__annotations__))


def _computed(classifier: TransformerClassifier, texts: Sequence[str], stages: Stages, exits: int) -> Arrays:
    tokenizer = own_tokenizer(classifier, classifier.max_tokens, in_windows=False)
    ids = [np.array(each.ids, np.int32) for each in tokenizer.encode_batch_fast(list(texts))]
    width = 3 * classifier.network.config.hidden_size
    found = np.zeros((len(texts), exits, width), np.float16)
    log_odds = np.zeros(len(texts), np.float32)
    for batch in packed(map(len, ids), len(texts), TOKENS):
        x, mask = padded([ids[index] for index in batch], classifier.padding)  # (B, T)
        for stage in range(exits):
            x = stages.hidden(stage, x, mask)  # type: ignore[assignment]
            found[batch, stage] = features(x, mask.sum(axis=1))  # type: ignore[arg-type]
        logits = stages.last(x, mask)  # (B, 2)
        log_odds[batch] = logits[:, classifier.positive] - logits[:, 1 - classifier.positive]
    lengths = np.array([len(row) for row in ids])
    return {"features": found, "log_odds": log_odds, "lengths": lengths}
