"""The tree view of Decoding: the picture, the node that was clicked, and the n best."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.examples import offer_example
from core.app.panels import table
from core.app.state import Translator
from core.app.url_picks import replace_in_url, whole_numbers
from core.base.errors import SentiscopeError
from core.data.example_sentences import CHOICES
from core.data.language import language_of
from core.topics.decoding.views import shared, writer
from core.topics.decoding.views.grow import Grown, grown
from core.topics.decoding.views.shared import Settings
from core.topics.decoding.views.tree_chart import draw_tree, words_of

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel
    from core.topics.decoding.concepts.tree import Node

CHART = "decoding_chart"
FOLDED, MOST_FOLDED = "decoding_folded", 64
PROMPT_KEY = "decoding_prompt"
ENDS = (".", "!", "?", "。", "！", "？")  # after which a model mostly begins anew


def tree_view(t: Translator) -> None:
    """What every strategy looked at, under its true parent."""
    text, chosen = shared.choose(t)
    if text is not None and (model := writer.ready_model(t)):
        start = writer.start_read(model, text, chosen.steps + len(chosen.forced), t)
        _tree(model, start, chosen, t)


@st.fragment
def _tree(model: "LanguageModel", text: str, chosen: Settings, t: Translator) -> None:
    """Draws again by itself when a node is clicked; errors must then be shown in here, too."""
    taken = st.session_state.get(PROMPT_KEY)
    if taken in CHOICES.values() and taken != text:
        st.rerun()  # the example was just taken: the prompt stands outside of what draws again by itself
    chosen = replace(chosen, forced=shared.path("decoding_forced"))  # may have changed with a click
    with friendly():
        try:
            growth = grown(model, text, chosen, t)
        except SentiscopeError:
            if chosen.forced:
                start_over(t)
            raise
        draw(model, text, growth, chosen, t)


def draw(model: "LanguageModel", text: str, growth: Grown, chosen: Settings, t: Translator) -> None:
    """The picture, its legend, the chosen node and the table."""
    from core.topics.decoding.figures_tree import tree_picture

    tree = growth.tree
    number = tree.find(shared.path("decoding_node"))
    sums = chosen.labels == "full"
    picture = tree_picture(
        tree,
        model.piece,
        words_of(t),
        chosen=number,
        folded=folded(growth),
        pruned=chosen.show == "all",
        sums=sums,
    )

    def clicked(number: int) -> None:
        shared.remember_path("decoding_node", tree.tokens(number))

    found = _strategies(growth)
    draw_tree(picture, t("decoding.tree_alt"), t, key=CHART, strategies=found, sums=sums, clicked=clicked)
    shared.note_bytes((line for node in picture.data["nodes"] for line in node["lines"]), t)
    node_panel(model, text, growth, number or 0, chosen, t)
    best_table(model, growth, chosen, t)


def _strategies(growth: Grown) -> tuple[str, ...]:
    """The strategies that the tree holds a path of."""
    found = {"beam": growth.best, "greedy": growth.greedy, "sampled": growth.sampled}
    return tuple(name for name, paths in found.items() if paths)


def folded(growth: Grown) -> set[int]:
    """The nodes whose branches are hidden, from the URL."""
    numbers = {growth.tree.find(tokens) for tokens in _folded_paths()}
    return {number for number in numbers if number is not None}


def _folded_paths() -> list[list[int]]:
    """The paths that the URL names, each once, also those of another text's tree."""
    written = dict.fromkeys((url_state.remembered(FOLDED) or "").split("_")[:MOST_FOLDED])
    paths = [tokens for path in written if (tokens := whole_numbers(path, "."))]
    replace_in_url(FOLDED, _folded_text(paths))
    return paths


def _folded_text(paths: list[list[int]]) -> str:
    return "_".join(map(shared.path_text, paths))


