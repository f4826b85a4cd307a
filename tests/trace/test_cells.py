"""Each cell worked out by itself equals the traced one, and is made of the terms it lists."""

import math

import pytest

from core.trace.cells import work_out
from core.trace.steps import STEPS, open_step
from core.trace.trace import TracedForward


def test_every_cell_is_what_its_operands_make(traced: TracedForward, subtests: pytest.Subtests) -> None:
    for step in STEPS:
        with subtests.test(step=step):
            opened = open_step(traced, step, 1, 1)
            R, C = opened.value.shape
            for row in range(R):
                for column in range(C):
                    cell = work_out(opened, row, column)
                    assert cell.traced == opened.value[row, column].item()
                    assert cell.value == pytest.approx(cell.traced, rel=1e-4, abs=1e-5)


def test_terms_of_a_linear_map_add_up(traced: TracedForward) -> None:
    cell = work_out(open_step(traced, "queries", 0, 1), 2, 3)
    left, right, product = cell.terms.T
    assert product.tolist() == pytest.approx((left * right).tolist())
    assert product.sum().item() == pytest.approx(cell.numbers["total"])
    assert cell.value == pytest.approx(cell.numbers["total"] + cell.numbers["bias"])
    assert len(cell.terms) == traced.trace.of("embedding_norm").shape[-1]


def test_a_score_is_divided_by_the_root_of_a_heads_width(traced: TracedForward) -> None:
    cell = work_out(open_step(traced, "scores", 0, 0), 1, 2)
    K = traced.trace.of("queries", 0).shape[-1]
    assert cell.numbers["width"] == K == len(cell.terms)
    assert cell.value == pytest.approx(cell.terms[:, 2].sum().item() / math.sqrt(K))


def test_softmax_lists_the_whole_row(traced: TracedForward) -> None:
    cell = work_out(open_step(traced, "attention", 0, 0), 1, 2)
    assert len(cell.terms) == len(traced.inputs.tokens)
    assert cell.terms[:, 2].max().item() == 1  # exp(0): the largest score, shifted to 0
    assert cell.numbers["total"] == pytest.approx(cell.terms[:, 2].sum().item())


def test_norm_of_a_sum_names_both_parts(traced: TracedForward) -> None:
    numbers = work_out(open_step(traced, "output", 1), 0, 4).numbers
    assert numbers["input"] == pytest.approx(numbers["stream"] + numbers["change"], rel=1e-6)
    assert "change" not in work_out(open_step(traced, "embedding_norm"), 0, 4).numbers
