"""One number of a position scheme worked out on the page: its formula with the actual numbers in it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import MOST_HEIGHT, table
from core.app.state import Translator
from core.app.url_picks import pick_number, pick_text, worded_buttons
from core.app.widgets.controls import controls
from core.app.widgets.latex import latex_number, latex_plain
from core.topics.positions.views import shared

if TYPE_CHECKING:
    from core.topics.positions.cells import Spot, Worked
    from core.trace.trace import TracedForward

SCHEMES = ("sinusoidal", "learned", "shaw", "t5", "alibi", "rope")
ON_VECTORS = ("sinusoidal", "learned")
NEED_TABLES = ("shaw", "t5")
SOME_POSITION, SOME_DIMENSION = (
    4,
    20,
)  # at position 0 every sine is 0, and pair 0 turns by 1: nothing to work out


def compute(t: Translator) -> None:
    """Choose scheme, positions and number; see it worked out."""
    from core.topics.positions.cells import work_out

    choices = controls("positions_compute")
    with choices:
        scheme = worded_buttons("positions.scheme", SCHEMES, t, default="sinusoidal")
    traced, passes = shared.current(t)
    tables = shared.tables()
    if scheme in NEED_TABLES and tables is None:
        st.info(t("positions.no_tables"), icon=":material/science:")
        return
    layer, head = (0, 0) if scheme in ON_VECTORS else shared.pick_layer_and_head(traced, t, choices)
    spot = _spot(scheme, traced, layer, head, t, choices)
    result = work_out(scheme, traced, passes, tables, spot)
    for formula in _FORMULAS[scheme](result, spot):
        st.latex(formula)
    st.markdown(
        t(
            "positions.equal",
            worked=numeral(result.worked, ".6f"),
            traced=numeral(result.traced, ".6f"),
            gap=numeral(abs(result.worked - result.traced), ".1e"),
        )
    )
    st.markdown(explained(t(f"positions.about_{scheme}")))
    if result.terms:
        _terms(result, t)


def _spot(
    scheme: str, traced: "TracedForward", layer: int, head: int, t: Translator, container: Any
) -> "Spot":
    """The tokens and the number to look at, from lists; all kept in the URL."""
    from core.topics.positions.cells import Spot

    tokens = shared.sentence_tokens(traced)
    label = t("positions.position" if scheme in ON_VECTORS else "positions.query")
    some = min(SOME_POSITION, len(tokens) - 1)
    query = pick_text(label, tokens, key="positions_query", default=some, container=container)
    if scheme in ON_VECTORS:
        numbers = range(traced.trace.of("token").shape[-1])
        look = {"default": SOME_DIMENSION, "container": container}
        d = pick_number(t("positions.dimension"), numbers, key="positions_dimension", **look)
        return Spot(query, query, d, layer, head)
    key = pick_text(t("positions.key"), tokens, key="positions_key", container=container)
    return Spot(query, key, 0, layer, head)


def _terms(result: "Worked", t: Translator) -> None:
    """RoPE's pairs, each with its own speed, and what it adds."""
    import pandas as pd

    names = [t(f"positions.term_{name}") for name in ("speed", "between", "turned", "adds")]
    terms = pd.DataFrame(result.terms, columns=names)
    terms.insert(0, t("positions.term_pair"), range(len(terms)))
    table(terms, most=MOST_HEIGHT)


def _sinusoidal(result: "Worked", spot: "Spot") -> list[str]:
    n = result.numbers
    wave = r"\cos" if n["odd"] else r"\sin"
    speed = rf"\omega_{{{n['pair']}}} = 10000^{{-2 \cdot {n['pair']} / {n['D']}}} = {latex_plain(n['speed'])}"
    code = rf"{wave}(p\,\omega_{{{n['pair']}}}) = {wave}({n['p']} \cdot {latex_plain(n['speed'])})"
    return [speed, rf"{code} = {wave}({latex_plain(n['angle'])}) = {latex_plain(result.worked)}"]


def _learned(result: "Worked", spot: "Spot") -> list[str]:
    n = result.numbers
    row = rf"E^p[{n['p']},\ {n['d']}] = {latex_plain(n['position'])}"
    parts = " + ".join(latex_number(n[name]) for name in ("token", "position", "segment"))
    return [row, rf"E^w + E^p + E^s = {parts} = {latex_plain(result.worked)}"]


def _content(result: "Worked") -> str:
    return rf"\frac{{{latex_plain(result.numbers['product'])}}}{{\sqrt{{{result.numbers['K']}}}}}"


def _shaw(result: "Worked", spot: "Spot") -> list[str]:
    n = result.numbers
    row = rf"\mathrm{{clip}}(-{n['away']},\ -{n['k']},\ {n['k']}) + {n['k']} = {n['row']}"
    sums = rf"{latex_plain(n['product'])} + {latex_number(n['position'])}"
    general = rf"\frac{{q \cdot k + q \cdot a_{{{n['row']}}}}}{{\sqrt{{K}}}}"
    return [row, rf"{general} = \frac{{{sums}}}{{\sqrt{{{n['K']}}}}} = {latex_plain(result.worked)}"]


def _t5(result: "Worked", spot: "Spot") -> list[str]:
    n = result.numbers
    if n["away"] < 16:
        bucket = rf"\mathrm{{bucket}}({n['away']}) = {n['bucket']}"
    else:
        grown = rf"16 + \left\lfloor 16 \cdot \frac{{\ln({n['away']} / 16)}}{{\ln(128 / 16)}} \right\rfloor"
        bucket = rf"\mathrm{{bucket}}({n['away']}) = \min({grown},\ 31) = {n['bucket']}"
    total = rf"{_content(result)} + {latex_number(n['bias'])} = {latex_plain(result.worked)}"
    return [bucket, rf"\frac{{q \cdot k}}{{\sqrt{{K}}}} + b_{{{n['bucket']}}} = {total}"]


def _alibi(result: "Worked", spot: "Spot") -> list[str]:
    n = result.numbers
    penalty = rf"{latex_plain(n['slope'])} \cdot {n['away']}"
    general = r"\frac{q \cdot k}{\sqrt{K}} - m\,|j - i|"
    return [rf"{general} = {_content(result)} - {penalty} = {latex_plain(result.worked)}"]


def _rope(result: "Worked", spot: "Spot") -> list[str]:
    n = result.numbers
    general = (
        r"\frac{1}{\sqrt{K}} \sum_{i} |q_i|\,|k_i| \cos\big(\varphi_i + "
        rf"{latex_number(n['distance'])}\,\omega_i\big)"
    )
    return [
        rf"{general} = \frac{{{latex_plain(n['total'])}}}{{\sqrt{{{n['K']}}}}} = {latex_plain(result.worked)}"
    ]


_FORMULAS = {
    "sinusoidal": _sinusoidal,
    "learned": _learned,
    "shaw": _shaw,
    "t5": _t5,
    "alibi": _alibi,
    "rope": _rope,
}
