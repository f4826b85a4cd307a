"""Predict: what every screen holds, several sentences, other models, bad input."""

import math
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st

from core.app.glossary import linked
from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.base.settings import ASSETS
from core.models import locate as locating
from core.models.card import read_card
from core.models.catalog import CHINESE_BAG, CHINESE_MODEL, COMPARED, COMPARED_CHINESE, MAIN_MODEL
from core.models.classes.classifier import load_classes
from core.models.classifiers import load_classifier
from core.nn import bag_of_words
from core.nn.terms import words
from core.topics.predict.arc import sentences_of
from core.topics.predict.twins import TWINS
from tests.fakes import edit_json, write_tiny_classifier
from tests.shared.app import confirmed
from tests.topics.support import (
    EXAMPLE,
    Screen,
    captions,
    chart,
    chart_titles,
    charts,
    claims_are_measured,
    component_names,
    components,
    has_twin,
    numbers,
    shown,
    visit,
    walk_through,
    written,
)

CHINESE = "房间又大又干净，服务也很热情。"
LINES = "a joy .\nawful ."
CLAIMS = ("robustness", "calibration", "precision")
SCREENS = (
    Screen({"part": "see", "view": "one"}, components=["verdict", "tokens"] * 2),
    Screen({"part": "see", "view": "whatif"}, components=["verdict"] * 2),
    Screen({"part": "see", "view": "several", "lines": LINES}, tables=[(2, "predict.sentence")]),
    Screen({"part": "compute"}, ["predict.curve_title"]),
    Screen({"part": "code"}),
)


def cards(app) -> list[dict]:
    return [data for data, _ in components(app, "verdict")]


def probability(name: str, sentence: str) -> float:
    return load_classifier(name).classify([sentence])[0].probability


def positive(share: float, language: str) -> str:
    """How a probability of positive is announced."""
    percent = f"{share * 100:.1f}"
    return label("verdict.headline", language, percent=percent, verdict=label("verdict.positive", language))


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("predict", sentence=EXAMPLE)
    walk_through(app, "predict", SCREENS)
    before = [f"predict.{name}_title" for name in ("accuracy", "chinese", "training")]
    claims_are_measured(app, "predict", CLAIMS, before)


def test_one_sentence_is_judged_by_both_models(open_app) -> None:
    app = open_app("predict")
    told = [card["share"] for card in cards(app)]
    exact = [probability(name, EXAMPLE) for name in COMPARED]
    assert told == pytest.approx([max(p, 1 - p) for p in exact], abs=1e-5)
    assert [card["model"] for card in cards(app)] == [label(f"models.{name}", "en") for name in COMPARED]
    tokens = [token["text"] for token in components(app, "tokens")[0][0]["tokens"]]
    assert (tokens[0], tokens[2], tokens[-1]) == ("[CLS]", "plot", "[SEP]")
    assert any("Stanford Sentiment Treebank" in caption for caption in captions(app))  # what MiniLM is
    visit(app, "predict", part="compute")
    assert f"= {told[0]:.4f}" in app.latex[0].value
    assert f"1 + e^{{{-math.log(exact[0] / (1 - exact[0])):.3f}}}" in app.latex[0].value


def test_every_twin_holds_on_the_lines(open_app) -> None:
    app = open_app("predict", predict_part="code")
    for language in LANGUAGES:
        visit(app, "predict", lang=language)
        for twin in TWINS:
            assert has_twin(visit(app, "predict", twin=twin.name), twin, language)


def test_several_sentences_become_a_table(open_app) -> None:
    app = open_app("predict", predict_view="several", predict_lines="a joy .\n\nawful .")
    table = app.dataframe[0].value
    assert list(table) == [
        label("predict.sentence", "en"),
        *(label(f"models.{name}", "en") for name in COMPARED),
    ]
    assert list(table["sentence"]) == ["a joy .", "awful ."]
    joy, awful = table[label(f"models.{MAIN_MODEL}", "en")]
    assert joy == positive(probability(MAIN_MODEL, "a joy ."), "en")
    assert awful == f"{number_text(1 - probability(MAIN_MODEL, 'awful .'), '.1%', 'en')} negative"


