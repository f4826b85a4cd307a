"""Decoding: greedy, beam, exhaustive search and sampling on one true tree."""

import streamlit as st

from core.app import url_state
from core.app.errors import show
from core.app.page import concept_page
from core.app.state import Translator
from core.base.errors import SentiscopeError
from core.topics.decoding.views import shared
from core.topics.decoding.views.compute import show_step
from core.topics.decoding.views.next_token import next_view
from core.topics.decoding.views.search_cost import search_view
from core.topics.decoding.views.tree import HEIGHT, tree_view

VIEWS = ("tree", "next", "search")
CODE_STEPS, CODE_WIDTH = 6, 3


def see(t: Translator) -> None:
    view = url_state.choose(
        t("decoding.view"),
        VIEWS,
        key="decoding_view",
        default="tree",
        names=lambda name: t(f"decoding.view_{name}"),
        label_visibility="collapsed",
    )
    {"tree": tree, "next": next_token, "search": search_view}[view](t)


def tree(t: Translator) -> None:
    """What every strategy looked at, under its true parent."""
    text, chosen = shared.controls(t)
    if text is not None and (model := ready(t)):
        tree_view(model, text, chosen, t)


def next_token(t: Translator) -> None:
    """One distribution, and what the filters leave of it."""
    text = ask(t)
    if text is not None and (model := ready(t)):
        next_view(model, text, t)


def ask(t: Translator) -> str | None:
    """Prompt and model; the text to continue, or None while the model is not here."""
    left, right = st.columns([2, 1], gap="medium")
    shared.ask_prompt(t, left)
    name = shared.ask_model(t, right)
    return shared.prompt_text() if shared.model_is_here(name, t) else None


def ready(t: Translator):
    """The model, or None with a word on how to get it and on what works without."""
    try:
        with st.skeleton(HEIGHT):
            model = shared.current_model(t)
    except SentiscopeError as error:
        show(error)
        st.info(t("decoding.without_model"), icon=":material/lightbulb:")
        return None
    if not model.ends:
        st.info(t("decoding.no_end"), icon=":material/all_inclusive:")
    if model.origin == "cache" and model.name == shared.MAIN:
        st.caption(t("decoding.from_cache"))
    return model


def compute(t: Translator) -> None:
    """One step of the beam as a table, and one score added up token by token."""
    text, chosen = shared.controls(t)
    if text is not None and (model := ready(t)):
        show_step(model, text, chosen, t)


def code(t: Translator) -> None:
    """Each strategy and filter beside the library's, on the prompt's own scores."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.decoding.concepts.twins import TWINS

    twin = choose_twin(TWINS, t("decoding.twin"), key="decoding_twin", default="beam", t=t)
    text = ask(t)
    model = ready(t) if text is not None else None
    with st.skeleton(HEIGHT):
        given = next(twin.examples()) if model is None or text is None else arguments(twin.name, model, text)
        twin_panel(twin, given, t)
    st.caption(t("decoding.twin_note" if model else "decoding.twin_toy"))


def arguments(name: str, model, text: str) -> tuple:
    """A twin's arguments on this prompt."""
    import torch

    from core.topics.decoding.concepts.search import draw_many

    prompt = model.prompt(text, CODE_STEPS)
    ends = list(model.ends)
    if name == "greedy":
        return model.network, prompt, CODE_STEPS, ends
    if name == "beam":
        return model.network, prompt, CODE_WIDTH, CODE_STEPS, 1.0, False, ends
    logits = shared.scores_at(model, model.name, text, ())[None]  # (1, V)
    if name == "chi_square":
        best = logits[0].softmax(-1).topk(10).values.double()
        best = best / best.sum()
        drawn = draw_many(best, 1000, torch.Generator().manual_seed(42))
        return drawn.bincount(minlength=10).double(), best
    settings = {
        "filter_repetition_penalty": (prompt, 1.3),
        "filter_temperature": (0.7,),
        "filter_top_k": (10,),
        "filter_top_p": (0.9,),
        "filter_min_p": (0.1,),
    }
    return logits, *settings[name]


def measured(t: Translator) -> None:
    """Wider beams, hotter samples, greedy's misses."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.decoding.figures import beam_width_curves, greedy_gains, temperature_trade

    experiment_panel("beam_width", beam_width_curves, t)
    experiment_panel("temperature", temperature_trade, t)
    experiment_panel("greedy_misses", greedy_gains, t)


def draw() -> None:
    concept_page("decoding", {"see": see, "compute": compute, "code": code, "measured": measured})
