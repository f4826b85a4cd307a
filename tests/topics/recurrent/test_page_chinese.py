"""Recurrent networks on a sentence of which they know no word: one line says so and offers another."""

import pytest

from core.base.i18n import LANGUAGES, label
from core.data.example_sentences import SHOWS_TURNS
from core.models.catalog import ENTRIES, Entry
from core.topics.recurrent.views import shared
from tests.topics.support import chart_titles, component_names, notes, visit, written

SENTENCE = "剧情拖沓得让人犯困，好在演员的表演十分动人。"
BUTTON = f"offer_{SHOWS_TURNS}"


def test_no_picture_of_unknown_words_but_a_line_and_an_english_example(open_app) -> None:
    app = open_app("recurrent", sentence=SENTENCE)
    for language in LANGUAGES:
        for place in ("cell", "reading", "units", "prefixes"):
            visit(app, "recurrent", lang=language, view=place)
            assert notes(app) == [label("recurrent.not_read", language)]
            assert (chart_titles(app), component_names(app), len(app.dataframe)) == ([], [], 0)
    visit(app, "recurrent", part="compute")
    assert len(app.latex) == 0
    app.button(key=BUTTON).click().run()
    assert app.text_input(key="sentence").value == SHOWS_TURNS
    assert len(app.latex) > 0
    assert notes(app) == []


def test_code_runs_on_the_example_and_says_so(open_app) -> None:
    app = open_app("recurrent", recurrent_part="code", sentence=SENTENCE)
    told = label("recurrent.not_read_here", "en", sentence=SHOWS_TURNS)
    assert told in written(app)
    visit(app, "recurrent", sentence="a fine film")
    assert told not in written(app)


@pytest.mark.parametrize(
    ("text", "known"),
    [("a fine film", True), ("fine 好", True), (SENTENCE, False), ("この映画は", False), ("  ", True)],
)
def test_a_text_is_read_where_a_word_of_it_is_known(text: str, known: bool) -> None:
    assert shared.is_read(text) is known


def test_a_network_of_the_sentences_language_is_taken_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert shared.network_name("gru", SENTENCE) == "sst2-gru"
    assert shared.kinds_for(SENTENCE) == ()
    monkeypatch.setitem(ENTRIES, "chnsenticorp-gru", Entry("chnsenticorp-gru"))
    assert shared.network_name("gru", SENTENCE) == "chnsenticorp-gru"
    assert shared.network_name("gru", "a fine film") == "sst2-gru"
    assert shared.kinds_for(SENTENCE) == ("gru",)
    assert shared.read_by("lstm", SENTENCE) == SHOWS_TURNS
    assert shared.kinds_for("a fine film") == shared.KINDS
