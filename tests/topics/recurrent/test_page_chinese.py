"""Recurrent networks on a Chinese sentence, and on one of which they know no word."""

from unicodedata import normalize

import numpy as np
import pytest

from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.data.example_sentences import SHOWS_TURNS, SHOWS_TURNS_CHINESE
from core.models.catalog import CHINESE_MODEL, RECURRENT_CHINESE
from core.models.classifiers import load_classifier
from core.topics.recurrent.views import shared
from tests.topics.support import (
    chart,
    chart_titles,
    component,
    component_names,
    metrics,
    notes,
    numbers,
    visit,
    written,
)

SENTENCE = SHOWS_TURNS_CHINESE
UNREAD = "この映画は"
BUTTON = f"offer_{SHOWS_TURNS}"
PLACES = ("cell", "reading", "units", "prefixes")


@pytest.mark.parametrize("kind", shared.KINDS)
def test_the_chinese_network_of_each_kind_reads_the_sentence_word_by_word(open_app, kind: str) -> None:
    app = open_app("recurrent", sentence=SENTENCE, recurrent_kind=kind)
    header, arrays = component(app, "recurrent")
    assert "".join(header["tokens"]) == normalize("NFKC", SENTENCE)  # the comma, as E5 reads it
    assert len(header["tokens"]) < len(SENTENCE)  # words, not characters alone
    assert not any(header["unknown"])
    prediction = load_classifier(f"chnsenticorp-{kind}").classify([SENTENCE])[0]
    line = numbers(chart(app, "recurrent.cell_reading_title")["data"][0]["y"])
    assert line[-1] == pytest.approx(prediction.probability, abs=1e-4)
    assert np.isfinite(arrays["hidden"]).all()
    assert notes(app) == []


def test_every_place_has_something_of_a_chinese_sentence(open_app) -> None:
    app = open_app("recurrent", sentence=SENTENCE)
    for language in LANGUAGES:
        for place in PLACES:
            visit(app, "recurrent", lang=language, view=place)
            assert label("recurrent.not_read", language) not in written(app)
            assert chart_titles(app) or component_names(app) or len(app.dataframe)
            assert "[UNK]" not in written(app)
    visit(app, "recurrent", lang="en", view="reading")
    for kind in shared.KINDS:
        probability = load_classifier(f"chnsenticorp-{kind}").classify([SENTENCE])[0].probability
        end = metrics(app)[label("recurrent.reading_end", "en", kind=kind.upper())]
        assert end == number_text(probability, ".1%", "en")


def test_chinese_networks_are_compared_on_chinese_data(open_app) -> None:
    app = open_app("recurrent", recurrent_part="measured", sentence=SENTENCE)
    told = app.dataframe[0].value
    models = (*RECURRENT_CHINESE, CHINESE_MODEL)
    assert list(told[label("recurrent.compared_model", "en")]) == [label(f"models.{n}", "en") for n in models]
    verdicts = [
        number_text(load_classifier(n).classify([SENTENCE])[0].probability, ".1%", "en") for n in models
    ]
    assert list(told[label("recurrent.compared_verdict", "en")]) == verdicts
    assert label("recurrent.compared_title_zh", "en") in chart_titles(app)


def test_no_picture_of_unknown_words_but_a_line_and_an_example(open_app) -> None:
    app = open_app("recurrent", sentence=UNREAD)
    for language in LANGUAGES:
        for place in PLACES:
            visit(app, "recurrent", lang=language, view=place)
            assert label("recurrent.not_read", language) in notes(app)
            assert (chart_titles(app), component_names(app), len(app.dataframe)) == ([], [], 0)
    app.button(key=BUTTON).click().run()
    assert app.text_input(key="sentence").value == SHOWS_TURNS
    assert label("recurrent.not_read", "zh") not in notes(app)


def test_code_runs_on_the_example_and_says_so(open_app) -> None:
    app = open_app("recurrent", recurrent_part="code", sentence=UNREAD)
    told = label("recurrent.not_read_here", "en", sentence=SHOWS_TURNS)
    assert told in written(app)
    visit(app, "recurrent", sentence=SENTENCE)
    assert told not in written(app)


@pytest.mark.parametrize(
    ("text", "known"),
    [("a fine film", True), ("fine 好", True), (SENTENCE, True), (UNREAD, False), ("  ", True)],
)
def test_a_text_is_read_where_a_word_of_it_is_known(text: str, known: bool) -> None:
    assert shared.is_read(text) is known


def test_the_network_of_the_sentences_language_is_taken() -> None:
    assert shared.network_name("gru", SENTENCE) == "chnsenticorp-gru"
    assert shared.network_name("gru", "a fine film") == "sst2-gru"
    assert shared.text_read(UNREAD) == SHOWS_TURNS
    assert shared.text_read(SENTENCE) == SENTENCE
