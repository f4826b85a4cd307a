"""Predict: every part in both languages, several sentences, other models, bad input."""

import shutil
from pathlib import Path

import pytest
import streamlit as st

from core.app.page import PARTS
from core.base.i18n import label
from core.base.settings import ASSETS
from core.models import locate as locating
from core.models.card import read_card
from core.models.catalog import CHINESE_MODEL, COMPARED, MAIN_MODEL
from tests.topics.support import shown

LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("predict", lang=language, predict_part=part)
    assert app.title[0].value == label("pages.predict.title", language)
    assert shown(app) == ""
    if part == "code":
        holds = label("twins.holds", language, dtype="float32", relative="1e-05", absolute="1e-07")
        assert holds in [caption.value for caption in app.caption]
        refusal = label("twins.fails", language).split("{")[0]
        if language == "en":  # in Chinese both sentences begin alike
            assert not [caption for caption in app.caption if caption.value.startswith(refusal)]
        assert len([c for c in app.caption if c.value.endswith("！")]) == 0


def test_several_sentences_become_a_table(open_app) -> None:
    app = open_app("predict", predict_view="several", predict_lines="a joy .\n\nawful .")
    table = app.dataframe[0].value
    assert list(table["sentence"]) == ["a joy .", "awful ."]
    assert list(table[label("models.sst2-minilm", "en")]) == ["positive", "negative"]


def test_a_line_of_blanks_and_controls_has_no_verdict(open_app) -> None:
    app = open_app("predict", predict_view="several", predict_lines="a joy .\n\u200b\u200b")
    assert list(app.dataframe[0].value[label("models.sst2-minilm", "en")]) == ["positive", "nothing to read"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_sentence_invites(open_app, language: str) -> None:
    app = open_app("predict", lang=language)
    app.text_input(key="sentence").set_value(" \u0007 ").run()
    assert label("errors.text_empty", language) in shown(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("sentence", "note"),
    [
        ("فيلم رائع حقا", "note_not_english"),
        ("😀😀😀", "note_unknown"),
    ],
)
def test_text_the_model_cannot_read_is_said(open_app, sentence: str, note: str) -> None:
    assert label(f"verdict.{note}", "en") in shown(open_app("predict", sentence=sentence))


def test_long_text_is_cut_and_said(open_app) -> None:
    app = open_app("predict")
    app.text_input(key="sentence").set_value("good " * 10_000).run()
    assert label("verdict.cut", "en", read=512, cut=10_002 - 512) in shown(app)


def test_missing_folder_is_a_sentence(open_app, tmp_path: Path) -> None:
    name = str(tmp_path / "gone" / "model")
    app = open_app("predict", predict_models="other", predict_other=name)
    assert label("errors.model_folder_missing", "en", name=name) in shown(app)


def test_hub_model_that_is_not_here_can_be_fetched(open_app) -> None:
    app = open_app("predict", predict_models="other", predict_other="nobody/nothing")
    assert label("errors.model_not_fetched", "en", name="nobody/nothing") in shown(app)
    assert label("predict.fetch", "en") in [button.label for button in app.button]


def test_own_folder_stands_beside_the_shipped_model(open_app, tiny_classifier_folder: Path) -> None:
    app = open_app("predict", predict_models="sst2-minilm,other", predict_other=str(tiny_classifier_folder))
    assert shown(app) == ""


def test_public_server_offers_no_other_model(open_app, monkeypatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = open_app("predict", predict_models="sst2-minilm,other", predict_other="/etc")
    assert shown(app) == ""
    assert "predict_other" not in [field.key for field in app.text_input]


def test_no_model_chosen_is_said(open_app) -> None:
    assert label("predict.no_model", "en") in shown(open_app("predict", predict_models="none"))


def test_unknown_values_in_the_url_fall_back(open_app) -> None:
    app = open_app("predict", predict_part="nonsense", predict_view="nonsense", lang="xx")
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("harm", "key"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:1000]), "weights_tampered"),
        (lambda file: file.unlink(), "weights_missing"),
    ],
    ids=["truncated", "missing"],
)
def test_damaged_weights_are_said_and_the_other_model_still_answers(
    open_app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, harm, key: str
) -> None:
    shutil.copytree(ASSETS / "models", tmp_path / "models")
    harm(tmp_path / "models" / "sst2-minilm" / locating.WEIGHTS)
    monkeypatch.setattr(locating, "ASSETS", tmp_path)
    st.cache_resource.clear()
    app = open_app("predict", lang=language)
    st.cache_resource.clear()
    assert shown(app) == label(f"errors.{key}", language, file=locating.WEIGHTS, folder="sst2-minilm")
    assert label("tokens.count", language, count=8) in [caption.value for caption in app.caption]


