"""Masks on a Chinese sentence: its own model, companions in its language, and no row of unknown words."""

import pytest
import torch
from streamlit.runtime.caching import cache_resource_api

from core.base.i18n import LANGUAGES, label
from core.data.example_sentences import EXAMPLES, SHOWS_KNOWN_WORDS
from core.data.film_sentences import film_sentences
from core.models.catalog import CHINESE_MODEL
from core.topics.masks.views import guesses, shared
from tests.support.shipped_models import shipped
from tests.topics.support import buttons, chart, component, metrics, numbers, shown, visit, written

CHINESE = EXAMPLES["chinese"]


def pieces(text: str) -> list[str]:
    tokenizer = shipped(CHINESE_MODEL).tokenizer
    return tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grid_holds_the_sentence_s_pieces_and_the_views_name_them(open_app, language: str) -> None:
    app = open_app("masks", lang=language, sentence=CHINESE)
    own = pieces(CHINESE)
    header, arrays = component(app, "mask_grid")
    assert header["tokens"][: len(own)] == own
    assert arrays["scores"].shape[0] <= shared.MOST_TOKENS
    here, everywhere = metrics(app).values()
    assert here != everywhere
    assert "[CLS]" not in written(app)
    options = app.selectbox(key="masks_row_list").options
    assert [option[:2] for option in options[1:]] == [
        film_sentences("zh")[number][:2] for number in shared.COMPANIONS
    ]
    visit(app, "masks", view="both")
    padding = numbers(chart(app, "masks.both_padding", language)["data"][0]["z"])
    real = [min(len(pieces(text)), shared.MOST_TOKENS) for text in (CHINESE, *options[1:])]
    assert (padding > 0).sum() == max(real) * (max(real) - min(real))
    visit(app, "masks", view="ways", looks="3")
    totals = app.dataframe[0].value[label("masks.column_total", language)]
    assert list(totals)[:3] == pytest.approx([1, 1, 1], abs=1e-4)
    visit(app, "masks", view="empty")
    assert metrics(app)[label("masks.empty_formula", language)] == "NaN"


def test_the_decoders_that_know_no_chinese_say_so_and_an_english_sentence_is_offered(open_app) -> None:
    for language in LANGUAGES:
        app = open_app("masks", lang=language, sentence=CHINESE, masks_view="peek")
        assert shown(app) == label("masks.peek_english", language)
        assert "[UNK]" not in written(app)
        assert label("header.offer", language, sentence=SHOWS_KNOWN_WORDS) in buttons(app)


def test_under_a_causal_mask_the_verdict_is_that_of_the_first_token_alone(monkeypatch) -> None:
    monkeypatch.setattr(f"{cache_resource_api.__name__}.get_session_id_or_throw", lambda: "visitor")
    monkeypatch.setattr(guesses, "reader", lambda: CHINESE_MODEL)
    model = shipped(CHINESE_MODEL)
    with torch.inference_mode():
        logits = model.network(input_ids=torch.tensor([[model.tokenizer.cls_token_id]])).logits[0]
    expected = logits.softmax(-1)[model.positive].item() * 100
    assert guesses.causal_verdict(CHINESE) == pytest.approx(expected, rel=1e-4)
    assert 0 < guesses.zeroed_row(CHINESE) < 1
    assert guesses.empty_row(CHINESE) == "nan"
