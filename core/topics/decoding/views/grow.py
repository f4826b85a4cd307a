"""Growing the tree of Decoding: all strategies into one, with progress, and kept for the next rerun."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.base.errors import SentiscopeError
from core.topics.decoding.views.shared import Settings

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel
    from core.topics.decoding.concepts.search import Hypothesis, NextLogProbs
    from core.topics.decoding.concepts.tree import Tree

MOST_TREES = 6  # kept for each visitor, of at most some 2,000 nodes
SECONDS_BEFORE_A_BAR = 0.8  # a search that is done by then just appears
EARLY_STOPPING: dict[str, bool | str] = {"heuristic": False, "full": True, "never": "never"}
_TREES, _GROWING = "decoding.trees", "decoding.growing"


@dataclass
class Grown:
    """A tree with what each strategy found in it; `stopped` at some step where it was cancelled."""

    tree: "Tree"
    start: int = 0
    best: "list[Hypothesis]" = field(default_factory=list)
    greedy: "list[Hypothesis]" = field(default_factory=list)
    sampled: "list[Hypothesis]" = field(default_factory=list)
    done: int = 0
    stopped: bool = False


def grown(model: "LanguageModel", text: str, chosen: Settings, t: Translator) -> Grown:
    """The tree of these settings: kept from before, or grown now with progress and a way to stop it."""
    trees: OrderedDict[Any, Grown] = st.session_state.setdefault(_TREES, OrderedDict())
    key = (model.name, text, chosen)
    # Always there, so that the picture below it stays while another grows.
    progress_area = st.container(key="ss-progress")
    if key not in trees:
        with progress_area:
            growth = _grow(model, text, chosen, key, t)
        trees[key] = growth
        while len(trees) > MOST_TREES:
            trees.popitem(last=False)
    if trees[key].stopped:
        with progress_area:
            _offer_to_go_on(trees, key, t)
    return trees[key]


def _grow(model: "LanguageModel", text: str, chosen: Settings, key: Any, t: Translator) -> Grown:
    """All strategies into one tree; a rerun, as every button press is, ends it within one step."""
    import torch

    from core.models.language_model import Continuation
    from core.topics.decoding.concepts.filters import apply
    from core.topics.decoding.concepts.search import beam, force, greedy, sample
    from core.topics.decoding.concepts.tree import Tree
    from core.topics.decoding.views.remembered import remembered, sampled, with_greedy

    prompt = model.prompt(text, chosen.steps + len(chosen.forced))
    if any(token >= model.vocabulary for token in chosen.forced):
        raise SentiscopeError("token_unknown", vocabulary=model.vocabulary)
    result = Grown(Tree())
    st.session_state[_GROWING] = (key, result)
    total = chosen.steps * (2 + (chosen.samples > 0))
    placeholder, started = st.empty(), time.monotonic()

    def watched(ask: "NextLogProbs") -> "NextLogProbs":
        """Each strategy calls the model once a step: the bar is drawn before, where a rerun may end it."""

        def next_log_probs(prefixes: Any) -> Any:
            if time.monotonic() - started > SECONDS_BEFORE_A_BAR:
                _show_progress(placeholder, result.done, total, t)
            answered = ask(prefixes)
            result.done += 1
            return answered

        return next_log_probs

    ids = tuple(prompt[0].tolist())
    answer = Continuation(model.network, prompt)
    needed = max(2, 1 + len(model.ends)) * chosen.width
    best = remembered(answer, model.network, ids, model.vocabulary, needed)
    result.start = force(answer, chosen.forced, result.tree)
    common: dict[str, Any] = {
        "ends": model.ends,
        "tree": result.tree,
        "start": result.start,
    }
    search = beam(
        watched(with_greedy(best, model.ends)),
        chosen.width,
        chosen.steps,
        length_penalty=chosen.length_penalty,
        early_stopping=EARLY_STOPPING[chosen.early],
        **common,
    )
    result.best = search.best
    result.greedy = greedy(watched(best), chosen.steps, **common).best
    if chosen.samples:
        generator = torch.Generator().manual_seed(chosen.seed)
        inputs = (ids, chosen.forced, chosen.steps, chosen.samples, chosen.seed, chosen.filters)

        def filtered(logits: Any, prefixes: Any) -> Any:
            seen = torch.cat([prompt.expand(len(prefixes), -1), prefixes], dim=1)  # (W, S+T)
            return apply(logits, seen, chosen.filters)[-1][1]

        def draw() -> "list[Hypothesis]":
            ask = watched(answer.logits)
            return sample(ask, chosen.steps, chosen.samples, generator, filtered=filtered, **common).best

        result.sampled = sampled(draw, model.network, inputs, result.tree, result.start)
    placeholder.empty()
    st.session_state.pop(_GROWING, None)
    return result


def _show_progress(placeholder: Any, done: int, total: int, t: Translator) -> None:
    """The bar, and beside it the button that stops; drawn anew each step, when a press takes effect."""
    with placeholder.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(1.0, done / total), t("decoding.growing", done=done, total=total))
        st.button(t("jobs.cancel"), icon=":material/close:", key=f"decoding_cancel_{done}", on_click=_cancel)


def _cancel() -> None:
    """Keep what has grown so far as it is."""
    if _GROWING in st.session_state:
        key, growth = st.session_state.pop(_GROWING)
        growth.stopped = True
        st.session_state.setdefault(_TREES, OrderedDict())[key] = growth


def _offer_to_go_on(trees: "OrderedDict[Any, Grown]", key: Any, t: Translator) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(t("decoding.stopped", done=trees[key].done), icon=":material/pause_circle:")
        st.button(
            t("decoding.go_on"),
            icon=":material/play_arrow:",
            key="decoding_go_on",
            on_click=trees.__delitem__,
            args=(key,),
        )
