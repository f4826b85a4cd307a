"""Charts: titles that wrap. Tables: numbers that stand below each other, with a real minus sign."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.app.panels import _writers


def written(column: list, **decimals: int) -> list[str]:
    rows = pd.DataFrame({"x": column})
    writer = _writers(rows, decimals, ())["x"]
    return [writer(number) for number in rows["x"]]


def test_a_column_has_as_many_decimals_as_it_needs() -> None:
    assert written([0.752, -0.7926, 1.0]) == ["0.7520", "−0.7926", "1.0000"]
    assert written([1.0, -2.5]) == ["1.0", "−2.5"]
    assert written([1 / 3, 12345.5]) == ["0.3333", "12,345.5000"]
    assert written([-3.25, float("nan")], x=3) == ["−3.250", ""]


def test_whole_numbers_are_grouped_where_they_are_large() -> None:
    assert written([7, -2003, 45_439_980]) == ["7", "−2003", "45,439,980"]


def test_what_four_decimals_cannot_show_is_a_power_of_ten() -> None:
    assert written([1e-12, 0.25, 0.0]) == ["1.0·10⁻¹²", "0.2500", "0.0000"]


def test_texts_and_columns_with_a_form_of_their_own_are_left_alone() -> None:
    rows = pd.DataFrame({"word": ["a"], "share": [0.5], "x": [0.5]})
    assert list(_writers(rows, {}, {"share": object()})) == ["x"]


def test_a_chart_s_title_is_text_of_the_page_and_never_its_html() -> None:
    def page() -> None:
        import plotly.graph_objects as go

        from core.app.panels import chart

        for key, title in (("a", "<b>film</b> & 3 &lt; 4"), ("b", None)):
            chart(go.Figure(layout={"title": {"text": title}}), key=key, alt="")

    app = AppTest.from_function(page).run()
    (title,) = (one.proto.body for one in app.get("html"))
    assert title == '<p class="chart-title">&lt;b&gt;film&lt;/b&gt; &amp; 3 &lt; 4</p>'
    assert len(app.get("plotly_chart")) == 2


def test_the_keys_of_a_picture_s_colours_are_its_words_as_they_stand() -> None:
    def page() -> None:
        from core.app.panels import colour_keys

        colour_keys({"accent": "a <b>hole</b>", "negative": "exchanged"})

    (html,) = AppTest.from_function(page).run().get("html")
    assert html.proto.body.count("<i style=") == 2
    assert "a &lt;b&gt;hole&lt;/b&gt;" in html.proto.body
    assert "var(--ss-negative)" in html.proto.body
