"""Every experiment by name; its module, which may need torch, is imported only when it is asked for."""

import importlib

from core.errors import SentiscopeError
from core.experiments.experiment import Experiment

# One module of this package each, with its `EXPERIMENT`.
NAMES = (
    "pretrained",
    "ingredients",
    "robustness",
    "calibration",
    "precision",
    "normalization_training",
    "normalization_depth",
    "normalization_drift",
    "mask_decoder",
    "mask_leakage",
    "mask_padding",
    "scaling",
    "local_attention",
    "heads",
    "one_hot_features",
    "distance_concentration",
    "cbow_skipgram",
    "beam_width",
    "temperature",
    "greedy_misses",
    "extrapolation",
    "word_order",
    "position_cost",
    "vanishing_gradients",
    "adding_problem",
    "gru_lstm",
    "mask_sides",
    "mask_rate",
    "mask_mix",
    "seeds",
    "loop_trainer",
    "padding_cost",
)


def find(name: str) -> Experiment:
    """The experiment of that name. Raises SentiscopeError `experiment_unknown`."""
    if name not in NAMES:
        raise SentiscopeError("experiment_unknown", name=name, names=", ".join(NAMES))
    experiment: Experiment = importlib.import_module(f"core.experiments.{name}").EXPERIMENT
    return experiment
