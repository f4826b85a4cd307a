"""A view of Why: the words, coloured by what each adds; one method large, the others as rows beneath."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import notes
from core.app.state import Translator
from core.app.waiting import waiting
from core.app.widgets.components import prediction_card
from core.app.widgets.controls import controls
from core.models.explaining.methods import BY_ATTENTION, Method, Settings, obstacle
from core.models.explaining.reading import Baseline
from core.topics.why.views.pictures import empty_row, method_rows, row_of, word_chips
from core.topics.why.views.shared import (
    HEIGHT,
    Explained,
    choose_baseline,
    choose_method,
    is_instant,
    is_quick,
    offered_methods,
    passes_of,
    signed,
)

if TYPE_CHECKING:
    from core.nn.attribution.results import Attribution

ROW_HEIGHT = 38  # pixels of a method's row


def words_view(about: Explained, t: Translator) -> None:
    """The verdict, the words by the chosen method, and every other method's row."""
    offered = offered_methods(about.reading)
    method, baseline = _choices(about, offered, t)
    left, right = st.columns([2, 5], gap="medium")
    with left:
        prediction_card(about.prediction, about.label, t, key="why_verdict")
    with right:
        with waiting(t("why.waiting", method=t(f"why.method_{method}")), HEIGHT):
            found = about.by(method, baseline)
        word_chips(about, found, t, key="why_words")
        st.caption(explained(f"{_adds_up(method, found, t)} {t(f'why.about_{method}')}"))
    notes(about.prediction.prediction, t)
    _rows(about, offered, method, baseline, t)
    st.caption(explained(t(f"why.absent_{about.reading.absent}")))


def _choices(about: Explained, offered: list[Method], t: Translator) -> tuple[Method, Baseline | None]:
    """The method to show large, and for integrated gradients what they start from."""
    row = controls("why_words")
    method = choose_method(offered, t, row)
    return method, choose_baseline(about, t, row) if method == "integrated_gradients" else None


def _adds_up(method: Method, found: "Attribution", t: Translator) -> str:
    """What all words add up to, and what is missing to the logit difference."""
    if method in BY_ATTENTION:
        return t("why.adds_nothing")
    total = found.values.double().sum().item()
    return t(
        "why.adds_up",
        total=signed(total),
        nothing=signed(found.nothing),
        whole=signed(found.whole),
        gap=numeral(found.gap, "+.3f"),
    )


def _rows(
    about: Explained, offered: list[Method], chosen: Method, baseline: Baseline | None, t: Translator
) -> None:
    """Every method's row: at once those that are done within a blink, the others once they are ready."""
    reading, words, place = about.reading, len(about.words), st.empty()
    late = [m for m in offered if is_quick(reading, m) and not is_instant(reading, m) and m != chosen]

    def row(method: Method, ready: bool) -> dict[str, object]:
        if method == chosen or is_instant(reading, method) or (ready and is_quick(reading, method)):
            return row_of(method, about.by(method, baseline), t)
        if is_quick(reading, method):
            return empty_row(method, t("why.computing"), t)
        return empty_row(method, t("why.asked_for", passes=f"{passes_of(method, words, Settings()):,}"), t)

    for ready in (False, True) if late else (True,):
        with place.container():
            rows = [row(method, ready) for method in offered]
            method_rows(about, rows, chosen, t, key="why_rows" if ready else "why_rows_first")
    _left_out(about, t)


def _left_out(about: Explained, t: Translator) -> None:
    """Why exact Shapley values are missing; that other methods are not this model's needs no word."""
    if error := obstacle(about.reading, "exact_shapley"):
        st.caption(t(f"errors.{error.key}", **error.parameters))
