"""Helpers of the experiments' tests."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.app.figures.reliability import precision_agreement, reliability_diagram, robustness_groups
from core.experiments.record import Record
from core.experiments.registry import find
from core.experiments.run import run
from core.models import locate as locating
from core.models.catalog import Entry
from core.models.locate import Located
from core.topics.attention.figures import heads_worth, local_growth, scaling_curves
from core.topics.decoding.figures import beam_width_curves, greedy_gains, temperature_trade
from core.topics.embeddings.figures_measured import contrast_by_dimension, features_by_size
from core.topics.inside.figures_measured import ingredients_worth, pretrained_curves
from core.topics.masks.figures import decoder_curves, leakage_maps, padding_moves
from core.topics.normalization.figures import depth_gradients, drift_curves, training_accuracies
from core.topics.positions.figures.measured import cost_curves, order_by_length, perplexity_by_length
from core.topics.pretraining.figures import mix_accuracy, rate_curve, sides_accuracy
from core.topics.recurrent.figures_measured import adding_errors, gradient_curves, gru_against_lstm
from core.topics.word2vec.figures import models_in_time
from core.topics.workshop.figures.measured import left_out_lines, padding_bars, seed_spread

# The figure that a page draws of each experiment.
DRAW = {
    "pretrained": pretrained_curves,
    "ingredients": ingredients_worth,
    "robustness": robustness_groups,
    "calibration": reliability_diagram,
    "precision": precision_agreement,
    "normalization_training": training_accuracies,
    "normalization_depth": depth_gradients,
    "normalization_drift": drift_curves,
    "mask_decoder": decoder_curves,
    "mask_leakage": leakage_maps,
    "mask_padding": padding_moves,
    "scaling": scaling_curves,
    "local_attention": local_growth,
    "heads": heads_worth,
    "one_hot_features": features_by_size,
    "distance_concentration": contrast_by_dimension,
    "cbow_skipgram": models_in_time,
    "beam_width": beam_width_curves,
    "temperature": temperature_trade,
    "greedy_misses": greedy_gains,
    "extrapolation": perplexity_by_length,
    "word_order": order_by_length,
    "position_cost": cost_curves,
    "vanishing_gradients": gradient_curves,
    "adding_problem": adding_errors,
    "gru_lstm": gru_against_lstm,
    "mask_sides": sides_accuracy,
    "mask_rate": rate_curve,
    "mask_mix": mix_accuracy,
    "seeds": seed_spread,
    "loop_trainer": left_out_lines,
    "padding_cost": padding_bars,
}


class QuietProgress:
    """Counts steps instead of drawing a bar."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.closed = total, 0, False

    def step(self, count: int = 1, /, **metrics: float) -> None:
        self.done += count

    def close(self) -> None:
        self.closed = True


def lead_to(tiny: Mapping[str, Path], patch: pytest.MonkeyPatch) -> None:
    """Every name of the catalog leads to its tiny stand-in, or to that of the classifiers."""

    def shipped(entry: Entry) -> Located:
        return Located(entry.name, tiny.get(entry.name, tiny["classifier"]), "shipped")

    patch.setattr(locating, "_shipped", shipped)


def measured(name: str, tiny: Mapping[str, Path], sst2: Path, texts: Path, output: Path) -> Record:
    """A small measurement on the given models and data, written to `output`."""
    with pytest.MonkeyPatch.context() as patch:
        lead_to(tiny, patch)
        return run(find(name), "small", 42, sst2, output, texts)