CHINESE = "房间又大又干净，服务也很热情。"


def captions(app) -> list[str]:
    return [caption.value for caption in app.caption]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_chinese_sentence_in_every_part(open_app, part: str, language: str) -> None:
    app = open_app("predict", lang=language, predict_part=part, sentence=CHINESE)
    assert shown(app) == ""
    if part == "see":
        assert label("verdict.chinese_answers", language) in captions(app)
        assert app.session_state["predict_models"] == [CHINESE_MODEL]
        assert label("tokens.count", language, count=15) in captions(app)
    if part == "compute":
        name = label(f"models.{CHINESE_MODEL}", language)
        assert any(name in element.value for element in app.markdown)


def test_models_follow_the_language_until_somebody_chooses(open_app) -> None:
    app = open_app("predict")
    app.text_input(key="sentence").set_value(CHINESE).run()
    assert app.session_state["predict_models"] == [CHINESE_MODEL]
    app.text_input(key="sentence").set_value("a fine film").run()
    assert app.session_state["predict_models"] == list(COMPARED)
    assert label("verdict.chinese_answers", "en") not in captions(app)


def test_a_chosen_model_stays_and_says_that_it_cannot_read_chinese(open_app) -> None:
    app = open_app("predict", predict_models=MAIN_MODEL, sentence=CHINESE)
    assert app.session_state["predict_models"] == [MAIN_MODEL]
    assert shown(app) == label("verdict.note_not_english", "en")
    assert label("verdict.chinese_answers", "en") not in captions(app)


def test_the_chinese_model_says_that_it_cannot_read_english(open_app) -> None:
    app = open_app("predict", predict_models=CHINESE_MODEL, sentence="a fine film")
    assert shown(app) == label("verdict.note_not_chinese", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_two_languages_each_get_a_model_that_reads_them(open_app, language: str) -> None:
    app = open_app("predict", lang=language, predict_view="several", predict_lines=f"a joy .\n{CHINESE}")
    table, other = app.dataframe[0].value, label("verdict.other_script", language)
    positive = label("verdict.positive", language)
    assert list(table[label(f"models.{MAIN_MODEL}", language)]) == [positive, other]
    assert list(table[label(f"models.{CHINESE_MODEL}", language)]) == [other, positive]


def test_the_chinese_examples_hold_chinese_lines(open_app) -> None:
    app = open_app("predict", lang="zh", predict_view="several")
    assert list(app.dataframe[0].value[label(f"models.{CHINESE_MODEL}", "zh")])[-2:] == ["正面", "负面"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_if_in_chinese(open_app, language: str) -> None:
    app = open_app(
        "predict", lang=language, predict_view="whatif", sentence=CHINESE, predict_edit="房间很脏，服务很差。"
    )
    assert shown(app) == ""
    move = next(e.value for e in app.markdown if label("predict.before_after", language) in e.value)
    assert "→" in move


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chinese_figure_is_the_cards(open_app, language: str) -> None:
    app = open_app("predict", lang=language, predict_part="measured")
    dev = read_card(ASSETS / "models" / CHINESE_MODEL)["dev"]
    told = next(e.value for e in app.markdown if "ChnSentiCorp" in e.value)
    assert f"**{dev['accuracy']:.1%}**" in told
    assert str(dev["sentences"]) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_figure_and_its_teacher_are_the_cards(open_app, language: str) -> None:
    app = open_app("predict", lang=language, predict_part="measured")
    told = read_card(ASSETS / "models" / MAIN_MODEL)
    said = next(e.value for e in app.markdown if f"**{told['dev']['accuracy']:.1%}**" in e.value)
    runs, teachers = told["mean_of"], told["taught_by"]["teachers"]
    for network in (*runs, *teachers):
        assert f"{network['dev']['accuracy']:.1%}" in said
    assert {f"`{teacher['base']['name']}`" in said for teacher in teachers} == {True}
