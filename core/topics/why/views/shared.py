"""What all parts of Why are about: the sentence as one model reads it, and what each method says of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.models.cached_models import TimedPrediction, classifier, timed_prediction
from core.app.models.hub_model import OTHER, chosen_positive, other_model
from core.app.models.reader import reader
from core.app.models.shared import loaded_once
from core.app.models.trained_here import not_here, trained
from core.app.numbers import numeral
from core.app.panels import cut_note
from core.app.state import Translator, sentence
from core.app.url_picks import option_in_url, pick
from core.app.waiting import SECONDS_TORCH, waiting
from core.base.settings import is_public
from core.base.shortened import shortened
from core.models.catalog import OFFERED
from core.models.explaining.methods import METHODS, Method, Settings, attribute, obstacle
from core.models.explaining.reading import Baseline, Reading
from core.models.explaining.words import beginning, words_behind
from core.models.text_checks import readable

if TYPE_CHECKING:
    from core.nn.attribution.results import Attribution

HEIGHT = 150  # pixels that a part leaves free while it waits for a model
MOST_READINGS, MOST_ATTRIBUTIONS = 24, 256  # of all visitors; a few kB each
FIRST: tuple[Method, ...] = ("integrated_gradients", "coefficients", "occlusion")  # the first that runs
MOST_PASSES = 600  # of a method that is run without being asked for
MOST_WORDS = 510  # of a text; MiniLM's window holds no more, a recurrent network would read any number
MOST_LETTERS = 40  # of a word on screen
ALL_SMALL = 0.1  # values of a smaller size need more decimals
MOST_OF_LINEAR = 4096
MOST_TOKENS_PASSED = 20_000  # likewise: passes × words, for a long text's are slower


@dataclass(frozen=True)
class Explained:
    """The shared sentence as the chosen model reads it; `positive` as for `classifier`."""

    name: str
    label: str
    positive: str | None
    reading: Reading

    @property
    def words(self) -> list[str]:
        """As they are shown: an endless one without its end."""
        return [shortened(word.text, MOST_LETTERS) for word in self.reading.words]

    @property
    def prediction(self) -> TimedPrediction:
        return timed_prediction(self.name, self.reading.sentence, self.positive)

    @property
    def verdict(self) -> str:
        """The class that the attributions are about: the one that the logit difference is for."""
        return "positive" if self.reading.difference >= 0 else "negative"

    def by(self, method: Method, baseline: Baseline | None = None) -> "Attribution":
        """What each word adds to the logit difference (P,) by one method."""
        used = baseline if method == "integrated_gradients" else None
        return attribution_of(self.name, self.positive, self.reading.sentence, method, used)


@loaded_once(max_entries=MOST_READINGS)
def reading_of(name: str, positive: str | None, text: str) -> Reading:
    """One sentence, read by one model; raises what `read_sentence` raises."""
    from core.models.explaining.read_sentence import read_sentence

    return read_sentence(classifier(name) if positive is None else classifier(name, positive), text)


@st.cache_resource(max_entries=MOST_ATTRIBUTIONS, show_spinner=False)
def attribution_of(
    name: str, positive: str | None, text: str, method: Method, baseline: Baseline | None
) -> "Attribution":
    """What each word adds, by one method; raises the error of `obstacle`."""
    return attribute(reading_of(name, positive, text), method, Settings(baseline=baseline))


def main_reading(text: str) -> Reading:
    """A sentence as the Transformer of its language reads it."""
    return reading_of(reader(), None, text)


def explained_sentence(t: Translator, container: Any = st) -> Explained | None:
    """Let a model be chosen; None where none is, as while a hub id is being typed."""
    readable(sentence())
    chosen = _choose_model(t, container)
    if chosen is None:
        return None
    name, label = chosen
    with waiting(t("waiting.model", model=foreign(label), seconds=SECONDS_TORCH), HEIGHT):
        reading = reading_of(name, chosen_positive(name), beginning(sentence(), MOST_WORDS))
    if reading.words:
        cut = words_behind(sentence(), reading.words[-1].end)
        cut_note("why.cut", len(reading.words), cut, t)
    return Explained(name, label, chosen_positive(name), reading)


def _choose_model(t: Translator, container: Any) -> tuple[str, str] | None:
    """The name and the label of one model: shipped, trained in this browser, or any other."""
    models = trained()
    own = {model.id: model for model in models if not model.has_other_classes}
    if others := [model.label(t) for model in models if model.has_other_classes]:
        not_here(others, t)
    options = [*OFFERED, *own] if is_public() else [*OFFERED, *own, OTHER]
    suited = reader()
    picked = pick(
        t("why.model"),
        options,
        key="why_model",
        chosen=option_in_url("why_model", options, suited),
        names=lambda name: own[name].label(t) if name in own else t(f"models.{name}"),
        container=container,
    )
    if picked == OTHER:
        return next(iter(other_model(t).items()), None)
    return (
        (str(own[picked].folder), own[picked].label(t)) if picked in own else (picked, t(f"models.{picked}"))
    )


def offered_methods(reading: Reading) -> list[Method]:
    """The methods that have something to say of this sentence; raises where no method has."""
    found = [method for method in METHODS if obstacle(reading, method) is None]
    if not found:
        raise obstacle(reading, METHODS[0]) or AssertionError("some method stood in its own way")
    return found


def first_method(offered: list[Method]) -> Method:
    """The method that is shown where none is chosen."""
    return next(method for method in FIRST if method in offered)


def choose_method(offered: list[Method], t: Translator, container: Any) -> Method:
    """The method that is shown large; all views share the choice."""
    chosen: Method = pick(
        t("why.method"),
        offered,
        key="why_method",
        chosen=option_in_url("why_method", offered, first_method(offered)),
        names=lambda name: t(f"why.method_{name}"),
        container=container,
    )
    return chosen


def choose_baseline(about: Explained, t: Translator, container: Any) -> Baseline:
    """One of the baselines that the model has; there are some wherever gradients are."""
    assert about.reading.differentiable is not None
    options = list(about.reading.differentiable.baselines)
    chosen: Baseline = pick(
        t("why.baseline"),
        options,
        key="why_baseline",
        chosen=option_in_url("why_baseline", options, options[0]),
        names=lambda name: t(f"why.baseline_{name}"),
        container=container,
    )
    return chosen


def passes_of(method: Method, words: int, settings: Settings) -> int:
    """How many versions of a sentence a method sends through the model, about."""
    drawn = min(settings.samples, 2**words)
    many = {"exact_shapley": 2**words, "lime": drawn, "kernel_shap": drawn, "occlusion": words}
    return many.get(method, settings.steps if method == "integrated_gradients" else 1)


def is_quick(reading: Reading, method: Method) -> bool:
    """Whether a method is run without being asked for; a linear model's are all quick."""
    words = len(reading.words)
    passes = passes_of(method, words, Settings())
    few = passes <= MOST_PASSES and passes * words <= MOST_TOKENS_PASSED
    return few or (reading.coefficients is not None and passes <= MOST_OF_LINEAR)


def is_instant(reading: Reading, method: Method) -> bool:
    """Whether it is done within a blink, so that a picture may wait for it."""
    passes = passes_of(method, len(reading.words), Settings())
    return is_quick(reading, method) and passes <= Settings().steps


def shares_of(values: Any) -> list[float]:
    """Each value's part of the sum of all values' sizes, 0 … 1."""
    sizes = values.abs().double()
    total = sizes.sum().item()
    return [size / total if total else 0.0 for size in sizes.tolist()]


def cost_text(attribution: "Attribution", t: Translator) -> str:
    """`52 passes forward, 50 back`."""
    cost = attribution.cost
    key = "why.cost_both" if cost.backward else "why.cost"
    return t(key, forward=f"{cost.forward:,}", backward=f"{cost.backward:,}")


def signed(value: float, digits: int = 2) -> str:
    """`+1.24`, with a real minus sign; what rounds to zero has no sign."""
    return numeral(value, f"+.{digits}f") if round(value, digits) else numeral(0.0, f".{digits}f")


def digits_for(values: Any) -> int:
    """How many decimals tell values (P,) apart: two, more where all are small."""
    largest = values.abs().max().item()
    return 2 if largest >= ALL_SMALL else 4
