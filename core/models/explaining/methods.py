"""Every attribution method on a sentence that a model has read, word by word."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from core.base.errors import SentiscopeError
from core.models.explaining.reading import Baseline, Reading

if TYPE_CHECKING:
    from core.nn.attribution.results import Attribution

Method = Literal["gradient_times_input", "integrated_gradients", "occlusion"]
METHODS: tuple[Method, ...] = get_args(Method)
BY_GRADIENT = ("gradient_times_input", "integrated_gradients")


@dataclass(frozen=True)
class Settings:
    """How the methods are run; each reads what concerns it. None: the model's first baseline."""

    baseline: Baseline | None = None
    steps: int = 50


DEFAULTS = Settings()


def obstacle(reading: Reading, method: Method) -> SentiscopeError | None:
    """Why a method has nothing to say about a sentence, or None where it can be run."""
    if not reading.words:
        return SentiscopeError("why_no_words", name=reading.model)
    if method in BY_GRADIENT and reading.differentiable is None:
        return SentiscopeError("why_no_embeddings", name=reading.model)
    return None


def attribute(reading: Reading, method: Method, settings: Settings = DEFAULTS) -> "Attribution":
    """What each word adds to the logit difference (P,), by one method; raises the error of `obstacle`."""
    if error := obstacle(reading, method):
        raise error
    return _RUN[method](reading, settings)


def baseline_of(reading: Reading, settings: Settings) -> Baseline:
    """The baseline that integrated gradients start from; a model's first where the wished one is not its."""
    differentiable = reading.differentiable
    assert differentiable is not None, "asked for only where there is no obstacle"
    offered = list(differentiable.baselines)
    return settings.baseline if settings.baseline in offered else offered[0]


def by_word(reading: Reading, attribution: "Attribution") -> "Attribution":
    """Tokens' values (T,) summed over each word's pieces (P,); special tokens' share is then in the gap."""
    import torch

    sums = [attribution.values[list(word.pieces)].sum() for word in reading.words]
    return replace(attribution, values=torch.stack(sums))


def _gradient_times_input(reading: Reading, settings: Settings) -> "Attribution":
    from core.nn.attribution.gradients import gradient_times_input

    d = reading.differentiable
    assert d is not None
    return by_word(reading, gradient_times_input(d.value, d.embeddings))


def _integrated_gradients(reading: Reading, settings: Settings) -> "Attribution":
    from core.nn.attribution.gradients import integrated_gradients

    d = reading.differentiable
    assert d is not None
    baseline = d.baselines[baseline_of(reading, settings)]
    return by_word(reading, integrated_gradients(d.value, d.embeddings, baseline, settings.steps))


def _occlusion(reading: Reading, settings: Settings) -> "Attribution":
    from core.nn.attribution.occlusion import occlusion

    return occlusion(reading.game, len(reading.words))


_RUN: dict[Method, Callable[[Reading, Settings], Any]] = {
    "gradient_times_input": _gradient_times_input,
    "integrated_gradients": _integrated_gradients,
    "occlusion": _occlusion,
}
