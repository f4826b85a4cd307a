"""Pretraining: masked words, next sentences, and why both sides matter."""

from core.ui import link, pretraining
from core.ui.frame import concept_page
from core.ui.pretraining_compute import compute
from core.ui.pretraining_corrupt import corrupt_view
from core.ui.pretraining_guess import guess_view, sides_view
from core.ui.pretraining_measured import measured
from core.ui.pretraining_next import next_view
from core.ui.pretraining_next import second as second_sentence
from core.ui.state import Translator

VIEWS = {"guess": guess_view, "sides": sides_view, "corrupt": corrupt_view, "next": next_view}


def see(t: Translator) -> None:
    view = link.choose(
        t("pretraining.view"),
        tuple(VIEWS),
        key="pretraining_view",
        default="guess" if pretraining.has_network() else "corrupt",  # which needs none
        names=lambda name: t(f"pretraining.view_{name}"),
        label_visibility="collapsed",
    )
    VIEWS[view](t)


def code(t: Translator) -> None:
    """Our corruption, pair, heads and loss beside the library's, on this sentence."""
    from core.concepts.pretraining import TWINS
    from core.explain.pretraining import twin_arguments
    from core.ui.twins import choose_twin, twin_panel

    twin = choose_twin(TWINS, t("pretraining.twin"), key="pretraining_twin", default="corrupt", t=t)
    _, model, inputs = pretraining.current(t)
    other = model.batch(second_sentence(t))
    twin_panel(twin, twin_arguments(model, inputs, other)[twin.name], t)


concept_page("pretraining", {"see": see, "compute": compute, "code": code, "measured": measured})
