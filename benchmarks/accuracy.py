"""`python -m benchmarks.accuracy RUN_FOLDER …`: what runs of `core.training` are worth, as a Markdown table.

Each row is a run's model card: its settings, its seed, accuracy with the 95 % Wilson interval, how far it
is from the first row, and the cross-entropy. Only runs judged on the same sentences may stand in one table.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from core.models.card import read_card

HEAD = ("settings", "seed", "accuracy", "95 % interval", "against the first", "loss", "minutes")
DEFAULT = "python -m core.training --data SST2_FOLDER -o OUTPUT_FOLDER"


def row(card: dict[str, Any], first: dict[str, Any]) -> list[str]:
    """One run as cells."""
    dev, runs = card["dev"], card.get("mean_of", [card])
    settings = card["command"].removeprefix(DEFAULT).strip() or "(the defaults)"
    low, high = dev["accuracy_interval_95"]
    points = 100 * (dev["accuracy"] - first["dev"]["accuracy"])
    return [
        f"`{settings}`",
        ", ".join(str(run["recipe"]["seed"]) for run in runs),
        f"{dev['accuracy']:.1%}",
        f"{low:.1%} … {high:.1%}",
        "–" if card is first else f"{points:+.1f} points",
        f"{_loss(card):.3f}",
        f"{card['seconds'] / 60:.0f}",
    ]


def _loss(card: dict[str, Any]) -> float:
    """The loss of the saved weights; where a card has none, that of the last evaluation, before rounding."""
    dev = card["dev"]
    return dev["loss"] if "loss" in dev else card["curve"][-1]["dev_loss"]


def table(cards: list[dict[str, Any]]) -> str:
    """All runs as a Markdown table. Raises ValueError if they were evaluated on different sentences."""
    if len({card["data"]["dev_sha256"] for card in cards}) > 1:
        raise ValueError("these runs were judged on different sentences")
    rows = [list(HEAD), ["---"] * len(HEAD), *(row(card, cards[0]) for card in cards)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def main() -> None:
    """Print the table, and under it how far the best run is from the first."""
    options = argparse.ArgumentParser("python -m benchmarks.accuracy", description=__doc__)
    options.add_argument("runs", type=Path, nargs="+", help="folders that core.training wrote")
    cards = [read_card(folder) for folder in options.parse_args().runs]
    print(table(cards))
    errors = [1 - card["dev"]["accuracy"] for card in cards]
    print(f"\nratio: {min(errors) / errors[0]:.2f} of the first run's errors are left in the best")


if __name__ == "__main__":
    sys.exit(main())