def test_near_one_half_nothing_is_announced(open_app) -> None:
    """By the calibrated probability, on the card and in the table alike."""
    sentence = "it lasts two hours"
    exact = probability(MAIN_MODEL, sentence)
    app = open_app("predict", predict_models=MAIN_MODEL, sentence=sentence, predict_lines=sentence)
    for language in LANGUAGES:
        visit(app, "predict", lang=language, view="one")
        (card,) = cards(app)
        assert (card["headline"], card["tone"]) == (label("verdict.undecided", language), "undecided")
        assert card["caption"] == label("verdict.probability", language, percent=f"{exact * 100:.1f}")
        assert card["share"] == pytest.approx(exact, abs=1e-5)
        table = visit(app, "predict", view="several").dataframe[0].value
        assert list(table[label(f"models.{MAIN_MODEL}", language)]) == [
            f"{card['headline']} · {card['caption']}"
        ]


def test_a_line_of_blanks_and_controls_has_no_verdict(open_app) -> None:
    app = open_app("predict", predict_view="several", predict_lines="a joy .\n\u200b\u200b")
    joy = positive(probability(MAIN_MODEL, "a joy ."), "en")
    assert list(app.dataframe[0].value[label(f"models.{MAIN_MODEL}", "en")]) == [joy, "nothing to read"]


def test_blank_sentence_invites(open_app) -> None:
    app = open_app("predict")
    app.text_input(key="sentence").set_value(" \u0007 ").run()
    for language in LANGUAGES:
        assert shown(visit(app, "predict", lang=language)) == label("errors.text_empty", language)  # once
        assert component_names(app) == []


