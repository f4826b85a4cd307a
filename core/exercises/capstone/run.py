"""Runs the whole classifier in a limited child, and holds its verdicts to ours."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.base.errors import SentiscopeError
from core.exercises.capstone.parts import Part
from core.exercises.check import check
from core.exercises.registry import find
from core.exercises.runner.client import Runner, runner
from core.exercises.runner.limits import Limits
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.locate import locate

FUNCTION = "everything"  # of the program
LIMITS = Limits(seconds=60.0)  # sixty sentences and a small training, on a slow machine


@dataclass(frozen=True)
class Outcome:
    """How many of `count` verdicts are ours, the largest difference of a logit, and the small training:
    the loss of each step (nats), and the share of unseen sentences judged right."""

    agree: int
    count: int
    difference: float
    losses: tuple[float, ...]
    right: float


def run(text: str, sentences: Sequence[str], *, by: Runner | None = None) -> Outcome:
    """What the program gives for sentences.

    Errors: `capstone_answer` for a result of another kind; ProblemError and StoppedError of the child;
    those of `Runner.check`.
    """
    ours = torch.tensor([one.logits for one in load_classifier(MAIN_MODEL).classify(list(sentences))])
    with (by or runner()).check(LIMITS) as child:
        child.session.load(text, FUNCTION, 2)
        answer, _ = child.session.call((str(locate(MAIN_MODEL).folder), list(sentences)))
    theirs, losses, right = _checked(answer, ours)
    agree = int((theirs.argmax(dim=-1) == ours.argmax(dim=-1)).sum())
    difference = (theirs - ours).abs().max().item()
    return Outcome(agree, len(sentences), difference, losses, right)


def no_longer_right(parts: Sequence[Part], *, by: Runner | None = None) -> tuple[Part, ...]:
    """Those of a learner's parts whose last code does not pass its exercise, tried after it was solved.

    Errors: those of `Runner.check`.
    """
    return tuple(
        part
        for part in parts
        if part.code and not check(find(part.exercise.name), part.code, by=by, seconds_to_search=0).passed
    )


def _checked(answer: object, ours: Tensor) -> tuple[Tensor, tuple[float, ...], float]:
    """A child's answer is data, and may be anything."""
    if not isinstance(answer, dict):
        raise SentiscopeError("capstone_answer")
    logits, losses, right = (answer.get(name) for name in ("logits", "losses", "right"))
    if not isinstance(logits, Tensor) or logits.shape != ours.shape or not logits.is_floating_point():
        raise SentiscopeError("capstone_answer")
    if not isinstance(losses, list) or not all(isinstance(one, float) for one in losses):
        raise SentiscopeError("capstone_answer")
    if not isinstance(right, float):
        raise SentiscopeError("capstone_answer")
    return logits.float(), tuple(losses), right
