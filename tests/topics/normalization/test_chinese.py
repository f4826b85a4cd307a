"""Normalization on a Chinese sentence: its own model, its own companions, and numbers worked out again."""

import unicodedata

import numpy as np
import pytest
from streamlit.runtime.caching import cache_resource_api

from core.base.i18n import LANGUAGES
from core.data.example_sentences import EXAMPLES
from core.data.film_sentences import film_sentences
from core.data.language import is_chinese
from core.models.catalog import CHINESE_MODEL
from core.topics.normalization.inputs import norm_names
from core.topics.normalization.views import guesses
from tests.support.shipped_models import shipped
from tests.topics.support import chart, component, numbers, shown, visit

CHINESE = EXAMPLES["chinese"]


def pieces(text: str) -> list[str]:
    tokenizer = shipped(CHINESE_MODEL).tokenizer
    return tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"])


def test_chinese_film_sentences_are_as_many_and_the_short_and_the_long_one_stand_where_they_should() -> None:
    ours = film_sentences("zh")
    assert len(set(ours)) == len(film_sentences()) == 63
    assert all(map(is_chinese, ours))
    lengths = sorted(map(len, ours))
    assert len(ours[17]) == lengths[0]
    assert len(ours[59]) == lengths[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_block_holds_the_sentence_s_pieces_among_chinese_companions(open_app, language: str) -> None:
    app = open_app("normalization", lang=language, sentence=CHINESE)
    header, arrays = component(app, "sheets")
    own = pieces(CHINESE)
    assert header["tokens"][0][: len(own)] == own
    assert header["names"] == [unicodedata.normalize("NFKC", CHINESE), *header["names"][1:]]
    for name, sentence in zip(header["names"][1:], film_sentences("zh"), strict=False):
        assert name[:2] == sentence[:2]
    x = arrays["before"].astype(float)  # (B, T, D)
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    after = (x - mean) / np.sqrt(variance + header["epsilon"]) * arrays["gain"] + arrays["shift"]
    assert arrays["after"] == pytest.approx(after, abs=1e-4)
    for view in ("companions", "modes", "padding"):
        visit(app, "normalization", view=view)
        assert shown(app) == ""


def test_every_layer_norm_of_the_twelve_layers_is_measured_and_can_be_chosen(open_app) -> None:
    app = open_app("normalization", sentence=CHINESE, normalization_view="order")
    before, after = chart(app, "normalization.lengths_title")["data"]
    assert len(numbers(before["y"])) == len(norm_names(12)) == 25
    model = shipped(CHINESE_MODEL)
    states = model.network.bert(
        **model.tokenizer(CHINESE, return_tensors="pt"), output_hidden_states=True
    ).hidden_states
    lengths = [state[0].norm(dim=-1).mean().item() for state in states]
    assert numbers(after["y"])[::2] == pytest.approx(lengths, rel=1e-3)
    visit(app, "normalization", view="block", place="12.output")
    assert shown(app) == ""
    assert component(app, "sheets")[0]["tokens"][0][1:3] == pieces(CHINESE)[1:3]


def test_the_share_of_padding_is_that_of_chinese_companions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{cache_resource_api.__name__}.get_session_id_or_throw", lambda: "visitor")
    monkeypatch.setattr(guesses, "reader", lambda: CHINESE_MODEL)
    lengths = [min(32, len(pieces(text))) for text in (CHINESE, *film_sentences("zh")[:3])]
    expected = 100 * (1 - sum(lengths) / (4 * max(lengths)))
    assert guesses.padding_share(CHINESE) == pytest.approx(expected, abs=1e-3)
