"""Normalization: every part and view in both languages, live twins, links, bad input."""

import pytest

from core.app.page import PARTS
from core.base.i18n import label
from core.topics.normalization.concept import KINDS
from core.topics.normalization.twins import TWINS
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
VIEWS = ("block", "companions", "modes", "padding", "order", "table")


def written(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption, app.latex) for element in kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [part for part in PARTS if part != "see"])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("normalization", lang=language, normalization_part=part)
    assert app.title[0].value == label("pages.normalization.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_in_both_languages(open_app, language: str) -> None:
    app = open_app("normalization", lang=language)
    for view in VIEWS:
        app.query_params["normalization_view"] = view
        app.run()
        assert not app.exception
        assert not app.error
        noted = label("normalization.correction", language) if view == "table" else ""
        assert shown(app) == noted


def test_a_batch_of_one_shows_zeros_and_the_library_s_refusal(open_app) -> None:
    app = open_app("normalization", normalization_view="modes")
    assert "more than 1 value per channel" in app.code[0].value
    formula = label("normalization.one_formula", "en", count=384, largest="0")
    assert formula in written(app)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chosen_number_is_worked_out(open_app, kind: str) -> None:
    app = open_app(
        "normalization", normalization_part="compute", normalization_kind=kind, normalization_cell="1.3.7"
    )
    assert [box.value for box in app.selectbox][-3:] == [1, 3, 7]
    table = app.dataframe[0].value
    assert len(table) > 300 if kind in ("layer", "rms", "sentence") else len(table) > 20
    gap = next(m.value for m in app.markdown if "difference" in m.value).split("difference ")[1]
    assert float(gap) < 1e-5


def test_the_oracle_stands_on_the_page(open_app) -> None:
    toy = written(open_app("normalization", normalization_part="compute"))
    for matrix in (r"-1 & 1 \\ -1 & 1", r"-1 & -1 \\ 1 & 1", r"{bmatrix} 0 & 0 \end"):
        assert matrix in toy


def test_every_twin_holds_on_the_sentence(open_app) -> None:
    app = open_app("normalization", normalization_part="code")
    for twin in TWINS:
        app.query_params["normalization_twin"] = twin.name
        app.run()
        dtype = str(twin.dtype).removeprefix("torch.")
        tolerance = {"relative": f"{twin.relative:.0e}", "absolute": f"{twin.absolute:.0e}"}
        assert label("twins.holds", "en", dtype=dtype, **tolerance) in [c.value for c in app.caption], (
            twin.name
        )


def test_the_slider_is_in_the_link_and_64_sentences_fill_it(open_app) -> None:
    app = open_app("normalization", normalization_part="compute", normalization_size="64")
    assert app.slider[0].value == 64
    assert len(app.selectbox[1].options) == 64


@pytest.mark.parametrize("value", ["nonsense", "-5", "1e9", "nan"])
def test_bad_settings_in_the_url_fall_back(open_app, value: str) -> None:
    app = open_app(
        "normalization",
        normalization_view=value,
        normalization_size=value,
        normalization_place=value,
        normalization_cell=value,
    )
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_and_long_sentences_are_told(open_app, language: str) -> None:
    app = open_app("normalization", lang=language)
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", language) in shown(app)
    app.text_input(key="sentence").set_value("good " * 100).run()
    assert label("normalization.cut", language, read=32, cut=70) in shown(app)
    assert not app.exception
