"""Compute on Decoding: one step of the beam with all its candidates, and one score with all its terms."""

import math
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import MOST_HEIGHT, table
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.decoding.views import shared, writer
from core.topics.decoding.views.grow import Grown, grown
from core.topics.decoding.views.shared import Settings

if TYPE_CHECKING:
    from core.models.language_model import LanguageModel

MOST_TERMS = 7  # in the formula; the table below it has them all


def compute(t: Translator) -> None:
    """One step of the beam as a table, and one score added up token by token: of the tree that See shows."""
    text, chosen = shared.choose(t)
    if text is None or (model := writer.ready_model(t)) is None:
        return
    start = writer.start_read(model, text, chosen.steps + len(chosen.forced), t)
    growth = grown(model, start, chosen, t)
    selection_table(model, growth, chosen, t)
    if growth.best:
        score_table(model, growth, chosen, t)


def selection_table(model: "LanguageModel", growth: Grown, chosen: Settings, t: Translator) -> None:
    """Every candidate of one step: parent's sum plus its own log-probability, ranked, kept or pruned."""
    from core.topics.decoding.figures_tree import shown_text, shown_token

    first = growth.tree.nodes[growth.start].depth + 1
    last = max((node.depth for node in growth.tree.nodes if node.rank), default=first)
    row = controls("decoding_step")
    row.markdown(f"#### {t('decoding.selection')}")
    step = first
    if last > first:
        second = first + 1  # where prefixes compete for the first time
        limits = {"low": first, "high": last, "step": 1, "default": second, "container": row}
        step = int(url_state.slider(t("decoding.step"), key="decoding_step", **limits))
    nodes = [node for node in growth.tree.nodes if node.rank and node.depth == step]
    nodes = sorted(nodes, key=lambda node: node.rank or 0)
    rows = [
        (
            node.rank,
            shown_text(model.text(growth.tree.tokens(node.number)[:-1])),
            shown_token(model.piece(node.token or 0)),
            math.exp(node.log_prob),
            growth.tree.nodes[node.parent or 0].cumulative,
            node.log_prob,
            node.cumulative,
            t(f"decoding.tree_fate_{node.fate}", step=node.depth),
        )
        for node in nodes
    ]
    names = ("rank", "prefix", "token", "probability", "before", "log_prob", "sum", "fate")
    steps = pd.DataFrame(rows, columns=[t(f"decoding.select_{name}") for name in names])
    decimals = {t(f"decoding.select_{name}"): 3 for name in ("before", "log_prob", "sum")}
    table(steps, most=MOST_HEIGHT, decimals=decimals)
    shared.note_bytes((cell for row in rows for cell in row[1:3]), t)
    weighed = f"{min(chosen.width, model.vocabulary ** (step - first)) * model.vocabulary:,}"
    st.caption(explained(t("decoding.selection_note", weighed=weighed, shown=len(nodes), width=chosen.width)))


def score_table(model: "LanguageModel", growth: Grown, chosen: Settings, t: Translator) -> None:
    """Σ log p over length^α of one of the n best, with every number in it."""
    from core.topics.decoding.figures_tree import shown_token

    row = controls("decoding_place")
    row.markdown(f"#### {t('decoding.score')}")
    number = 1
    if len(growth.best) > 1:
        limits = {"low": 1, "high": len(growth.best), "step": 1, "default": 1, "container": row}
        number = int(url_state.slider(t("decoding.place"), key="decoding_place", **limits))
    best = growth.best[number - 1]
    nodes = growth.tree.path(best.node)
    terms = " ".join(f"{node.log_prob:+.3f}" for node in nodes[:MOST_TERMS])
    terms += r" + \dots" if len(nodes) > MOST_TERMS else ""
    alpha = chosen.length_penalty
    st.latex(
        rf"\frac{{\sum_t \log p_t}}{{L^\alpha}} = \frac{{{terms}}}{{{best.length}^{{{alpha:g}}}}}"
        rf" = \frac{{{best.log_prob:.3f}}}{{{best.length**alpha:.3f}}} = {best.score:.4f}"
    )
    rows = [
        (
            node.depth,
            shown_token(model.piece(node.token or 0)),
            node.token,
            math.exp(node.log_prob),
            node.log_prob,
            node.cumulative,
        )
        for node in nodes
    ]
    names = ("step", "token", "id", "probability", "log_prob", "sum")
    terms_of_score = pd.DataFrame(rows, columns=[t(f"decoding.select_{name}") for name in names])
    table(terms_of_score, most=MOST_HEIGHT)
    worked = sum(node.log_prob for node in nodes)
    gap = numeral(abs(worked - best.log_prob), ".1e")
    st.caption(
        t("decoding.score_note", worked=numeral(worked, ".4f"), kept=numeral(best.log_prob, ".4f"), gap=gap)
    )
