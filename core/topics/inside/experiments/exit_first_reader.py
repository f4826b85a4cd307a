"""Exits inside the network against the shipped LSTM as a first reader, at equally many changed verdicts.

Thresholds cannot be taken from training sentences here: the LSTM learned from all of them, and looks surer
there than it is. What is learned from held-out ones is only how the exits share a budget; where the budget is
spent is looked up on dev, for every way alike, and anew in each sample of the bootstrap.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, bootstrap, every, mapped
from core.models.bert.weights import OpenedModel, open_network
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.prediction import Prediction
from core.scoring.backends.exits.heads import Exits
from core.scoring.backends.exits.thresholds import NEVER, PRICES, Heard, at_price, levels, risks, said_at
from core.topics.inside.cost import costs
from core.topics.inside.measuring import SENTENCES, Read, halves, opened, read

LSTM = "sst2-lstm"
BUDGETS = (0.003, 0.005, 0.01, 0.02)  # of dev's verdicts, that at most so many change
AT_ONCE = 500  # sentences that the LSTM reads


@dataclass(frozen=True)
class Priced:
    """At each price, (P, N): which verdicts change, the operations spent, and who goes to the end."""

    changed: NDArray[np.float64]
    spent: NDArray[np.float64]
    ended: NDArray[np.bool_]


@dataclass(frozen=True)
class Way:
    """A way through: what is said at each exit, and the operations spent of each sentence up to each exit and
    to the end (E + 1, N).
    """

    heard: Heard
    spent: NDArray[np.float64]


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """What part of the operations each way needs on dev, where no more of dev's verdicts may change."""
    assert data is not None, "this experiment reads SST-2"
    classifier, exits = opened()
    lstm = load_classifier(LSTM)
    network = open_network(classifier.network, classifier.tokenizer, MAIN_MODEL, classifier.positive)
    parts = halves(data, SENTENCES[size], seed)
    found = []
    with closing(begin(2 * (len(parts.choose) + len(parts.dev)))) as progress:
        for part in (parts.choose, parts.dev):
            told = read(classifier, exits, part, progress.step)
            said: list[Prediction] = []
            for start in range(0, len(part), AT_ONCE):
                said += lstm.classify(part.sentences[start : start + AT_ONCE])
                progress.step(len(said) - start)
            found.append(ways(told, said, lstm.network, network, exits))
    known, dev = found
    tried = {name: priced(known[name], dev[name]) for name in dev}
    whole = dev["exits"].spent[-1] - _heads(exits, network)  # (N,)
    return {
        "sentences": len(parts.dev),
        "held_out": len(parts.choose),
        "lstm_share": float(dev["lstm"].spent[0].sum() / whole.sum()),
        "budgets": [_at(budget, tried, whole, seed) for budget in BUDGETS],
    }


def ways(
    told: Read, said: Sequence[Prediction], lstm: Any, network: OpenedModel, exits: Exits
) -> dict[str, Way]:
    """The LSTM before the network, the exits in it, and the LSTM before the network with its exits."""
    reads = np.array([_margin(one) for one in said])  # (N,)
    first = np.array([len(one.tokens) for one in said]) * operations_a_word(lstm)  # (N,)
    layer, rest = operations(network, told.tokens)  # (N,) each
    head = _heads(exits, network) / max(1, len(exits.heads))
    inside = [each.after * layer + number * head for number, each in enumerate(exits.heads, start=1)]
    whole = network.shape.layers * layer + rest
    with_exits = np.stack([*inside, whole + len(exits.heads) * head])  # (E + 1, N)
    own = told.heard.log_odds
    return {
        "lstm": _way(told, reads[None], np.stack([first, first + whole])),
        "exits": _way(told, own, with_exits),
        "both": _way(told, np.stack([reads, *own]), np.stack([first, *(first + with_exits)])),
    }


