"""Every attribution method on a sentence that a model has read, word by word."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from core.base.errors import SentiscopeError
from core.models.explaining.reading import Baseline, Reading
from core.models.explaining.words import clauses_of

if TYPE_CHECKING:
    from core.nn.attribution.results import Attribution

Method = Literal[
    "gradient_times_input",
    "integrated_gradients",
    "occlusion",
    "clause_occlusion",
    "lime",
    "kernel_shap",
    "exact_shapley",
    "gradient_times_attention",
    "rollout",
    "coefficients",
]
METHODS: tuple[Method, ...] = get_args(Method)
BY_GRADIENT = ("gradient_times_input", "integrated_gradients")
MOST_WORDS = 12  # for exact Shapley values: 4,096 subsets
BY_ATTENTION = ("gradient_times_attention", "rollout")  # nothing in them can speak against the verdict


@dataclass(frozen=True)
class Settings:
    """How the methods are run; each reads what concerns it. None: the model's first baseline."""

    baseline: Baseline | None = None
    steps: int = 50
    samples: int = 512
    seed: int = 0


DEFAULTS = Settings()


def obstacle(reading: Reading, method: Method) -> SentiscopeError | None:
    """Why a method has nothing to say about a sentence, or None where it can be run."""
    if not reading.words:
        return SentiscopeError("why_no_words", name=reading.model)
    if method in BY_GRADIENT and reading.differentiable is None:
        return SentiscopeError("why_no_embeddings", name=reading.model)
    if method in BY_ATTENTION and reading.attention is None:
        return SentiscopeError("why_no_attention", name=reading.model)
    if method == "coefficients" and reading.coefficients is None:
        return SentiscopeError("why_not_linear", name=reading.model)
    if method == "exact_shapley" and len(reading.words) > MOST_WORDS:
        return SentiscopeError("why_too_many_words", count=len(reading.words), most=MOST_WORDS)
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
    from core.nn.attribution.results import summed_by

    return replace(attribution, values=summed_by([word.pieces for word in reading.words], attribution.values))


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


def _clause_occlusion(reading: Reading, settings: Settings) -> "Attribution":
    """A clause's value is shared by its words in equal parts."""
    import torch

    from core.nn.attribution.coalitions import grouped
    from core.nn.attribution.occlusion import occlusion

    clause_of = torch.tensor(clauses_of(reading.words))  # (P,)
    found = occlusion(grouped(reading.game, clause_of), int(clause_of.max()) + 1)
    return replace(found, values=(found.values / clause_of.bincount())[clause_of])


def _lime(reading: Reading, settings: Settings) -> "Attribution":
    from core.nn.attribution.lime import lime

    return lime(reading.game, len(reading.words), settings.samples, settings.seed)


def _kernel_shap(reading: Reading, settings: Settings) -> "Attribution":
    from core.nn.attribution.kernel_shap import kernel_shap

    return kernel_shap(reading.game, len(reading.words), settings.samples, settings.seed)


def _exact_shapley(reading: Reading, settings: Settings) -> "Attribution":
    from core.nn.attribution.shapley import exact_shapley

    return exact_shapley(reading.game, len(reading.words))


def _gradient_times_attention(reading: Reading, settings: Settings) -> "Attribution":
    """The gradients are those of the verdict that is to be explained."""
    from core.nn.attribution.attention import gradient_times_attention

    maps = reading.attention
    assert maps is not None
    gradients = maps.gradients if reading.difference >= 0 else -maps.gradients
    return _of_verdict(reading, gradient_times_attention(maps.weights, gradients)[0], backward=1)


def _rollout(reading: Reading, settings: Settings) -> "Attribution":
    from core.nn.attention_rollout import attention_rollout

    maps = reading.attention
    assert maps is not None
    return _of_verdict(reading, attention_rollout(maps.weights)[-1, 0], backward=0)


def _of_verdict(reading: Reading, relevance: Any, backward: int) -> "Attribution":
    """What [CLS] takes from each token (T,), as if all of it spoke for the verdict."""
    from core.nn.attribution.results import Attribution, Cost

    values = relevance if reading.difference >= 0 else -relevance
    return by_word(reading, Attribution(values, reading.difference, 0.0, Cost(1, backward)))


def _coefficients(reading: Reading, settings: Settings) -> "Attribution":
    """`nothing` is what stays without any word: the intercept."""
    from core.nn.attribution.results import Attribution, Cost

    values = reading.coefficients
    assert values is not None
    nothing = reading.difference - values.double().sum().item()
    return Attribution(values, reading.difference, nothing, Cost(1))


_RUN: dict[Method, Callable[[Reading, Settings], Any]] = {
    "gradient_times_input": _gradient_times_input,
    "integrated_gradients": _integrated_gradients,
    "occlusion": _occlusion,
    "clause_occlusion": _clause_occlusion,
    "lime": _lime,
    "kernel_shap": _kernel_shap,
    "exact_shapley": _exact_shapley,
    "gradient_times_attention": _gradient_times_attention,
    "rollout": _rollout,
    "coefficients": _coefficients,
}
