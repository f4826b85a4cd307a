"""Workshop, part measured: seeds, the loop against Trainer, and what padding costs."""

from core.ui.experiments import experiment_panel
from core.ui.state import Translator


def measured(t: Translator) -> None:
    from core.figures.workshop_measured import left_out_lines, padding_bars, seed_spread

    experiment_panel("loop_trainer", left_out_lines, t)
    experiment_panel("seeds", seed_spread, t)
    experiment_panel("padding_cost", padding_bars, t)
