"""A view of Why: words are taken away, those first that a method names, and the verdict moves or does not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import figure, table
from core.app.state import Translator
from core.app.url_picks import worded_buttons
from core.app.waiting import waiting
from core.app.widgets.controls import controls
from core.models.explaining.methods import Method
from core.topics.why.views.pictures import word_chips
from core.topics.why.views.shared import (
    Explained,
    choose_method,
    is_quick,
    offered_methods,
    reading_of,
)

if TYPE_CHECKING:
    from core.nn.attribution.grading import Band, Curve, Direction

HEIGHT = 420  # pixels that the view leaves free while it waits
BESIDE: tuple[Method, ...] = ("occlusion", "rollout")
MOST_CURVES = 5  # more can't be told apart
DIRECTIONS = ("deletion", "insertion")
ORDERS = 40  # random ones
ENDS = (0.025, 0.975)  # quantiles between which 95 of 100 random orders lie
MOST_IN_BAND = 20_000  # versions × words: a long text's are slower, and it gets fewer random orders
LEAST_ORDERS = 8
HALF = 0.5  # below it the verdict is the other one


@dataclass(frozen=True)
class Graded:
    """What a method's order does to the verdict."""

    deletion: "Curve"
    insertion: "Curve"
    comprehensiveness: float
    sufficiency: float


def away_view(about: Explained, t: Translator) -> None:
    """Which methods, and the picture of them."""
    offered = offered_methods(about.reading)
    row = controls("why_away")
    method = choose_method(offered, t, row)
    with row:
        direction = cast("Direction", _direction(t))
    picture = st.container()
    others = _others([one for one in offered if one != method and is_quick(about.reading, one)], t)
    with picture:
        with waiting(t("why.waiting_many"), HEIGHT):
            graded = {one: graded_by(about, one) for one in [method, *others][:MOST_CURVES]}
            band = band_of(about, direction)
        _moving(about, method, graded, band, direction, t)


def _others(offered: list[Method], t: Translator) -> list[Method]:
    """Methods whose curves are drawn beside the chosen one's."""
    picked = url_state.option_pills(
        t("why.beside"),
        offered,
        key="why_beside",
        default=[one for one in BESIDE if one in offered],
        names=lambda name: t(f"why.method_{name}"),
    )
    return cast("list[Method]", picked)


def _direction(t: Translator) -> str:
    return worded_buttons("why.direction", DIRECTIONS, t, default="deletion", label_visibility="collapsed")


@st.fragment
def _moving(
    about: Explained,
    method: Method,
    graded: dict[Method, Graded],
    band: "Band",
    direction: "Direction",
    t: Translator,
) -> None:
    """The slider takes words away without the rest of the page."""
    from core.nn.attribution.grading import order_of
    from core.topics.why.figures_grading import verdict_curves

    found = about.by(method)
    order = order_of(found.values, about.reading.difference).tolist()
    left, right = st.columns([2, 5], gap="medium")
    with left:
        taken = _taken(len(order), direction, t)
        _verdict(about, getattr(graded[method], direction), taken, direction, t)
    gone = set(order[:taken] if direction == "deletion" else order[taken:])
    with right:
        word_chips(about, found, t, key="why_left", gone=gone)
    curves = {
        t(f"why.method_{one}"): getattr(two, direction).probabilities.numpy() for one, two in graded.items()
    }
    shaded = {name: getattr(band, name).numpy() for name in ("low", "high")}
    figure(
        f"why.curves_{direction}",
        verdict_curves,
        curves,
        shaded,
        taken,
        t=t,
        verdict=t(f"verdict.{about.verdict}"),
    )
    _numbers(graded, band, direction, t)


def _taken(words: int, direction: str, t: Translator) -> int:
    """How many words are gone, or there."""
    name = t(f"why.taken_{direction}")
    return int(url_state.slider(name, low=0, high=words, step=1, key="why_taken", default=1))


def _verdict(about: Explained, curve: "Curve", taken: int, direction: str, t: Translator) -> None:
    """How sure the model still is of its verdict, beside how sure it was of the whole sentence."""
    whole = curve.probabilities[0 if direction == "deletion" else -1].item()
    now = curve.probabilities[taken].item()
    moved = t("predict.points", move=numeral((now - whole) * 100, "+.1f"))
    st.metric(t("why.sure_of", verdict=t(f"verdict.{about.verdict}")), numeral(now, ".1%"))
    st.caption(f"{moved} · {t('why.turned') if now < HALF else t('why.stays')}")


def _numbers(graded: dict[Method, Graded], band: "Band", direction: "Direction", t: Translator) -> None:
    """Each method's measures, and between which areas nearly all random orders lie."""
    from core.nn.attribution.grading import SHARES

    rows: dict[str, list[Any]] = {t("why.column_method"): [t(f"why.method_{one}") for one in graded]}
    rows[t("why.column_comprehensiveness")] = [one.comprehensiveness for one in graded.values()]
    rows[t("why.column_sufficiency")] = [one.sufficiency for one in graded.values()]
    rows[t(f"why.column_{direction}")] = [getattr(one, direction).area for one in graded.values()]
    table(rows, decimals=dict.fromkeys(list(rows)[1:], 3))
    areas, falls = _ends(band.areas), _ends(band.falls)
    told = t(f"why.graded_{direction}", orders=len(band.areas), **areas)
    told += t(f"why.chance_{direction}", **falls)
    shares = " / ".join(numeral(share, ".0%") for share in SHARES)
    st.markdown(explained(f"{told} {t('why.graded_about', shares=shares)}"))


def _ends(values: Any) -> dict[str, str]:
    """Between which numbers nearly all random orders lie."""
    low, high = (numeral(end, ".3f") for end in values.quantile(values.new_tensor(ENDS)).tolist())
    return {"low": low, "high": high}


def graded_by(about: Explained, method: Method) -> Graded:
    """Both curves and both measures of a method's order."""
    return _graded(about.name, about.positive, about.reading.sentence, method)


@st.cache_resource(max_entries=64, show_spinner=False)
def _graded(name: str, positive: str | None, text: str, method: Method) -> Graded:
    from core.nn.attribution.grading import (
        comprehensiveness,
        deletion_curve,
        insertion_curve,
        order_of,
        sufficiency,
    )
    from core.topics.why.views.shared import attribution_of

    reading = reading_of(name, positive, text)
    order = order_of(attribution_of(name, positive, text, method, None).values, reading.difference)
    game = reading.game
    return Graded(
        deletion_curve(game, order),
        insertion_curve(game, order),
        comprehensiveness(game, order),
        sufficiency(game, order),
    )


def band_of(about: Explained, direction: "Direction") -> "Band":
    """What random orders of the sentence's words do to the verdict."""
    return _band(about.name, about.positive, about.reading.sentence, direction)


@st.cache_resource(max_entries=32, show_spinner=False)
def _band(name: str, positive: str | None, text: str, direction: "Direction") -> "Band":
    from core.nn.attribution.grading import random_band

    reading = reading_of(name, positive, text)
    P = len(reading.words)
    orders = min(ORDERS, max(LEAST_ORDERS, MOST_IN_BAND // (P * P)))
    return random_band(reading.game, P, direction, orders=orders)