def operations(network: OpenedModel, tokens: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The operations of a layer, and of all that is in none, for texts of so many tokens (N,); as `costs`."""
    in_layer, outside = {}, {}
    for count in np.unique(tokens).tolist():
        steps = costs(network.weights, network.shape, count)
        in_layer[count] = sum(step.operations for step in steps if step.layer == 0)
        outside[count] = sum(step.operations for step in steps if step.layer is None)
    return np.array([in_layer[n] for n in tokens.tolist()]), np.array([outside[n] for n in tokens.tolist()])


def operations_a_word(lstm: Any) -> int:
    """Those of an LSTM's matrix products, a multiplication and its addition as two."""
    cell = lstm.recurrent
    return 2 * sum(weight.numel() for name, weight in cell.named_parameters() if name.startswith("weight"))


def _heads(exits: Exits, network: OpenedModel) -> int:
    """The operations of all heads for one text."""
    return sum(2 * (head.inner.size + head.outer.size) for head in exits.heads)


def _margin(one: Prediction) -> float:
    negative, positive = one.logits
    return positive - negative


def _way(told: Read, log_odds: NDArray[np.float64], spent: NDArray[Any]) -> Way:
    shares = spent.sum(axis=1) / spent[-1].sum()  # (E + 1,)
    heard = Heard(log_odds.astype(np.float64), told.heard.last, told.heard.right, shares.tolist())
    return Way(heard, spent.astype(np.float64))


def priced(known: Way, dev: Way) -> Priced:
    """What happens to dev at each price, from the most careful on; at first nobody leaves."""
    risky = risks(known.heard)
    tried = [(NEVER,) * len(risky), *(at_price(risky, known.heard.ends, float(price)) for price in PRICES)]
    at = np.stack([levels(dev.heard.log_odds, limits) for limits in tried])  # (P, N)
    changed = np.stack([said_at(dev.heard, level) != dev.heard.right for level in at])
    return Priced(changed.astype(np.float64), dev.spent[at, np.arange(at.shape[1])], at == len(dev.spent) - 1)


def place_within(changed: NDArray[np.float64], most: float) -> int:
    """Of prices in order, the last before more than so many verdicts change; `changed` (P,) are counts."""
    over = np.flatnonzero(changed > most)
    return int(over[0]) - 1 if len(over) else len(changed) - 1


def _at(budget: float, ways: dict[str, Priced], whole: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """Each way where at most such a part of the verdicts changes, and how much more the LSTM computes."""
    count, found = len(whole), []

    def place(way: Priced, weights: NDArray[np.float64]) -> int:
        return place_within(way.changed @ weights, budget * count)

    def computed(way: Priced, rows: NDArray[np.int64]) -> float:
        weights = np.bincount(rows, minlength=count).astype(np.float64)  # (N,)
        return float(way.spent[place(way, weights)] @ weights / (whole @ weights))

    for name, way in ways.items():
        chosen = place(way, np.ones(count))
        part = _ends(bootstrap(partial(computed, way), count, seed))
        counts = {"changed": int(way.changed[chosen].sum()), "ended": int(way.ended[chosen].sum())}
        found.append({"way": name, "computed": part[0], "interval": part[1:], **counts})
    more = bootstrap(lambda rows: computed(ways["lstm"], rows) - computed(ways["exits"], rows), count, seed)
    return {"budget": budget, "ways": found, "saving": _ends(more)}


def _ends(estimate: Estimate) -> list[float]:
    return [estimate.value, estimate.low, estimate.high]


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if at every budget the exits compute less than the LSTM with the network behind it.

    Interval: the bootstrap's over dev's sentences, of the difference in operations.
    """
    budgets = numbers["budgets"]
    savings = [Estimate(*one["saving"]) for one in budgets]
    at = budgets[1]
    ways = {one["way"]: one for one in at["ways"]}
    parts = {f"{name}_computed": Estimate(one["computed"], *one["interval"]) for name, one in ways.items()}
    return every(above(saving, 0) for saving in savings), {
        "sentences": numbers["sentences"],
        "held_out": numbers["held_out"],
        "fraction": 1 / numbers["lstm_share"],
        "budget": at["budget"],
        "decided": 1 - ways["lstm"]["ended"] / numbers["sentences"],
        "cheaper": sum(saving.low > 0 for saving in savings),
        "dearer": sum(saving.high < 0 for saving in savings),
        "budgets": len(savings),
        "strict": budgets[0]["budget"],
        "strict_saving": mapped(savings[0], lambda part: 100 * part),
        "wide": budgets[-1]["budget"],
        "wide_saving": mapped(savings[-1], lambda part: 100 * part),
        **parts,
    }


EXPERIMENT = Experiment("exit_first_reader", measure, outcome, "bootstrap", models=(MAIN_MODEL, LSTM))
