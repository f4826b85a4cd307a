"""Cards about libraries come of the twins that the pages show."""

import random
from dataclasses import replace
from importlib import import_module

import pytest

from core.app.navigation import ROAD
from core.nn.twin import called
from core.topics.practice.deck import OPTIONS, Placed, call_of, card, library_of, made, placed

SEEDS = range(3)
LIBRARIES = {
    "captum",
    "gensim",
    "safetensors",
    "scipy",
    "sklearn",
    "tokenizers",
    "torch.nn",
    "torch.nn.functional",
    "torch.optim",
    "transformers",
}


@pytest.fixture(scope="module")
def twins() -> list[Placed]:
    return [one for topic in ROAD for one in placed(topic)]


def test_every_topic_has_library_calls_and_each_belongs_to_a_known_library(twins: list[Placed]) -> None:
    assert {one.topic for one in twins} == set(ROAD)
    assert {library_of(one) for one in twins} == LIBRARIES


def test_a_library_can_be_imported_and_holds_what_the_call_begins_with(twins: list[Placed]) -> None:
    for one in twins:
        import_module(library_of(one))
        name = call_of(one).split("(")[0].split(".")[0]
        bound: dict[str, object] = {}
        exec(one.twin.import_path, bound)
        assert name in bound, one.twin.name


def test_a_deck_asks_of_every_topic_before_one_comes_again() -> None:
    for seed in SEEDS:
        topics = [card(seed, number).about.topic for number in range(2 * len(ROAD))]
        assert sorted(topics[: len(ROAD)]) == sorted(topics[len(ROAD) :]) == sorted(ROAD)
    assert card(1, 5) == card(1, 5)


def test_each_card_has_one_right_answer_among_four() -> None:
    for seed in SEEDS:
        for number in range(len(ROAD)):
            shown = card(seed, number)
            assert len(set(shown.options)) == len(shown.options) == OPTIONS
            told = call_of if shown.kind == "call" else library_of
            assert shown.right == told(shown.about)
            assert shown.options.count(shown.right) == 1


def test_a_call_of_the_same_function_is_no_wrong_answer(twins: list[Placed]) -> None:
    about = next(one for one in twins if one.twin.name == "module_layer_norm")
    same = next(one for one in twins if one.twin.name == "layer_norm_gradients")
    assert called(about.twin) == called(same.twin)
    shown = made(about, "call", [same, *twins], random.Random(0))
    assert call_of(same) not in shown.options
    assert len(shown.options) == OPTIONS


def test_a_call_is_told_on_one_line_without_what_is_said_behind_it(twins: list[Placed]) -> None:
    one = twins[0]
    long = replace(one, twin=replace(one.twin, call="f(\n    a,\n    b=1,\n)  # and then"))
    assert call_of(long) == "f(a, b=1,)"
