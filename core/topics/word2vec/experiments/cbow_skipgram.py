"""CBOW against skip-gram in about the same time: whose neighbours are more like GloVe's?"""

import time
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.data.labelled import LabelledData
from core.data.overlap import clean
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, difference, every, geometric_mean, mapped, ratio, share
from core.experiments.samples import draw
from core.jobs.progress import Progress
from core.models.word_vectors import GLOVE, load_glove
from core.topics.word2vec.concept import sentences_of
from core.topics.word2vec.run import MODELS, Settings, Word2VecRun
from core.topics.word2vec.training import overlap

NEAREST = 10
MOST_COMPARED = 1000  # words of each kind, the commonest and the rarest
TIMED = ("seconds", "words_per_second")


@dataclass(frozen=True)
class Plan:
    """Phrases (None: all), the fewest times a word must occur, and each model's epochs.

    CBOW makes one example of a position, skip-gram one of every pair: the epochs are chosen so that both take
    about the same time on one core.
    """

    phrases: int | None
    least: int
    epochs: dict[str, int]


PLANS: dict[Size, Plan] = {
    "small": Plan(2000, 2, {"cbow": 8, "skipgram": 2}),
    "full": Plan(None, 5, {"cbow": 12, "skipgram": 3}),
}


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """After each epoch, the fraction of GloVe's neighbours that each model has found."""
    assert data is not None, "this experiment reads SST-2"
    plan, glove = PLANS[size], load_glove()
    phrases = draw(clean(data).train, plan.phrases, seed).sentences
    sentences = sentences_of("\n".join(phrases))
    runs = {
        model: Word2VecRun(
            sentences,
            Settings(model=model, width=50, window=5, batch=256, least=plan.least, seed=seed, rate=0.025),
        )
        for model in MODELS
    }
    words = runs["cbow"].vocabulary.words
    shared = [row for row, word in enumerate(words) if word in glove.rows]
    truth = torch.from_numpy(glove.vectors[[glove.rows[words[row]] for row in shared]])  # (N, D)
    with closing(begin(sum(plan.epochs.values()))) as progress:
        curves = {
            model: _curve(run, plan.epochs[model], torch.tensor(shared), truth, progress)
            for model, run in runs.items()
        }
    read = sum(map(len, runs["cbow"].ids))
    speeds = {model: read * plan.epochs[model] / curves[model][-1]["seconds"] for model in MODELS}
    return {
        "words": read,
        "vocabulary": len(words),
        "shared": len(shared),
        "judged": min(MOST_COMPARED, len(shared) // 2),
        "curves": curves,
        "words_per_second": speeds,
    }


def _curve(
    run: Word2VecRun,
    epochs: int,
    shared: Int[Tensor, "N"],
    truth: Float[Tensor, "N D"],
    progress: Progress,
) -> list[dict[str, Any]]:
    """One point after each epoch; its seconds leave the evaluation out."""
    points, seconds, total = [], 0.0, epochs * run.steps_an_epoch
    count = min(MOST_COMPARED, len(shared) // 2)
    everyone = torch.arange(len(shared))
    for epoch in range(epochs):
        started = time.perf_counter()
        for step in range(run.steps_an_epoch):
            run.step(run.settings.rate * (1 - (epoch * run.steps_an_epoch + step) / total))
        seconds += time.perf_counter() - started
        own = run.vectors[shared]  # (N, D)
        points.append(
            {
                "epoch": epoch + 1,
                "seconds": seconds,
                "frequent": overlap(own, truth, everyone[:count], NEAREST),
                "rare": overlap(own, truth, everyone[len(shared) - count :], NEAREST),
            }
        )
        progress.step(1, frequent=points[-1]["frequent"], rare=points[-1]["rare"])
    return points


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if CBOW is faster, and skip-gram shares more of rare words' neighbours with GloVe.

    Interval: of the times Student's t on the logarithms over the epochs (MOVER); of the shares Newcombe's,
    over all neighbours of the words judged. One training each.
    """
    ends = {model: numbers["curves"][model][-1] for model in MODELS}
    speeds, neighbours = numbers["words_per_second"], numbers["judged"] * NEAREST
    times = {model: geometric_mean(_epochs(numbers["curves"][model])) for model in MODELS}
    rare = {model: share(round(end["rare"] * neighbours), neighbours) for model, end in ends.items()}
    faster, lead = ratio(times["skipgram"], times["cbow"]), difference(rare["skipgram"], rare["cbow"])
    facts: dict[str, Any] = {"words": numbers["words"], "judged": numbers["judged"], "faster": faster}
    for model, end in ends.items():
        facts |= {f"{model}_seconds": end["seconds"], f"{model}_speed": speeds[model]}
        facts |= {f"{model}_rare": end["rare"], f"{model}_frequent": end["frequent"]}
    facts["lead"] = mapped(lead, lambda gain: 100 * gain)
    return every((above(faster, 1), above(lead, 0))), facts


def _epochs(curve: list[dict[str, Any]]) -> list[float]:
    """The seconds of each epoch."""
    ends = [0.0, *(point["seconds"] for point in curve)]
    return [end - start for start, end in pairwise(ends)]


EXPERIMENT = Experiment("cbow_skipgram", measure, outcome, "apart", models=(GLOVE,), timed=TIMED)
