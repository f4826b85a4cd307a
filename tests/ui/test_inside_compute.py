"""A cell's formula with its numbers put in."""

from pathlib import Path

import pytest

from core.explain.cells import work_out
from core.explain.steps import STEPS, open_step
from core.explain.walk import Walk, walk_through
from core.models.loading import load_network, load_tokenizer
from core.models.opened import open_network
from core.text import label
from core.ui import inside_compute
from core.ui.latex import latex_plain


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


@pytest.fixture(scope="module")
def walk(tiny_classifier_folder: Path) -> Walk:
    folder = tiny_classifier_folder
    opened = open_network(load_network(folder), load_tokenizer(folder), "tiny")
    return walk_through(opened, "a fine film")


@pytest.mark.parametrize("step", STEPS)
def test_every_formula_ends_in_the_cell_s_value(walk: Walk, step: str) -> None:
    opened = open_step(walk, step, 0, 1)
    cell = work_out(opened, 0, 1)
    formula = inside_compute.latex(opened, cell, 1)
    assert formula.endswith(latex_plain(cell.value))
    assert formula.count("{") == formula.count("}")


def test_terms_are_sorted_by_what_they_add(walk: Walk) -> None:
    opened = open_step(walk, "queries", 0, 1)
    table = inside_compute.terms_table(walk, opened, work_out(opened, 1, 2), english)
    adds = table.iloc[:, -1].abs()
    assert adds.is_monotonic_decreasing
    assert len(table) == 16  # D


def test_terms_are_called_by_token_where_they_are_tokens(walk: Walk) -> None:
    opened = open_step(walk, "context", 0, 1)
    table = inside_compute.terms_table(walk, opened, work_out(opened, 1, 2), english)
    assert sorted(table["term"]) == sorted(token.text for token in walk.inputs.tokens)
