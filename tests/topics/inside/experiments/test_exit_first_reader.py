"""The LSTM before the network against exits inside it: what is counted, and the verdict by hand."""

from pathlib import Path

import numpy as np
import pytest

from core.experiments.record import Record
from core.models.bert.weights import open_network
from core.models.loading import load_network, load_tokenizer
from core.models.recurrent.network import RecurrentNetwork, RecurrentShape
from core.scoring.backends.exits.thresholds import Heard
from core.topics.inside.cost import costs
from core.topics.inside.experiments.exit_first_reader import (
    BUDGETS,
    Way,
    operations,
    operations_a_word,
    outcome,
    place_within,
    priced,
)


def test_an_lstm_s_word_is_four_gates_of_two_matrices() -> None:
    E, D = 5, 3
    network = RecurrentNetwork(RecurrentShape("lstm", 10, E, D))
    assert operations_a_word(network) == 2 * 4 * (D * E + D * D)


def test_layers_and_the_rest_are_all_operations(tiny_classifier_folder: Path) -> None:
    network = open_network(
        load_network(tiny_classifier_folder), load_tokenizer(tiny_classifier_folder), "tiny"
    )
    layer, rest = operations(network, np.array([4, 9, 4]))
    for place, tokens in enumerate((4, 9, 4)):
        whole = sum(step.operations for step in costs(network.weights, network.shape, tokens))
        assert network.shape.layers * layer[place] + rest[place] == whole


def numbers(*savings: tuple[float, float, float]) -> dict:
    ways = [
        {"way": way, "computed": 0.5, "interval": [0.4, 0.6], "changed": 2, "ended": 40}
        for way in ("lstm", "exits", "both")
    ]
    budgets = [{"budget": b, "ways": ways, "saving": [*s]} for b, s in zip(BUDGETS, savings, strict=True)]
    return {"sentences": 100, "held_out": 50, "lstm_share": 0.02, "budgets": budgets}


MORE, UNSURE, LESS = (0.1, 0.05, 0.15), (0.01, -0.02, 0.04), (-0.1, -0.15, -0.05)


@pytest.mark.parametrize(
    ("savings", "verdict"),
    [
        ((MORE,) * 4, "held"),
        ((MORE, UNSURE, MORE, MORE), "undecided"),
        ((UNSURE, MORE, MORE, LESS), "failed"),
    ],
)
def test_exits_have_to_save_at_every_budget(savings: tuple, verdict: str) -> None:
    found, told = outcome(numbers(*savings))
    assert found == verdict
    assert (told["fraction"], told["decided"]) == pytest.approx((50, 0.6))
    assert told["cheaper"] == sum(saving == MORE for saving in savings)
    assert told["dearer"] == sum(saving == LESS for saving in savings)


def test_a_larger_budget_needs_no_more(records: dict[str, Record]) -> None:
    made = records["exit_first_reader"].numbers
    assert [one["budget"] for one in made["budgets"]] == list(BUDGETS)
    for way in ("lstm", "exits", "both"):
        computed = [next(w for w in one["ways"] if w["way"] == way)["computed"] for one in made["budgets"]]
        assert computed == sorted(computed, reverse=True)
    for one in made["budgets"]:
        parts = {way["way"]: way["computed"] for way in one["ways"]}
        assert one["saving"][0] == pytest.approx(parts["lstm"] - parts["exits"])


def test_a_budget_is_spent_up_to_the_first_price_that_breaks_it() -> None:
    assert place_within(np.array([0.0, 1, 2, 5, 2]), 2) == 2  # what comes after is not looked at
    assert place_within(np.array([0.0, 1, 2]), 2) == 2
    assert place_within(np.array([0.0, 3]), 2) == 0


def test_at_first_nobody_leaves_and_a_lower_price_spends_no_more() -> None:
    draw = np.random.default_rng(5)
    right = draw.random(400) < 0.5
    log_odds = np.where(right, 1, -1) * 2 + draw.standard_normal((1, 400)) * 1.5
    way = Way(Heard(log_odds, right, right, [0.25, 1]), np.stack([np.full(400, 1.0), np.full(400, 4.0)]))
    found = priced(way, way)
    assert (found.ended[0].all(), found.changed[0].sum(), found.spent[0].sum()) == (True, 0, 1600)
    spent = found.spent.sum(axis=1)
    assert (np.diff(spent) <= 0).all()
    assert spent[-1] < 1600
    assert ((found.spent == 4) == found.ended).all()
