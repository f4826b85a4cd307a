"""Small pieces that several pages draw the same way: figures, tables, notes."""

import html
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.numbers import numeral
from core.app.state import Translator, colours, language
from core.app.texts import Texts
from core.models.prediction import Prediction

if TYPE_CHECKING:
    from core.models.classes.classifier import ClassPrediction

HEADING, ROW = 38, 35  # pixels of a table's
MOST_HEIGHT = 460  # pixels of a long table, which then scrolls
MOST_DECIMALS = 4  # of a number in a table
GROUPED = 10_000  # from which on a whole number is written in groups
DEFAULT_HEIGHT = 400  # pixels: the most that Streamlit gives a table by itself


def figure(
    family: str,
    draw: Callable[..., Any],
    *data: Any,
    t: Translator,
    key: str = "",
    alt: str = "",
    more: Mapping[str, str] | None = None,
    **parameters: object,
) -> None:
    """Draw `data` by a function of a topic's `figures`, with the texts whose keys begin `family_`.

    `family_alt` describes it to those who do not see it. `more` are texts of other families; the
    `parameters` fill those texts that name one of them.
    """
    from core.app.figures.finished import finished

    palette, texts = colours(), Texts(t, family, more, **parameters)

    def drawn(heard: Translator) -> Any:
        return draw(*data, Texts(heard, family, more, **parameters), palette)

    picture = finished(drawn, (family, draw, data, more, parameters), t, language(), palette)
    chart(picture, key=key or family.replace(".", "_"), alt=alt or texts["alt"])


def chart(figure: Any, key: str, alt: str, selects: Sequence[str] = (), zooms: bool = False) -> list[int]:
    """A Plotly figure in our look, downloadable as SVG.

    Its title stands above it as text of the page, for Plotly's own never wraps and would be cut on a phone;
    the stylesheet hides Plotly's, which a download and the full screen still have.

    Where it `selects` by "points", "box" or "lasso", the page runs again at each selection; returned are
    the numbers of the chosen points of its first trace. `zooms` lets the mouse wheel zoom.
    """
    from core.app.figures.finished import Finished, finish
    from core.app.figures.percent import PERCENT

    picture = figure if isinstance(figure, Finished) else finish(figure, language(), colours())
    config = {"displaylogo": False, "toImageButtonOptions": {"format": "svg", "filename": key}, **PERCENT}
    if zooms:
        config["scrollZoom"] = True
    options: dict[str, Any] = {"on_select": "rerun", "selection_mode": tuple(selects)} if selects else {}
    with st.container(gap=None):
        _chart_title(picture.title)
        state = st.plotly_chart(picture, key=key, theme=None, config=config, alt=alt, **options)
    if not selects:
        return []
    return [point["point_index"] for point in state.selection.points if point["curve_number"] == 0]


def _chart_title(text: str | None) -> None:
    """The title of a chart, whose `&lt;` is Plotly's way to write a sign; what else it holds is no HTML."""
    if text:
        st.html(f'<p class="chart-title">{html.escape(html.unescape(text))}</p>')


def colour_keys(words: Mapping[str, str]) -> None:
    """What a picture's colours mean: a square of each, by its name in the palette, and words beside it."""
    spans = (
        f'<span><i style="background: var(--ss-{colour})"></i>{html.escape(text)}</span>'
        for colour, text in words.items()
    )
    st.html(f'<p class="ss-keys">{"".join(spans)}</p>')


def table(rows: Any, most: int = 0, decimals: Mapping[str, int] | None = None, **options: Any) -> None:
    """Columns by name, or a data frame, as high as its rows; at most `most` pixels, where given.

    Numbers have as many decimals as the column needs, four at most, or as `decimals` says; so that they stand
    below each other, with a real minus sign, large whole ones in groups.
    """
    import pandas as pd  # here, because Home needs this module and no tables

    height = HEADING + ROW * len(rows := pd.DataFrame(rows))
    own = options.get("column_config", {})
    shown = rows.style.format(_writers(rows, decimals or {}, own)) if rows.columns.is_unique else rows
    st.dataframe(shown, hide_index=True, height=min(most, height) if most else height, **options)


def _writers(rows: Any, decimals: Mapping[str, int], own: Collection[str]) -> dict[str, Callable[[Any], str]]:
    """How each column of numbers is written; none for those that have an `own` form."""
    writers: dict[str, Callable[[Any], str]] = {}
    for name in rows.columns:
        kind = rows[name].dtype.kind
        if name in own or kind not in "iuf":
            continue
        digits = decimals.get(name, _needed(rows[name]) if kind == "f" else 0)
        writers[name] = partial(_written, digits=digits)
    return writers


def _needed(numbers: Any) -> int:
    """Decimals that tell all numbers of a column as they are, four at most."""
    finite = [number for number in numbers if math.isfinite(number)]
    return next((d for d in range(MOST_DECIMALS) if all(round(n, d) == n for n in finite)), MOST_DECIMALS)


def _written(number: Any, digits: int) -> str:
    """A number with so many decimals and a real minus sign; what they cannot show as a power of ten."""
    if math.isnan(number):
        return ""
    if number and abs(number) < 0.5 * 10**-digits:
        return numeral(number, ".1e")
    grouped = "," if digits or abs(number) >= GROUPED else ""
    return numeral(number, f"{grouped}.{digits}f")


def csv_download(rows: Any, file_name: str, t: Translator) -> None:
    """A button that saves a data frame as CSV, marked as UTF-8 so that spreadsheets read it so."""
    st.download_button(
        t("frame.download"),
        data=rows.to_csv(index=False).encode("utf-8-sig"),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def cut_note(key: str, read: int, cut: int, t: Translator) -> None:
    """Say so where the last tokens or words of a text were left out; `key` is the text that tells it."""
    if cut > 0:
        st.info(t(key, read=read, cut=cut), icon=":material/content_cut:")


def token_table(prediction: Prediction, t: Translator) -> None:
    """Every token with its position, id and attention mask, as a table that downloads as CSV."""
    columns = {
        t("tokens.position"): range(len(prediction.tokens)),
        t("tokens.token"): [token.text for token in prediction.tokens],
        t("tokens.id"): [token.id for token in prediction.tokens],
        t("tokens.mask"): [token.mask for token in prediction.tokens],
    }
    table(columns, most=420)


def notes(prediction: "Prediction | ClassPrediction", t: Translator) -> None:
    """Remarks on a prediction: text in windows or cut, another language, unknown characters."""
    cut_note("verdict.cut", len(prediction.tokens), prediction.cut, t)
    if prediction.windows > 1:
        told = t("verdict.windows", read=len(prediction.tokens), windows=prediction.windows)
        st.info(told, icon=":material/view_week:")
    for note in prediction.notes:
        st.info(t(f"verdict.{note}"), icon=":material/info:")
