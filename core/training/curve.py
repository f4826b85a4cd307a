"""How a run has gone so far, read from its folder: a page draws it while another process writes it."""

import json
from pathlib import Path

from core.models.card import read_card
from core.training.run_folder import LATEST


def curve_of(folder: Path) -> list[dict[str, float]]:
    """The evaluations so far: a finished run's from its card, another's from its last checkpoint."""
    card = read_card(folder)
    if card:
        return card.get("curve", [])
    checkpoints = folder / "checkpoint"
    try:
        newest = (checkpoints / LATEST).read_text(encoding="utf-8")
        state = json.loads((checkpoints / newest / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or just replaced by a newer one
        return []
    return state["state"]["curve"]
