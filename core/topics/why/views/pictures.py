"""Our components for a sentence's words: large chips, and a row of small cells for each method."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.numbers import numeral
from core.app.state import Translator
from core.app.widgets.component import component
from core.base.shortened import shortened
from core.topics.why.views.shared import MOST_LETTERS, Explained, cost_text, digits_for, shares_of, signed

if TYPE_CHECKING:
    from core.nn.attribution.results import Attribution

_words, _rows = component("words", "why"), component("rows", "why")


def word_chips(
    about: Explained,
    found: "Attribution",
    t: Translator,
    key: str,
    gone: Collection[int] = (),
    told: str = "why.value",
) -> None:
    """The words in their order, each on the colour of its value; those `gone` are struck out.

    `told` is the text that says what the values are.
    """
    digits = digits_for(found.values)
    parts_of, cost = _told(found, t, told), cost_text(found, t)
    words = [
        {
            "text": shortened(word.text, MOST_LETTERS),
            "value": value,
            "small": signed(value, digits),
            "told": [*parts, *([t("why.unknown")] if word.unknown else []), cost],
            "gone": number in gone,
            "unknown": word.unknown,
        }
        for number, (word, value, parts) in enumerate(
            zip(about.reading.words, found.values.tolist(), parts_of, strict=True)
        )
    ]
    ends = [t("verdict.negative"), t("verdict.positive")]
    _words(data={"label": t("why.words"), "ends": ends, "words": words}, key=key)


def method_rows(
    about: Explained, rows: Sequence[dict[str, Any]], chosen: str, t: Translator, key: str
) -> None:
    """A row for each method, as `row_of` and `empty_row` give it; a click makes one the large one."""

    def clicked() -> None:
        url_state.remember("why_method", st.session_state[key].method)

    data = {
        "label": t("why.rows"),
        "hint": t("why.rows_hint"),
        "chosen": chosen,
        "words": about.words,
        "rows": list(rows),
    }
    _rows(data=data, key=key, on_method_change=clicked)


def row_of(method: str, found: "Attribution", t: Translator) -> dict[str, Any]:
    """A method's values, and each in words."""
    return {
        "method": method,
        "name": t(f"why.method_{method}"),
        "cost": cost_text(found, t),
        "values": found.values.tolist(),
        "told": [" · ".join(parts) for parts in _told(found, t, "why.value")],
    }


def empty_row(method: str, why: str, t: Translator) -> dict[str, Any]:
    """A method that was not run, and why."""
    return {"method": method, "name": t(f"why.method_{method}"), "cost": why, "values": [], "told": []}


def _told(found: "Attribution", t: Translator, text: str) -> list[list[str]]:
    """Each word's value and its share of all sizes."""
    values, digits = found.values.tolist(), digits_for(found.values)
    return [
        [t(text, value=signed(value, digits)), t("why.share", share=numeral(share, ".0%"))]
        for value, share in zip(values, shares_of(found.values), strict=True)
    ]
