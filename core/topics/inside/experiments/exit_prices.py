"""Accuracy and computation against the price of a changed verdict: how much of the network is needed?"""

from typing import Any

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, mapped, paired, share
from core.experiments.samples import accuracy_interval, sign_test
from core.models.catalog import MAIN_MODEL
from core.scoring.backends.exits.thresholds import NEVER, at_price, levels, risks, said_at
from core.scoring.backends.exits.thresholds import outcome as after_leaving
from core.topics.inside.measuring import Read, opened, read_halves

PRICES = (10_000.0, 3_000.0, 1_000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)  # in whole networks of computation
HALF = 0.5  # of the network
CHANGED = 0.01  # of the verdicts, and of the right ones


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """What happens to dev at each price, with the thresholds that it gives on held-out sentences."""
    known, dev = read_halves(*opened(), data, begin, seed, size)
    risky = risks(known.heard)
    return {
        "sentences": len(dev.sentences),
        "held_out": len(known.sentences),
        "whole": _point((NEVER,) * len(risky), known, dev),
        "points": [
            {"price": price, **_point(at_price(risky, known.heard.ends, price), known, dev)}
            for price in PRICES
        ],
    }


def _point(limits: tuple[float, ...], known: Read, dev: Read) -> dict[str, Any]:
    """What thresholds do: how many verdicts change, and how many right answers are `lost` and `gained`."""
    level = levels(dev.heard.log_odds, limits)  # (N,)
    right, whole = dev.right(level), dev.heard.last == dev.positive  # (N,) each
    found = after_leaving(dev.heard, limits)
    lost, gained = int((whole & ~right).sum()), int((right & ~whole).sum())
    return {
        "held_out_computed": after_leaving(known.heard, limits).computed,
        "computed": found.computed,
        "leaving": list(found.leaving),
        "changed": int((said_at(dev.heard, level) != dev.heard.last).sum()),
        "lost": lost,
        "gained": gained,
        "chance": sign_test(lost, gained),
        **accuracy_interval(int(right.sum()), len(right)),
    }


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if with half of the computation fewer than 1 % of the verdicts change and accuracy falls by less
    than a point.

    The price is the highest with which held-out sentences need half of the network. Intervals: Wilson's of
    the changed verdicts, Bonett & Price's of the difference in accuracy; both bounds have to be kept.
    """
    total, whole, points = numbers["sentences"], numbers["whole"], numbers["points"]
    chosen = next((point for point in points if point["held_out_computed"] <= HALF), points[-1])
    changed = share(chosen["changed"], total)
    lead = paired(chosen["lost"], chosen["gained"], total)
    return every((below(changed, CHANGED), above(lead, -CHANGED))), {
        "sentences": total,
        "held_out": numbers["held_out"],
        "price": chosen["price"],
        "computed": chosen["computed"],
        "changed": changed,
        "whole": Estimate(whole["accuracy"], *whole["interval"]),
        "accuracy": Estimate(chosen["accuracy"], *chosen["interval"]),
        "lead": mapped(lead, lambda gain: 100 * gain),
        "cheapest": points[-1]["computed"],
        "cheapest_accuracy": Estimate(points[-1]["accuracy"], *points[-1]["interval"]),
    }


EXPERIMENT = Experiment("exit_prices", measure, outcome, "paired", models=(MAIN_MODEL,))
