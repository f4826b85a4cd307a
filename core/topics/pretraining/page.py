"""Pretraining: masked words, next sentences, and why both sides matter."""

from core.app import url_state
from core.app.page import concept_page
from core.app.state import Translator
from core.topics.pretraining.views import shared
from core.topics.pretraining.views.compute import compute
from core.topics.pretraining.views.corrupt import corrupt_view
from core.topics.pretraining.views.guess import guess_view, sides_view
from core.topics.pretraining.views.measured import measured
from core.topics.pretraining.views.next_sentence import next_view
from core.topics.pretraining.views.next_sentence import second as second_sentence

VIEWS = {"guess": guess_view, "sides": sides_view, "corrupt": corrupt_view, "next": next_view}


def see(t: Translator) -> None:
    view = url_state.choose(
        t("pretraining.view"),
        tuple(VIEWS),
        key="pretraining_view",
        default="guess" if shared.has_network() else "corrupt",  # which needs none
        names=lambda name: t(f"pretraining.view_{name}"),
        label_visibility="collapsed",
    )
    VIEWS[view](t)


def code(t: Translator) -> None:
    """Our corruption, pair, heads and loss beside the library's, on this sentence."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.pretraining.concept import TWINS
    from core.topics.pretraining.predictions import twin_arguments

    twin = choose_twin(TWINS, t("pretraining.twin"), key="pretraining_twin", default="corrupt", t=t)
    _, model, inputs = shared.current(t)
    other = model.batch(second_sentence(t))
    twin_panel(twin, twin_arguments(model, inputs, other)[twin.name], t)


def draw() -> None:
    concept_page("pretraining", {"see": see, "compute": compute, "code": code, "measured": measured})
