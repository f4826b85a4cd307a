"""Our own components: the map of the pages on Home, the prediction card, the token chips.

User text travels as data and is written with `textContent`, so it never becomes HTML.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app.glossary import explained
from core.app.models.cached_models import TimedPrediction
from core.app.numbers import numeral
from core.app.state import Translator
from core.app.widgets.component import component
from core.models.prediction import Prediction, Token

MOST_CHIPS = 600

_road, _prediction_card, _tokens = component("road", "home"), component("verdict"), component("tokens")


def road(stops: Sequence[dict[str, Any]], t: Translator) -> str | None:
    """The map of the pages (`stops`); returns the name of the page just clicked, else None."""
    data = {
        "stops": list(stops),
        "label": t("home.road"),
        "count": t("home.known_of", known="{known}", count=len(stops)),
        "known": t("home.known"),
        "here": t("home.here"),
    }
    return _road(data=data, key="home_road", on_open_change=lambda: None).open


def prediction_card(
    timed: TimedPrediction, model_label: str, t: Translator, key: str, before: float | None = None
) -> None:
    """The verdict with its percentage, a bar from 0 with one half marked, logits and time."""
    _prediction_card(data=card_data(timed, model_label, t, before), key=key)


def card_data(
    timed: TimedPrediction, model_label: str, t: Translator, before: float | None = None
) -> dict[str, Any]:
    """What `verdict.js` draws.

    `before` is the probability of an earlier version of the sentence, marked on the bar.
    """
    verdict = timed.prediction.decided
    headline, caption, share = _announced(timed.prediction, t)
    return {
        "headline": headline,
        "caption": caption,
        "tone": verdict,
        "model": model_label,
        "share": share,
        "before": 1 - before if before is not None and verdict == "negative" else before,
        "ticks": [t("verdict.tick", percent=percent) for percent in (0, 50, 100)],
        "facts": _facts(timed, t),
    }


def verdict_in_words(prediction: Prediction, t: Translator) -> str:
    """The verdict with its percentage in one line."""
    headline, caption, _ = _announced(prediction, t)
    return f"{headline} · {caption}" if caption else headline


def _announced(prediction: Prediction, t: Translator) -> tuple[str, str, float]:
    """The verdict in words, what is said beside it, and the probability that both speak of."""
    verdict, probability = prediction.decided, prediction.probability
    share = 1 - probability if verdict == "negative" else probability
    percent = numeral(share * 100, ".1f")
    if verdict == "undecided":
        return t("verdict.undecided"), t("verdict.probability", percent=percent), share
    return t("verdict.headline", percent=percent, verdict=t(f"verdict.{verdict}")), "", share


def _facts(timed: TimedPrediction, t: Translator) -> list[list[str]]:
    """Both logits and the time: name, value and meaning."""
    negative, positive = timed.prediction.logits
    seconds = t("verdict.milliseconds", count=numeral(timed.seconds * 1000, ".1f"))
    return [
        [t("verdict.logit_negative"), numeral(negative, "+.3f"), t("verdict.logit_meaning")],
        [t("verdict.logit_positive"), numeral(positive, "+.3f"), t("verdict.logit_meaning")],
        [t("verdict.time"), seconds, t("verdict.time_meaning")],
    ]


def token_chips(tokens: Sequence[Token], t: Translator, key: str) -> None:
    """How many pieces a model read, and the first of them in order; hovering shows position, id and mask.

    A window of 512 is drawn whole; a recurrent network or a bag of words reads texts of any length.
    """
    told = "tokens.count" if len(tokens) <= MOST_CHIPS else "tokens.count_first"
    st.caption(explained(t(told, count=len(tokens), shown=MOST_CHIPS)))
    rows = [
        {
            "text": token.text,
            "special": token.special,
            "hint": t("tokens.hint", position=position, id=token.id, mask=token.mask),
        }
        for position, token in enumerate(tokens[:MOST_CHIPS])
    ]
    chips(rows, t("tokens.title"), key)


def chips(rows: Sequence[dict[str, Any]], label: str, key: str) -> None:
    """Chips in order, MOST_CHIPS at most: `text` and `hint`, and whether they are `special` or `unknown`."""
    _tokens(data={"tokens": rows[:MOST_CHIPS], "label": label}, key=key)
