"""What Predict's guesses come to."""

from core.app.models.cached_models import card, timed_prediction
from core.models.catalog import MAIN_MODEL
from core.models.selection import model_for

SURE = 0.99


def moved_by_capitals(text: str) -> float:
    """How far the probability moves where all is written in capitals, in percentage points."""
    name = model_for([text])
    as_typed, shouted = (timed_prediction(name, one).prediction.probability for one in (text, text.upper()))
    return abs(shouted - as_typed) * 100


def logits_apart(text: str) -> float:
    """How far apart two logits are whose softmax is 99 % sure."""
    import torch

    return torch.tensor(SURE, dtype=torch.float64).logit().item()


def wrong_on_dev(text: str) -> int:
    """How many dev sentences the main model is wrong about."""
    dev = card(MAIN_MODEL)["dev"]
    return round((1 - dev["accuracy"]) * dev["sentences"])
