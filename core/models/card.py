"""`model_card.json`, which lies beside every model that this project made."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.data.labelled import Language

CARD = "model_card.json"
AGREEMENT = "agreement.json"  # beside it: how far faster backends agree with the network in float32
EXITS, EXITS_RECORD = "exits.safetensors", "exits.json"  # beside it: small heads on its hidden states
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def languages_of(card: Mapping[str, Any]) -> tuple[Language, ...]:
    """The languages a model was trained on, by its card: `en` where it names data and no language.

    None at all where there is no such card: of others' models we do not know what they read.
    """
    data = card.get("data")
    if data is None:
        return ()
    if "languages" in card:
        return tuple(name for name in LANGUAGES if name in card["languages"])
    return ("zh",) if data.get("language") == "zh" else ("en",)


def temperature_of(card: Mapping[str, Any]) -> float:
    """What its logits are divided by to be calibrated, by a model's card: 1 where it does not say."""
    return float(card.get("calibration", {}).get("temperature", 1.0))


def review_threshold_of(card: Mapping[str, Any]) -> float | None:
    """The probability below which its verdicts need review, chosen on rows set aside; None if none was."""
    threshold = card.get("review", {}).get("threshold")
    return None if threshold is None else float(threshold)


def read_card(folder: Path) -> dict:
    """A shipped model's `model_card.json`, or an empty one where the folder has none.

    Error: `card_unreadable`, also for one of another form.
    """
    card = folder / CARD
    if not card.is_file():
        return {}
    try:
        content = json.loads(card.read_text(encoding="utf-8"))
        if _is_card(content):
            return content
    except (ValueError, RecursionError) as error:
        raise SentiscopeError("card_unreadable", folder=folder.name) from error
    raise SentiscopeError("card_unreadable", folder=folder.name)


def _is_card(content: Any) -> bool:
    """Whether what others rely on has the form that a card gives it."""
    if not isinstance(content, dict):
        return False
    data, calibration, digest = content.get("data"), content.get("calibration", {}), content.get("sha256", "")
    if not isinstance(data, dict | None) or not isinstance(calibration, dict) or not isinstance(digest, str):
        return False
    review = content.get("review", {})
    if not isinstance(review, dict) or not _is_above_zero(review.get("threshold", 1.0), 1.0):
        return False
    return _is_above_zero(calibration.get("temperature", 1.0), sys.float_info.max)


def _is_above_zero(value: Any, most: float) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 < value <= most


def card_parts(card: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Those sections of a card that are named and there."""
    return {name: card[name] for name in names if name in card}
