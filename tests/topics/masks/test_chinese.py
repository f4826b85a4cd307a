"""Masks on a Chinese sentence: its own model, companions in its language, and no row of unknown words."""

import pytest
import torch
from streamlit.runtime.caching import cache_resource_api
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.data.example_sentences import EXAMPLES, KNOWN_TO_ALL
from core.data.film_sentences import film_sentences
from core.models.catalog import CHINESE_MODEL, CHINESE_WRITER
from core.models.locate import locate
from core.topics.masks import decoder
from core.topics.masks.views import guesses, shared
from core.training.small.vocabulary import END, START
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


def small_decoder(name: str) -> decoder.Decoder:
    return decoder.load(locate(name).folder)


def from_beginnings(small: decoder.Decoder, row: list[int]) -> list[float]:
    """The probability of each next character from those before it, one pass for each beginning."""
    with torch.inference_mode():
        passes = [small.logits([row[: end + 1]])[0, -1].softmax(-1) for end in range(len(row) - 1)]
    return [probabilities[number].item() for probabilities, number in zip(passes, row[1:], strict=True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_decoders_of_its_language_guess_the_sentence_s_characters(open_app, language: str) -> None:
    app = open_app("masks", lang=language, sentence=CHINESE, masks_view="peek")
    assert shown(app) == ""
    lines = chart(app, "masks.guesses_title", language)["data"]
    assert [list(line["customdata"]) for line in lines] == [[*CHINESE, "[END]"]] * 3
    assert label("masks.peek_zh", language) in written(app)
    causal, peeking = small_decoder("decoder-causal-zh"), small_decoder("decoder-peeking-zh")
    assert causal.words == peeking.words
    row = [START, *(causal.words.ids[character] for character in CHINESE), END]
    with torch.inference_mode():
        whole = peeking.logits([row[:-1]])[0].softmax(-1)[range(len(row) - 1), row[1:]]
    expected = from_beginnings(causal, row), whole.tolist(), from_beginnings(peeking, row)
    for line, values in zip(lines, expected, strict=True):
        assert numbers(line["y"]) == pytest.approx(values, rel=1e-3, abs=1e-6)
    drafts = [code.value for code in app.code]
    assert len(drafts) == 6
    assert all(draft.startswith(f"{CHINESE[:6]} … ") for draft in drafts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_model_of_its_language_runs_with_its_mask_and_without(open_app, language: str) -> None:
    folder = locate(CHINESE_WRITER).folder
    network = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = torch.tensor([tokenizer.encode(CHINESE).ids])
    with torch.inference_mode():
        loss = network(ids, labels=ids).loss.item()
        drafted = network.generate(ids, max_new_tokens=24, do_sample=False)[0, ids.shape[1] :]
    app = open_app("masks", lang=language, sentence=CHINESE, masks_view="peek", masks_large="1")
    kept = metrics(app)[label("masks.large_kept", language)]
    assert kept == label("masks.nats", language, loss=number_text(loss, ".2f", language))
    draft = tokenizer.decode(
        [number for number in drafted.tolist() if number != 1], skip_special_tokens=False
    )
    drafts = [code.value for code in app.code]
    assert f"{CHINESE} … {draft or label('masks.writes_nothing', language)}" == drafts[-2]
    assert "SmolLM2" not in written(app)


def test_what_the_chinese_decoders_do_not_know_is_counted_and_a_sentence_offered(
    open_app,
) -> None:
    app = open_app("masks", sentence="龘龘的房间很大，早餐也好吃。", masks_view="peek")
    assert label("masks.unknown_zh", "en", count=2) in [caption.value for caption in app.caption]
    offer = label("header.offer", "en", sentence=KNOWN_TO_ALL["zh"])
    assert offer in buttons(app)
    visit(app, "masks", sentence=KNOWN_TO_ALL["zh"], view="peek")
    assert offer not in buttons(app)


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