def node_panel(
    model: "LanguageModel", text: str, growth: Grown, number: int, chosen: Settings, t: Translator
) -> None:
    """The clicked node in words, and what can be done from there."""
    from core.topics.decoding.figures_tree import shown_text

    node = growth.tree.nodes[number]
    tokens = growth.tree.tokens(number)
    with st.container(
        key="ss-readout-decoding", border=True, horizontal=True, vertical_alignment="center", gap="medium"
    ):
        with st.container(gap=None, width="stretch"):
            st.text(f"{text}{shown_text(model.text(tokens))}")
            if node.token is None:
                st.caption(t("decoding.node_none"))
            else:
                fate = t(f"decoding.tree_fate_{node.fate}", step=node.depth)
                st.caption(f"{t('decoding.node_at', step=node.depth)} · {fate}")
                st.markdown(t("decoding.node_numbers", **_numbers(node, t)))
        if node.token is None and text.rstrip().endswith(ENDS):
            offer_example(CHOICES[language_of(text)], t, key=PROMPT_KEY)
        _node_buttons(growth, node, tokens, chosen, t)


def _numbers(node: "Node", t: Translator) -> dict[str, str]:
    from core.topics.decoding.figures_tree import minus, percent

    return {
        "percent": percent(node.log_prob, words_of(t)),
        "log_prob": minus(node.log_prob, 3),
        "cumulative": minus(node.cumulative, 3),
        "before": minus(node.cumulative - node.log_prob, 3),
        "whole": percent(node.cumulative, words_of(t)),
    }


def _node_buttons(growth: Grown, node: "Node", tokens: list[int], chosen: Settings, t: Translator) -> None:
    """Continue from here, fold, look at the next token, start over."""
    hidden = node.number in folded(growth)
    with st.container(horizontal=True, width="content"):
        if tokens and tuple(tokens) != chosen.forced and node.fate != "finished":
            st.button(
                t("decoding.force"),
                icon=":material/arrow_forward:",
                key="decoding_force",
                help=t("decoding.force_help"),
                on_click=_force,
                args=(tokens,),
            )
        if tokens and growth.tree.children.get(node.number):
            st.button(
                t("decoding.unfold" if hidden else "decoding.fold"),
                icon=":material/unfold_more:" if hidden else ":material/unfold_less:",
                key="decoding_fold",
                on_click=_fold,
                args=(tokens, hidden),
            )
        if chosen.forced:
            start_over(t)


def start_over(t: Translator) -> None:
    """The button that takes the forced tokens back."""
    st.button(
        t("decoding.start_over"),
        icon=":material/restart_alt:",
        key="decoding_start_over",
        on_click=_force,
        args=([],),
    )


def _force(tokens: list[int]) -> None:
    shared.remember_path("decoding_forced", tokens)
    shared.remember_path("decoding_node", tokens)
    url_state.remember(FOLDED, None)


def _fold(tokens: list[int], hidden: bool) -> None:
    """Add a path to the folded ones, or take it out; the root has no path and cannot be folded."""
    others = [path for path in _folded_paths() if path != tokens]
    url_state.remember(FOLDED, _folded_text(others if hidden else [*others, tokens]) or None)


def best_table(model: "LanguageModel", growth: Grown, chosen: Settings, t: Translator) -> None:
    """The n best with their exact arithmetic, and below them what greedy and sampling found."""
    from core.topics.decoding.figures_tree import minus, shown_text

    groups = (("beam", growth.best), ("greedy", growth.greedy), ("sampled", growth.sampled))
    rows = []
    for strategy, hypotheses in groups:
        alpha = chosen.length_penalty if strategy == "beam" else 1.0
        for rank, hypothesis in enumerate(hypotheses, start=1):
            rows.append(
                (
                    t(f"decoding.legend_{strategy}") + (f" {rank}" if len(hypotheses) > 1 else ""),
                    shown_text(model.text(growth.tree.tokens(hypothesis.node))),
                    hypothesis.length,
                    hypothesis.log_prob,
                    f"{minus(hypothesis.log_prob, 3)} / {hypothesis.length}^{minus(alpha, 1)}",
                    hypothesis.score,
                )
            )
    if not rows:
        return
    names = ("strategy", "text", "length", "log_prob", "arithmetic", "score")
    st.markdown(f"#### {t('decoding.best')}")
    decimals = {t("decoding.best_log_prob"): 3, t("decoding.best_score"): 3}
    table(pd.DataFrame(rows, columns=[t(f"decoding.best_{name}") for name in names]), decimals=decimals)
    st.caption(t("decoding.best_note"))
