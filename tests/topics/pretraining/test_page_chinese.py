"""Pre-training on a Chinese sentence: what is hidden of it, and a word where only English is guessed."""

import numpy as np
import pytest

from core.base.i18n import LANGUAGES, label
from core.data.example_sentences import DEFAULT
from core.models.catalog import CHINESE_MODEL
from core.models.loading import load_tokenizer
from core.models.locate import locate
from tests.topics.support import chart, component, component_names, notes, numbers, visit, written

SENTENCE = "剧情拖沓得让人犯困，好在演员的表演十分动人。"


def test_the_corruption_is_of_the_readers_pieces(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE)  # it opens with the view that works in every language
    tokenizer = load_tokenizer(locate(CHINESE_MODEL).folder)
    pieces = ["<s>", *tokenizer.tokenize(SENTENCE), "</s>"]
    for language in LANGUAGES:
        visit(app, "pretraining", lang=language)
        chips = component(app, "cloze")[0]["tokens"]
        assert [chip["was"] or chip["text"] for chip in chips] == pieces
        hidden = {chip["text"] for chip in chips if chip["state"] == "hole"}
        assert hidden == {"<mask>"}
        assert (chips[0]["state"], chips[-1]["state"]) == ("special", "special")
        assert "`<mask>`" in written(app)
        title = ("pretraining.shares_title", {"draws": "1,000"})
        *bars, _ = chart(app, title, language)["data"]
        assert np.ravel([numbers(bar["x"]) for bar in bars]) == pytest.approx(
            [0.85, 0.12, 0.015, 0.015], abs=0.02
        )
        assert not any("[UNK]" in chip["text"] for chip in chips)


def test_heads_that_learned_english_say_so_and_offer_an_english_sentence(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE)
    for language in LANGUAGES:
        told = label("pretraining.not_guessed", language, corrupt=label("pretraining.view_corrupt", language))
        for screen in ("guess", "sides", "contexts", "next"):
            visit(app, "pretraining", lang=language, view=screen, pairs="mine")
            assert notes(app) == [told], screen
            assert component_names(app) == []
    visit(app, "pretraining", view="guess")
    app.button(key=f"offer_{DEFAULT}").click().run()
    assert app.text_input(key="sentence").value == DEFAULT
    assert component_names(app) == ["cloze"]
    assert notes(app) == []
