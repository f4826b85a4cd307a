"""Workshop, part measured: seeds, the loop against Trainer, and what padding costs."""

from core.app.state import Translator
from core.app.widgets.experiment_panel import experiment_panel


def measured(t: Translator) -> None:
    from core.topics.workshop.figures.measured import left_out_lines, padding_bars, seed_spread

    experiment_panel("loop_trainer", left_out_lines, t)
    experiment_panel("seeds", seed_spread, t)
    experiment_panel("padding_cost", padding_bars, t)
