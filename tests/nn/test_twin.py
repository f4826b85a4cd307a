"""Every declared twin holds on its examples, and the comparison itself notices what differs."""

import dataclasses
import importlib
import math
import re
from urllib.parse import urlparse

import pytest
import torch
from torch import Tensor

from core.base.settings import REPOSITORY
from core.nn.source.listing import helpers, imports
from core.nn.twin import MOST_LINES, Twin, called, compare, shortest, signature, source


def declared() -> list[Twin]:
    """Every twin of every module of core that declares some; once, where a topic shows one of `core/nn`."""
    files = [file for file in sorted(REPOSITORY.glob("core/**/*.py")) if "\nTWINS" in file.read_text("utf-8")]
    names = [".".join(file.relative_to(REPOSITORY).with_suffix("").parts) for file in files]
    twins = [twin for name in names for twin in importlib.import_module(name).TWINS]
    return list({id(twin): twin for twin in twins}.values())


def test_twins_are_found_and_their_names_are_unique() -> None:
    names = [twin.name for twin in declared()]
    assert {"softmax", "cross_entropy", "accuracy", "f1", "tfidf"} <= set(names)
    assert len(names) == len(set(names))


def test_every_twin_holds_on_every_example(subtests: pytest.Subtests) -> None:
    for twin in declared():
        with subtests.test(twin.name):
            comparisons = [compare(twin, *example) for example in twin.examples()]
            assert comparisons
            for comparison in comparisons:
                assert comparison.holds, comparison.largest_difference
                assert comparison.ours.shape == comparison.library.shape


def test_examples_are_the_same_each_time(subtests: pytest.Subtests) -> None:
    for twin in declared():
        with subtests.test(twin.name):
            for first, second in zip(twin.examples(), twin.examples(), strict=True):
                assert torch.equal(twin.ours(*first), twin.ours(*second))


def test_every_twin_says_where_it_comes_from(subtests: pytest.Subtests) -> None:
    for twin in declared():
        with subtests.test(twin.name):
            first = twin.read[0]
            assert source(twin.read).startswith(f"def {first.__name__}(")
            assert signature(twin).startswith(f"{first.__module__}.{first.__name__}(")
            assert urlparse(twin.documentation).scheme == "https"
            scope: dict = {}
            exec(twin.import_path, scope)  # the line a learner would copy
            assert twin.call.split("(")[0].split(".")[0] in scope


def test_short_versions_are_short_stand_alone_and_hold_as_well(subtests: pytest.Subtests) -> None:
    for twin in declared():
        with subtests.test(twin.name):
            text = source(shortest(twin).read)
            if not twin.minimal:
                assert len(text.splitlines()) <= MOST_LINES + 2  # ours, with its types
                continue
            lines = [line for line in text.splitlines() if line.strip()]
            assert len(lines) <= MOST_LINES
            assert helpers(twin.read_minimal) == []
            assert not re.search(r"(Float|Int|Bool)\[", text)
            exec(imports(twin.read_minimal) + text, {})  # the imports above it are all it needs
            for example in twin.examples():
                comparison = compare(shortest(twin), *example)
                assert comparison.holds, comparison.largest_difference


def test_what_no_library_has_is_not_called_the_library_s() -> None:
    others = {twin.name: twin.reference for twin in declared() if twin.reference != "library"}
    assert others == {
        **dict.fromkeys(("additive", "sinusoidal", "shaw_scores", "shaw_context"), "loops"),
        **dict.fromkeys(("split_heads", "join_heads", "rollout", "contribution"), "composed"),
    }


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("F.softmax(logits, dim=-1)", "F.softmax"),
        ("Model.from_pretrained(folder).generate(\n    ids,\n)", "generate"),
        ('Tokenizer.from_pretrained(folder)(texts, padding=True)["input_ids"]', "Tokenizer"),
        ("nn.Embedding.from_pretrained(table)(positions)", "nn.Embedding"),
        ("LSTM(E, D).weight_ih_l0.chunk(4)", "LSTM"),
        ("nn.Transformer.generate_square_subsequent_mask(T)", "generate_square_subsequent_mask"),
    ],
)
def test_a_call_has_a_short_name(call: str, name: str) -> None:
    assert called(dataclasses.replace(make(double), call=call)) == name


def double(numbers: Tensor) -> Tensor:
    return 2 * numbers


def make(library, **options) -> Twin:
    return Twin("double", double, library, "", "", "", lambda: iter(()), **options)


def test_equal_sides_hold_without_any_difference() -> None:
    comparison = compare(make(lambda numbers: numbers + numbers), torch.tensor([1.0, -3.0]))
    assert comparison.holds
    assert comparison.largest_difference == 0.0


def test_a_library_that_differs_does_not_hold() -> None:
    comparison = compare(make(lambda numbers: 2 * numbers + 0.5), torch.tensor([1.0, -3.0]))
    assert not comparison.holds
    assert comparison.largest_difference == pytest.approx(0.5)


@pytest.mark.parametrize(("factor", "holds"), [(1 + 5e-6, True), (1 + 5e-5, False)])
def test_tolerance_is_relative_to_the_librarys_result(factor: float, holds: bool) -> None:
    twin = make(lambda numbers: 2 * numbers * factor)
    assert compare(twin, torch.tensor([1000.0])).holds is holds


@pytest.mark.parametrize(("shift", "holds"), [(5e-8, True), (5e-7, False)])
def test_tolerance_near_zero_is_absolute(shift: float, holds: bool) -> None:
    twin = make(lambda numbers: 2 * numbers + shift)
    assert compare(twin, torch.zeros(3)).holds is holds


@pytest.mark.parametrize(
    "library",
    [
        pytest.param(lambda numbers: 2 * numbers[:1], id="shape that broadcasts"),
        pytest.param(lambda numbers: 2 * numbers[:2], id="shape that does not broadcast"),
        pytest.param(lambda numbers: (2 * numbers)[None], id="further axis"),
    ],
)
def test_another_shape_does_not_hold(library) -> None:
    comparison = compare(make(library), torch.ones(3))
    assert not comparison.holds
    assert math.isinf(comparison.largest_difference)


def test_nothing_against_something_does_not_hold() -> None:
    comparison = compare(make(lambda numbers: torch.ones(3)), torch.ones(0))
    assert not comparison.holds
    assert math.isinf(comparison.largest_difference)


def test_nothing_against_nothing_holds() -> None:
    assert compare(make(lambda numbers: numbers), torch.ones(0)).holds


def test_nan_does_not_hold() -> None:
    assert not compare(make(lambda numbers: numbers * math.nan), torch.ones(3)).holds


def test_floating_arguments_are_cast_and_whole_ones_are_not() -> None:
    seen: list[torch.dtype] = []

    def spy(numbers: Tensor, labels: Tensor) -> Tensor:
        seen.extend((numbers.dtype, labels.dtype))
        return numbers

    twin = dataclasses.replace(make(spy), ours=spy, dtype=torch.float64)
    assert compare(twin, torch.ones(2), torch.tensor([1, 0])).holds
    assert seen == [torch.float64, torch.int64] * 2
