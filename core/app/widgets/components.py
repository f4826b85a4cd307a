"""Our own components: the map of the pages on Home, the prediction card, the token chips.

User text travels as data and is written with `textContent`, so it never becomes HTML.
"""

from collections.abc import Sequence
from typing import Any

from core.app.models.cached_models import TimedPrediction
from core.app.state import Translator
from core.app.widgets.component import component
from core.models.prediction import Token

_road, _prediction_card, _tokens = component("road", "home"), component("verdict"), component("tokens")


def road(stops: Sequence[dict[str, Any]], t: Translator) -> str | None:
    """The map of the pages (`stops`); returns the name of the page just clicked, else None."""
    data = {"stops": list(stops), "label": t("home.road")}
    return _road(data=data, key="home_road", on_open_change=lambda: None).open


def prediction_card(
    timed: TimedPrediction, model_label: str, t: Translator, key: str, before: float | None = None
) -> None:
    """Label, probability on a scale from negative to positive, logits and time.

    `before` is the probability of an earlier version of the sentence, marked on the scale.
    """
    prediction = timed.prediction
    negative, positive = prediction.logits
    _prediction_card(
        data={
            "label": t(f"verdict.{prediction.label}"),
            "positive": prediction.label == "positive",
            "probability": prediction.probability,
            "before": before,
            "model": model_label,
            "caption": t("verdict.probability", percent=f"{prediction.probability:.1%}"),
            "ends": [t("verdict.negative"), t("verdict.positive")],
            "facts": [
                [t("verdict.logit_negative"), f"{negative:+.3f}"],
                [t("verdict.logit_positive"), f"{positive:+.3f}"],
                [t("verdict.time"), t("verdict.milliseconds", count=f"{timed.seconds * 1000:.1f}")],
            ],
        },
        key=key,
    )


def token_chips(tokens: Sequence[Token], t: Translator, key: str) -> None:
    """The pieces a model read, in order; hovering shows position, id and attention mask."""
    rows = [
        {
            "text": token.text,
            "special": token.special,
            "hint": t("tokens.hint", position=position, id=token.id, mask=token.mask),
        }
        for position, token in enumerate(tokens)
    ]
    _tokens(data={"tokens": rows, "label": t("tokens.title")}, key=key)


def without_special(pieces: tuple[str, ...]) -> list[str]:
    """A sentence's pieces without what the model added."""
    return [piece for piece in pieces if piece not in ("[CLS]", "[SEP]", "[PAD]")]
