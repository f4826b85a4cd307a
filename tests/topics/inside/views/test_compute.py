"""A cell's formula with its numbers put in."""

from pathlib import Path

import pytest

from core.app.widgets.latex import latex_plain
from core.base.i18n import label
from core.models.bert.weights import open_network
from core.models.loading import load_network, load_tokenizer
from core.topics.inside.views import compute
from core.trace.cells import work_out
from core.trace.steps import STEPS, open_step
from core.trace.trace import TracedForward, trace_forward


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


@pytest.fixture(scope="module")
def traced(tiny_classifier_folder: Path) -> TracedForward:
    folder = tiny_classifier_folder
    opened = open_network(load_network(folder), load_tokenizer(folder), "tiny")
    return trace_forward(opened, "a fine film")


def test_every_formula_ends_in_the_cell_s_value(traced: TracedForward, subtests: pytest.Subtests) -> None:
    for step in STEPS:
        with subtests.test(step=step):
            opened = open_step(traced, step, 0, 1)
            cell = work_out(opened, 0, 1)
            formula = compute.latex(opened, cell, 1)
            assert formula.endswith(latex_plain(cell.value))
            assert formula.count("{") == formula.count("}")


def test_terms_are_sorted_by_what_they_add(traced: TracedForward) -> None:
    opened = open_step(traced, "queries", 0, 1)
    table = compute.terms_table(traced, opened, work_out(opened, 1, 2), english)
    adds = table.iloc[:, -1].abs()
    assert adds.is_monotonic_decreasing
    assert len(table) == 16  # D


def test_terms_are_called_by_token_where_they_are_tokens(traced: TracedForward) -> None:
    opened = open_step(traced, "context", 0, 1)
    table = compute.terms_table(traced, opened, work_out(opened, 1, 2), english)
    assert sorted(table["term"]) == sorted(token.text for token in traced.inputs.tokens)
