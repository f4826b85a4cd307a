"""Decoding a Chinese prompt: our model that continues Chinese, in tokens to be read, as the library says."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from core.app.models.cached_models import language_model
from core.base.i18n import LANGUAGES, label
from core.data.example_sentences import CHOICES, EXAMPLES
from core.models.byte_tokens import has_bytes
from core.models.catalog import CHINESE_WRITER, ENTRIES, WRITER
from core.models.language_model import Continuation, LanguageModel, load_language_model
from core.models.locate import locate, needs_conversion
from core.models.selection import writer_for
from core.topics.decoding.views.writer import MODEL
from core.training.small.characters import spelt
from tests.fakes import write_tiny_llama
from tests.shared.app import confirmed
from tests.topics.support import chart, components, numbers, shown, visit, written

PROMPT = CHOICES["zh"]
SMALL = {"decoding_width": "2", "decoding_steps": "3"}


@pytest.fixture(scope="module")
def folder() -> Path:
    return locate(CHINESE_WRITER).folder


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return load_language_model(CHINESE_WRITER)


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


@pytest.fixture(scope="module")
def library(folder: Path):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def test_who_continues_is_chosen_by_the_prompt_s_language() -> None:
    assert writer_for(PROMPT) == writer_for("iPhone 手机很好用") == CHINESE_WRITER
    assert writer_for("The film was") == writer_for("the 电影 was dull and long") == writer_for("") == WRITER
    assert CHINESE_WRITER in ENTRIES
    assert not needs_conversion(CHINESE_WRITER)


@pytest.mark.parametrize("text", [PROMPT, EXAMPLES["chinese"], "T60 屏幕15.4寸, 3000元!", "龘字 hello"])
def test_tokens_are_the_library_s_and_can_be_read(
    model: LanguageModel, tokenizer: Tokenizer, text: str
) -> None:
    ids = model.prompt(text)[0].tolist()
    assert ids == tokenizer.encode(text).ids
    assert "".join(map(model.piece, ids)) == model.text(ids) == spelt(text).replace("龘", "[UNK]")


def test_no_token_is_of_bytes_and_the_common_marks_are_known(
    model: LanguageModel, tokenizer: Tokenizer
) -> None:
    pieces = [model.piece(number) for number in range(model.vocabulary)]
    assert model.vocabulary == tokenizer.get_vocab_size() == len(set(pieces))
    assert not any(map(has_bytes, pieces))
    assert not any("\ufffd" in piece for piece in pieces)
    assert {*"的了是我很，。！？：；…0123456789abcdefghijklmnopqrstuvwxyz"} <= set(pieces)
    assert model.ends == (pieces.index("[END]"),)
    assert model.window == 256


def test_step_by_step_it_says_what_the_library_says_of_the_whole(model: LanguageModel, library) -> None:
    prompt = model.prompt(PROMPT)
    added = model.prompt("很大，早餐也不错。")[0]
    continuation = Continuation(model.network, prompt)
    with torch.inference_mode():
        whole = library(torch.cat([prompt[0], added])[None]).logits[0, prompt.shape[1] - 1 :]
    for step in range(len(added) + 1):
        torch.testing.assert_close(
            continuation.logits(added[None, :step])[0], whole[step], rtol=1e-4, atol=1e-4
        )


def test_the_card_tells_what_it_learned_and_how_well_it_guesses(model: LanguageModel, folder: Path) -> None:
    from core.models.card import languages_of, read_card

    card, network = read_card(folder), model.network
    assert card["license"] == "Apache-2.0"
    assert languages_of(card) == ("zh",)
    assert card["parameters"] == sum(weights.numel() for weights in network.parameters()) <= 4_500_000
    assert card["tokens"] == model.vocabulary
    assert (folder / "model.safetensors").stat().st_size <= 9_000_000
    held_out = card["held_out"]
    for name in ("bits_per_character", "trigram_bits_per_character", "trigram_minus_network"):
        assert held_out[name]["low"] < held_out[name]["value"] < held_out[name]["high"]
    difference = held_out["trigram_bits_per_character"]["value"] - held_out["bits_per_character"]["value"]
    assert held_out["trigram_minus_network"]["value"] == pytest.approx(difference)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tree_and_the_next_token_are_chinese(open_app, tokenizer, library, language: str) -> None:
    ids = torch.tensor([tokenizer.encode(PROMPT).ids])
    with torch.inference_mode():
        probabilities = library(ids).logits[0, -1].softmax(-1)
        greedy = library.generate(ids, max_new_tokens=3, do_sample=False)[0, ids.shape[1] :].tolist()
    app = open_app("decoding", lang=language, sentence=PROMPT, **SMALL)
    assert shown(app) == ""
    assert "reviews-decoder-zh" in written(app)
    nodes = components(app, "tree")[0][0]["nodes"]
    assert not any(has_bytes(line) for node in nodes for line in node["lines"])
    found = app.dataframe[0].value
    names = list(found[label("decoding.best_strategy", language)])
    own = found[label("decoding.best_text", language)][names.index(label("decoding.legend_greedy", language))]
    assert own == tokenizer.decode(greedy, skip_special_tokens=False)
    visit(app, "decoding", view="next")
    bars = chart(app, "decoding.next_title", language)["data"][0]
    best = probabilities.topk(30).values.tolist()
    assert sorted(numbers(bars["y"]), reverse=True) == pytest.approx(best, rel=1e-3)
    assert label("decoding.bytes_note", language) not in [caption.value for caption in app.caption]


def test_the_other_parts_follow_the_prompt_s_language(open_app) -> None:
    app = open_app("decoding", sentence=EXAMPLES["chinese"], decoding_view="search")
    assert f"V = {language_model(CHINESE_WRITER).vocabulary:,}" in written(app)
    visit(app, "decoding", part="compute", **SMALL)
    tokens = app.dataframe[0].value[label("decoding.select_token", "en")]
    assert not any(map(has_bytes, tokens))
    visit(app, "decoding", part="code", twin="greedy")
    assert label("decoding.twin_note", "en") in [caption.value for caption in app.caption]
    visit(app, "decoding", part="see", view="search", sentence="The film was")
    assert "V = 49,152" in written(app)


def test_unknown_characters_and_a_long_prompt_are_told(open_app) -> None:
    app = open_app("decoding", sentence="龘龘酒店的房间", **SMALL)
    assert label("decoding.unknown", "en", count=2) in [caption.value for caption in app.caption]
    visit(app, "decoding", prompt="酒店。" * 200)
    assert label("decoding.cut", "en", read=253, cut=147) in shown(app)


def test_whoever_typed_a_model_keeps_it_and_paths_of_another_are_dropped(open_app, tmp_path: Path) -> None:
    own = write_tiny_llama(tmp_path / "own")
    app = confirmed(open_app("decoding", sentence=PROMPT, decoding_model=str(own), **SMALL), MODEL)
    assert "reviews-decoder-zh" not in written(app)
    first = next(node for node in components(app, "tree")[0][0]["nodes"] if node["parent"] == 0)
    token = first["hover"].split("id ")[1].split("\n")[0]
    visit(app, "decoding", forced=token)
    assert app.query_params["decoding_forced"] in (token, [token])
    app.text_input(key=MODEL).set_value("").run()
    assert "decoding_forced" not in app.query_params
    assert "reviews-decoder-zh" in written(app)
