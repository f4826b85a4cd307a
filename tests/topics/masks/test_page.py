"""Masks: every part and view in both languages, edits in the link, live twins, bad input, no large model."""

import pytest
import streamlit as st

from core.app.page import PARTS
from core.base.i18n import label
from core.topics.masks.concept import KINDS
from core.topics.masks.twins import TWINS
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
VIEWS = ("grid", "both", "ways", "empty", "peek")


def captions(app) -> list[str]:
    return [caption.value for caption in app.caption]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [part for part in PARTS if part != "see"])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("masks", lang=language, masks_part=part)
    assert app.title[0].value == label("pages.masks.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_in_both_languages(open_app, language: str) -> None:
    app = open_app("masks", lang=language)
    for view in VIEWS:
        app.query_params["masks_view"] = view
        app.run()
        assert not app.exception
        assert shown(app) == ""


def test_every_kind_has_two_verdicts_and_only_the_trained_mask_changes_nothing(open_app) -> None:
    app = open_app("masks")
    moved = {}
    for kind in KINDS:
        app.query_params["masks_kind"] = kind
        app.run()
        assert not app.exception
        trained, here = (metric.value for metric in app.metric)
        moved[kind] = trained != here
    assert moved["padding"] is False
    assert moved["causal"] is True


def test_clicked_cells_travel_in_the_link_and_can_be_undone(open_app) -> None:
    app = open_app("masks", masks_kind="none", masks_flips="0.1_0.2_nonsense_99.99_0.1")
    undo = next(button for button in app.button if "2" in button.label)
    assert undo.label == label("masks.clear", "en", count=2)
    undo.click().run()
    assert label("masks.clear", "en", count=0) in [button.label for button in app.button]


def test_a_row_clicked_empty_is_told_and_worked_out(open_app) -> None:
    row = "_".join(f"1.{s}" for s in range(24))
    app = open_app("masks", masks_kind="none", masks_flips=row)
    assert label("masks.empty_rows", "en") in shown(app)
    app = open_app("masks", masks_part="compute", masks_kind="none", masks_flips=row, masks_looks="1")
    assert "NaN" in app.latex[0].value
    assert not app.exception


def test_a_share_is_worked_out_to_the_picture_s(open_app) -> None:
    app = open_app("masks", masks_part="compute", masks_looks="3", masks_looked="2")
    gap = next(m.value for m in app.markdown if "difference" in m.value).split("difference ")[1]
    assert float(gap) < 1e-6
    shares = app.dataframe[0].value[label("masks.grid_share", "en")]
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert not shares[4:].any()


def test_every_twin_holds_on_the_batch(open_app) -> None:
    app = open_app("masks", masks_part="code")
    for twin in TWINS:
        app.query_params["masks_twin"] = twin.name
        app.run()
        tolerance = {"relative": f"{twin.relative:.0e}", "absolute": f"{twin.absolute:.0e}"}
        assert label("twins.holds", "en", dtype="float32", **tolerance) in captions(app), twin.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_large_model_the_page_says_how_to_get_it(open_app, monkeypatch, language: str) -> None:
    from core.base.errors import SentiscopeError
    from core.models import language_model

    def missing(name: str, network: bool) -> None:
        raise SentiscopeError("model_needs_package", name=name)

    st.cache_resource.clear()
    monkeypatch.setattr(language_model, "locate", missing)
    app = open_app("masks", lang=language, masks_view="peek", masks_large="1")
    assert label("errors.model_needs_package", language, name="smollm2") in shown(app)
    assert len(app.metric) == 3


def test_the_unmasked_decoder_knows_only_with_the_text_in_sight(open_app) -> None:
    app = open_app("masks", masks_view="peek", sentence="the film is a very good film .")
    causal, whole, beginning = (float(metric.value.split()[0]) for metric in app.metric)
    assert whole < causal < beginning


@pytest.mark.parametrize("value", ["nonsense", "-1", "1e9", "0.0.0"])
def test_bad_settings_in_the_url_fall_back(open_app, value: str) -> None:
    app = open_app("masks", masks_view=value, masks_kind=value, masks_row=value, masks_flips=value)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_and_long_sentences_are_told(open_app, language: str) -> None:
    app = open_app("masks", lang=language)
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", language) in shown(app)
    app.text_input(key="sentence").set_value("good " * 100).run()
    assert label("masks.cut", language, read=24, cut=78) in shown(app)
    assert not app.exception