def test_text_the_model_cannot_read_is_said(open_app) -> None:
    app = open_app("predict")
    for sentence, note in (("فيلم رائع حقا", "note_not_english"), ("😀😀😀", "note_unknown")):
        visit(app, "predict", sentence=sentence)
        assert label(f"verdict.{note}", "en") in shown(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_text_is_read_in_windows_and_that_is_said(open_app, language: str) -> None:
    app = open_app("predict", lang=language, predict_models=MAIN_MODEL)
    app.text_input(key="sentence").set_value("good " * 1_400).run()
    windows = 1 + -(-(1_400 - 510) // (510 - 63))  # each but the first reads 447 pieces that no other has
    assert label("verdict.windows", language, read=512, windows=windows) in shown(app)


BAG = "bag-of-words"
ARC = "It begins well. The jokes are awful! Still, the end is a joy. I left happy."


def test_the_arc_is_each_sentence_by_itself_beside_the_whole(open_app) -> None:
    app = open_app("predict", predict_models=MAIN_MODEL, sentence=ARC)
    each = [probability(MAIN_MODEL, sentence) for sentence in sentences_of(ARC)]
    moves = np.abs(np.diff(each))
    turn = int(moves.argmax())
    for language in LANGUAGES:
        visit(app, "predict", lang=language)
        figure = chart(
            app, ("predict.arc_title", {"model": label(f"models.{MAIN_MODEL}", language)}), language
        )
        whole, line = (numbers(trace["y"]) for trace in figure["data"])
        assert whole == pytest.approx([probability(MAIN_MODEL, ARC)] * 2, abs=1e-5)
        assert line == pytest.approx(each, abs=1e-5)
        words_said = label(
            "predict.arc_words",
            language,
            count=4,
            positive=sum(one >= 0.5 for one in each),
            whole=number_text(whole[0], ".1%", language),
            before=turn + 1,
            after=turn + 2,
            low=number_text(each[turn], ".1%", language),
            high=number_text(each[turn + 1], ".1%", language),
        )
        assert words_said in written(app)
        table = app.dataframe[-1].value
        assert list(table[label("predict.sentence", language)]) == sentences_of(ARC)
        shown_in_table = list(table[label("predict.probability_column", language)])
        assert shown_in_table == pytest.approx(each, abs=1e-5)


def test_more_sentences_than_points_are_read_together_and_that_is_said(open_app) -> None:
    app = open_app("predict", predict_models=BAG, sentence="It drags. " * 121)
    (figure,) = charts(app)
    assert len(numbers(figure["data"][1]["y"])) == 41  # of three sentences each, the last of one
    assert label("predict.arc_grouped", "en", sentences=121, points=41) in captions(app)


def test_two_sentences_make_no_arc(open_app) -> None:
    app = open_app("predict", predict_models=MAIN_MODEL, sentence="It begins well. I left happy.")
    assert charts(app) == []


def test_missing_folder_is_a_sentence(open_app, tmp_path: Path) -> None:
    name = str(tmp_path / "gone" / "model")
    app = confirmed(open_app("predict", predict_models="other", predict_other=name))
    assert label("errors.model_folder_missing", "en", name=name) in shown(app)


def test_hub_model_that_is_not_here_can_be_fetched(open_app) -> None:
    app = confirmed(open_app("predict", predict_models="other", predict_other="nobody/nothing"))
    assert label("errors.model_not_fetched", "en", name="nobody/nothing") in shown(app)
    assert label("predict.fetch", "en") in [button.label for button in app.button]


def test_own_folder_stands_beside_the_shipped_model(open_app, tiny_classifier_folder: Path) -> None:
    name = str(tiny_classifier_folder)
    app = confirmed(open_app("predict", predict_models="sst2-minilm,other", predict_other=name))
    assert shown(app) == ""
    own = probability(str(tiny_classifier_folder), EXAMPLE)
    told = [card["share"] for card in cards(app)]
    assert told == pytest.approx([probability(MAIN_MODEL, EXAMPLE), max(own, 1 - own)], abs=1e-4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbered_classes_are_guessed_and_can_be_swapped(open_app, tiny_copy: Path, language: str) -> None:
    edit_json(tiny_copy / "config.json", id2label={0: "LABEL_0", 1: "LABEL_1"})
    told, own = [], probability(str(tiny_copy), EXAMPLE)
    app = confirmed(open_app("predict", predict_models="other", predict_other=str(tiny_copy), lang=language))
    told.append((cards(app)[0]["tone"], label("verdict.note_classes_guessed", language) in shown(app)))
    choice = next(group for group in app.button_group if group.key.startswith("predict_positive_"))
    choice.set_value("LABEL_0").run()
    told.append((cards(app)[0]["tone"], label("verdict.note_classes_guessed", language) in shown(app)))
    visit(app, "predict", view="several")
    assert label("verdict.note_classes_guessed", language) not in captions(app)
    choice = next(group for group in app.button_group if group.key.startswith("predict_positive_"))
    choice.set_value("LABEL_1").run()
    assert label("verdict.note_classes_guessed", language) in captions(app)
    tones = ("negative", "positive")
    assert abs(own - 0.5) > 0.05  # or neither would be said
    assert told == [(tones[own >= 0.5], True), (tones[own < 0.5], False)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_classes_that_say_nothing_are_a_question(open_app, tiny_copy: Path, language: str) -> None:
    edit_json(tiny_copy / "config.json", id2label={0: "ham", 1: "spam"})
    app = confirmed(open_app("predict", predict_models="other", predict_other=str(tiny_copy), lang=language))
    asked = {"name": str(tiny_copy), "first": "ham", "second": "spam"}
    assert label("errors.model_classes_unclear", language, **asked) in shown(app)
    assert cards(app) == []
    choice = next(group for group in app.button_group if group.key.startswith("predict_positive_"))
    choice.set_value("spam").run()
    assert len(cards(app)) == 1
    assert shown(app) == ""


@pytest.mark.parametrize("view", ["one", "whatif", "several"])
def test_a_model_that_answers_no_number_is_one_sentence(open_app, tiny_copy: Path, view: str) -> None:
    spoil(tiny_copy)
    name = str(tiny_copy)
    app = confirmed(open_app("predict", predict_models="other", predict_other=name, predict_view=view))
    assert shown(app) == label("errors.scoring_not_a_number", "en", name=name)
    assert cards(app) == []


def spoil(folder: Path) -> None:
    """Make every weight of the head NaN."""
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / locating.WEIGHTS)
    tensors["classifier.weight"].fill_(float("nan"))
    save_file(tensors, folder / locating.WEIGHTS, metadata={"format": "pt"})


def test_an_own_chinese_model_keeps_its_verdict(open_app, tiny_copy: Path) -> None:
    """A model without our card has no known language, so no sentence is said to be in another."""
    name = str(tiny_copy)
    app = confirmed(open_app("predict", predict_models="other", predict_other=name, sentence="房间很干净。"))
    assert label("verdict.note_not_english", "en") not in shown(app)
    lines = {"predict_view": "several", "predict_lines": "房间很干净。"}
    app = confirmed(open_app("predict", predict_models="other", predict_other=name, **lines))
    assert label("verdict.other_script", "en") not in app.dataframe[0].value.to_string()


def test_public_server_offers_no_other_model(open_app, monkeypatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = open_app("predict", predict_models="sst2-minilm,other", predict_other="/etc")
    assert shown(app) == ""
    assert "predict_other" not in [field.key for field in app.text_input]
    assert [card["model"] for card in cards(app)] == [label(f"models.{MAIN_MODEL}", "en")]


def test_no_model_chosen_is_said(open_app) -> None:
    assert label("predict.no_model", "en") in shown(open_app("predict", predict_models="none"))


def test_unknown_values_in_the_url_fall_back(open_app) -> None:
    app = open_app("predict", predict_part="nonsense", predict_view="nonsense", lang="xx")
    assert shown(app) == ""
    assert app.title[0].value == label("pages.predict.title", "en")
    assert component_names(app) == ["verdict", "tokens"] * 2


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
    assert linked(label("tokens.count", language, count=len(words(EXAMPLE))), language)[0] in [
        caption.value for caption in app.caption
    ]


def test_chinese_sentence_in_every_part(open_app) -> None:
    app = open_app("predict", sentence=CHINESE)
    name = f"models.{CHINESE_MODEL}"
    for language in LANGUAGES:
        visit(app, "predict", lang=language, part="see")
        assert label("verdict.chinese_answers", language) in captions(app)
        assert app.session_state["predict_models"] == list(COMPARED_CHINESE)
        for model in COMPARED_CHINESE:
            count = len(load_classifier(model).classify([CHINESE])[0].tokens)
            plain = [re.sub(r"\[(.*?)\]\(glossary.*?\)", r"\1", said) for said in captions(app)]
            assert label("tokens.count", language, count=count) in plain
        card, _ = cards(app)
        assert card["model"] == label(name, language)
        assert card["share"] == pytest.approx(probability(CHINESE_MODEL, CHINESE), abs=1e-4)
        visit(app, "predict", part="compute")
        told = re.sub(r"\[(.*?)\]\(glossary.*?\)", r"\1", written(app))  # without definitions
        assert label("predict.compute", language, model=label(name, language)) in told
        visit(app, "predict", part="code", twin="tfidf")
        assert shown(app) == ""
        assert has_twin(app, bag_of_words.TWINS[0], language)


def test_models_follow_the_language_until_somebody_chooses(open_app) -> None:
    app = open_app("predict")
    app.text_input(key="sentence").set_value(CHINESE).run()
    assert app.session_state["predict_models"] == list(COMPARED_CHINESE)
    app.text_input(key="sentence").set_value("a fine film").run()
    assert app.session_state["predict_models"] == list(COMPARED)
    assert label("verdict.chinese_answers", "en") not in captions(app)


def test_a_chosen_model_stays_and_says_that_it_cannot_read_chinese(open_app) -> None:
    app = open_app("predict", predict_models=MAIN_MODEL, sentence=CHINESE)
    assert app.session_state["predict_models"] == [MAIN_MODEL]
    assert shown(app) == label("verdict.note_not_english", "en")
    assert label("verdict.chinese_answers", "en") not in captions(app)


def test_a_chinese_model_says_that_it_cannot_read_english(open_app) -> None:
    app = open_app("predict", predict_models=CHINESE_BAG, sentence="a fine film")
    assert shown(app) == label("verdict.note_not_chinese", "en")


def test_lines_of_two_languages_each_get_a_model_that_reads_them(open_app) -> None:
    app = open_app("predict", predict_view="several", predict_lines=f"a joy .\n{CHINESE}")
    for language in LANGUAGES:
        visit(app, "predict", lang=language)
        table, other = app.dataframe[0].value, label("verdict.other_script", language)
        asked = ((MAIN_MODEL, "a joy ."), (CHINESE_BAG, CHINESE))
        joy, chinese = (positive(probability(*one), language) for one in asked)
        assert list(table[label(f"models.{MAIN_MODEL}", language)]) == [joy, other]
        assert list(table[label(f"models.{CHINESE_BAG}", language)]) == [other, chinese]
        both = [positive(probability(CHINESE_MODEL, text), language) for text in ("a joy .", CHINESE)]
        assert list(table[label(f"models.{CHINESE_MODEL}", language)]) == both


def test_the_chinese_examples_hold_chinese_lines(open_app) -> None:
    app = open_app("predict", lang="zh", predict_view="several")
    said = list(app.dataframe[0].value[label(f"models.{CHINESE_BAG}", "zh")])[-2:]
    assert [words.split()[0] for words in said] == ["正面", "难以判断"]


def test_what_if_in_chinese(open_app) -> None:
    edit = "房间很脏，服务很差。"
    app = open_app("predict", predict_view="whatif", sentence=CHINESE, predict_edit=edit)
    before, after = probability(CHINESE_BAG, CHINESE), probability(CHINESE_BAG, edit)
    for language in LANGUAGES:
        visit(app, "predict", lang=language)
        assert shown(app) == ""
        then, now = (number_text(share, ".1%", language) for share in (before, after))
        move = f"{label('predict.before_after', language)}: **{then} → {now}**"
        assert move in written(app)
        _, card = cards(app)
        assert card["tone"] == "negative"  # the bar shows its probability, the mark what it was before
        assert (card["before"], card["share"]) == pytest.approx((1 - before, 1 - after), abs=1e-4)


def test_the_figures_are_the_cards(open_app) -> None:
    """What the models were right on, how the main one came about, and who taught it."""
    app = open_app("predict", predict_part="measured")
    main, chinese = (read_card(ASSETS / "models" / name) for name in (MAIN_MODEL, CHINESE_MODEL))
    for language in LANGUAGES:
        visit(app, "predict", lang=language)
        told = next(e.value for e in app.markdown if "McNemar" in e.value)
        assert number_text(chinese["dev_english"]["accuracy"], ".1%", language) in told
        bag, length = (chinese["beside"][name] for name in ("bag_of_characters", "length"))
        assert {str(bag["only_the_network"]), str(bag["only_the_other"])} <= set(re.findall(r"\d+", told))
        assert number_text(length["accuracy"], ".1%", language) in told
        right = f"**{number_text(main['dev']['accuracy'], '.1%', language)}**"
        said = next(e.value for e in app.markdown if right in e.value)
        runs, teachers = main["mean_of"], main["taught_by"]["teachers"]
        for network in (*runs, *teachers):
            assert number_text(network["dev"]["accuracy"], ".1%", language) in said
        assert {f"`{teacher['base']['name']}`" in said for teacher in teachers} == {True}


def test_a_model_of_other_classes_has_bars_and_no_arc(
    open_app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The arc is of the probability of positive, which such a model has none of."""
    saved: list[pd.DataFrame] = []
    monkeypatch.setattr("core.topics.predict.views.see.csv_download", lambda table, *_: saved.append(table))
    folder = write_tiny_classifier(tmp_path / "stars", labels=dict(enumerate(("1", "2", "3"))))
    [found] = load_classes(str(folder)).classify([ARC])
    asked = {"predict_models": "other", "predict_other": str(folder), "sentence": ARC}
    for language in LANGUAGES:
        app = confirmed(open_app("predict", lang=language, **asked))
        assert shown(app) == ""
        assert chart_titles(app) == [label("predict.classes_title", language)]
        percent = number_text(100 * max(found.probabilities), ".1f", language)
        assert label("predict.classes_said", language, percent=percent, verdict=found.word) in written(app)
        app = confirmed(
            open_app("predict", lang=language, predict_view="several", predict_lines=EXAMPLE, **asked)
        )
        *_, name = saved[-1].columns
        assert name.endswith(label("predict.classes_x", language))  # of the class said, not of positive
        assert saved[-1][name][0] >= 1 / 3
