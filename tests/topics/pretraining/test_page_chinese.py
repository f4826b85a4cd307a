"""Pre-training on a Chinese sentence: E5's heads guess it, and a word where only English is guessed."""

import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
import torch
import transformers
from streamlit.runtime.caching.cache_resource_api import clear_session_cache

from core.app.models import cached_models
from core.base.i18n import LANGUAGES, label
from core.base.settings import ASSETS
from core.data.example_sentences import DEFAULT, SHOWS_SENSES
from core.data.film_reviews import chinese_reviews
from core.data.language import is_chinese
from core.data.own_texts import looked_up_in
from core.models import locate as locating
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL, Entry
from core.models.loading import load_tokenizer
from core.models.locate import Located, locate
from core.topics.pretraining.next_sentence import draw_pair, first_pair
from core.topics.pretraining.twins import TWINS
from core.topics.pretraining.views import contexts, guesses, shared
from core.topics.pretraining.views.shared import CHINESE, CLASSIC, CLASSICS, MAIN
from tests.topics.support import (
    captions,
    chart,
    component,
    component_names,
    has_twin,
    metrics,
    notes,
    numbers,
    read_number,
    shown,
    visit,
    written,
)

SENTENCE = "剧情拖沓得让人犯困，好在演员的表演十分动人。"
SECOND = "尤其是女主角，几场哭戏演得很克制。"


def forget_networks() -> None:
    clear_session_cache("test session id")
    for kept in (cached_models.card, cached_models.guessing_network, shared.opened, contexts.corpus):
        kept.clear()


@pytest.fixture
def no_chinese_network(monkeypatch) -> Iterator[None]:
    """The copy of the project lacks the network that guesses Chinese."""
    shipped = locating._shipped

    def found(entry: Entry) -> Located | None:
        return None if entry.name == CHINESE else shipped(entry)

    monkeypatch.setattr(locating, "_shipped", found)
    forget_networks()
    yield
    forget_networks()


@pytest.fixture(scope="module")
def network() -> transformers.BertForPreTraining:
    return transformers.BertForPreTraining.from_pretrained(
        locate(CHINESE).folder, dtype=torch.float32, local_files_only=True
    ).eval()


def tokenizer() -> transformers.PreTrainedTokenizerBase:
    return load_tokenizer(locate(CHINESE).folder)


def pieces() -> list[str]:
    return ["<s>", *tokenizer().tokenize(SENTENCE), "</s>"]


def chips(app) -> list[str]:
    return [chip["was"] or chip["text"] for chip in component(app, "cloze")[0]["tokens"]]


def not_guessed(language: str) -> str:
    """What a Chinese reader is told where the heads learned English."""
    return label("pretraining.not_guessed", language, corrupt=label("pretraining.view_corrupt", language))


def test_the_network_is_the_first_half_of_bilingual_e5_but_for_its_mask_three_layers_and_heads() -> None:
    """What lies in its folder is only what differs."""
    own, base = (
        transformers.BertModel.from_pretrained(locate(name).folder, local_files_only=True).state_dict()
        for name in (CHINESE, CHINESE_MODEL)
    )
    assert own.keys() == {name for name in base if not re.match(r"encoder\.layer\.([6-9]|1\d)\.", name)}
    changed = {name for name, value in own.items() if not torch.equal(value, base[name].to(value.dtype))}
    table = "embeddings.word_embeddings.weight"
    assert {name for name in changed if not re.match(r"encoder\.layer\.[345]\.|pooler\.", name)} == {table}
    rows = (own[table] != base[table].to(own[table].dtype)).any(dim=1)
    assert rows.nonzero().flatten().tolist() == [tokenizer().mask_token_id]
    assert tokenizer().get_vocab() == load_tokenizer(locate(CHINESE_MODEL).folder).get_vocab()
    folder = ASSETS / "models" / CHINESE
    assert sum(file.stat().st_size for file in folder.iterdir()) < 14_000_000
    card = json.loads((folder / "model_card.json").read_text(encoding="utf-8"))
    assert (card["heads"], card["rest_of"]) == (["mlm", "nsp"], CHINESE_MODEL)


def test_a_hidden_piece_is_guessed_as_the_library_does(open_app, network) -> None:
    app = open_app("pretraining", sentence=SENTENCE)  # it opens with the masked words
    longest = max(tokenizer().tokenize(SENTENCE), key=len)
    for language in LANGUAGES:
        visit(app, "pretraining", lang=language)
        assert chips(app) == pieces()
        assert component(app, "cloze")[0]["cards"][0]["title"] == label(
            "pretraining.hole", language, place=pieces().index(longest), token=longest
        )
        told = {"model": label(f"pretraining.model_{CHINESE}", language)}
        told["texts"] = label(f"pretraining.learned_from_{CHINESE}", language)
        assert label("pretraining.guess_note", language, **told) in captions(app)
        assert notes(app) == []
    hole = pieces().index("剧情")
    visit(app, "pretraining", holes=f"{hole}")
    (card,) = component(app, "cloze")[0]["cards"]
    inputs = tokenizer()(SENTENCE, return_tensors="pt")
    inputs["input_ids"][0, hole] = tokenizer().mask_token_id
    with torch.inference_mode():
        expected = network(**inputs).prediction_logits[0, hole].softmax(-1)
    assert [row["id"] for row in card["rows"]] == expected.topk(10).indices.tolist()
    shares = [row["probability"] for row in card["rows"]]
    assert shares == pytest.approx(expected.topk(10).values.tolist(), abs=1e-5)
    masked = transformers.BertForMaskedLM.from_pretrained(
        locate(CHINESE).folder, dtype=torch.float32, local_files_only=True
    ).eval()
    with torch.inference_mode():
        again = masked(**inputs).logits[0, hole].softmax(-1)
    assert shares == pytest.approx(again.topk(10).values.tolist(), abs=1e-5)


def test_one_side_and_the_numbers_worked_out(open_app) -> None:
    hole = pieces().index("演员")
    app = open_app("pretraining", sentence=SENTENCE, pretraining_view="sides", pretraining_place=str(hole))
    cards = component(app, "cloze")[0]["cards"]
    seen = [[word["sight"] for word in card["context"]] for card in cards]
    after = len(pieces()) - hole - 1
    assert seen[1] == [True] * (hole + 1) + [False] * (after - 1) + [True]
    assert seen[2] == [True] + [False] * (hole - 1) + [True] * (after + 1)
    visit(app, "pretraining", part="compute")
    told = next(caption for caption in captions(app) if "float64" in caption)
    assert read_number(told.rsplit(" ", 1)[1]) < 1e-5
    assert shown(app) == ""


def next_probability(network, first: str, second: str) -> float:
    """The library's probability that the second follows, class 0."""
    with torch.inference_mode():
        read = tokenizer()(first, second, return_tensors="pt")
        assert read["token_type_ids"].unique().tolist() == [0, 1]
        return network(**read).seq_relationship_logits[0].softmax(-1)[0].item()


def test_pairs_are_chinese_and_judged_as_the_library_does(open_app, network) -> None:
    app = open_app("pretraining", sentence=SENTENCE, pretraining_view="next")
    for number in range(3):
        visit(app, "pretraining", pair=str(number))
        pair = draw_pair(number, harder=False, language="zh") if number else first_pair("zh")
        assert is_chinese(pair.first + pair.second)
        assert chips(app) == tokenizer()(pair.first, pair.second).tokens()
        assert shown(app) == label(f"pretraining.drawn_{'yes' if pair.is_next else 'no'}", "en")
        there = next_probability(network, pair.first, pair.second)
        back = next_probability(network, pair.second, pair.first)
        told = [read_number(value) for value in metrics(app).values()]
        assert told == pytest.approx([100 * there, 100 * back], abs=0.051)
    for language in LANGUAGES:
        visit(app, "pretraining", lang=language, pairs="mine")
        assert app.text_input(key="pretraining_second").value == SECOND
        assert chips(app) == tokenizer()(SENTENCE, SECOND).tokens()
    assert notes(app) == []
    app.text_input(key="sentence").set_value(DEFAULT).run()  # the example follows the sentence …
    assert app.text_input(key="pretraining_second").value.isascii()
    app.text_input(key="pretraining_second").set_value("服务很好。").run()  # … what was typed does not
    assert not_guessed("zh") in notes(app)
    app.text_input(key="sentence").set_value(SENTENCE).run()
    assert app.text_input(key="pretraining_second").value == "服务很好。"


@pytest.mark.parametrize("harder", [False, True])
def test_chinese_pairs_say_the_truth(harder: bool) -> None:
    places = {line: (n, at) for n, review in enumerate(chinese_reviews()) for at, line in enumerate(review)}
    assert len(places) == 14 * 5  # fourteen reviews of five sentences, none twice
    assert all(map(is_chinese, places))
    pairs = [draw_pair(seed, harder, "zh") for seed in range(40)]
    assert {pair.is_next for pair in pairs} == {True, False}
    for pair in pairs:
        (first, at), (second, then) = places[pair.first], places[pair.second]
        assert ((first, at + 1) == (second, then)) == pair.is_next
        if not pair.is_next:
            assert (first == second) == harder


def test_similar_contexts_are_looked_up_in_our_chinese_texts(open_app) -> None:
    app = open_app("pretraining", sentence=SHOWS_SENSES["zh"], pretraining_view="contexts")
    read = tokenizer()(SHOWS_SENSES["zh"]).tokens()
    place = read.index("花")
    visit(app, "pretraining", place=str(place))
    near, alone = component(app, "cloze")[0]["cards"]
    lines = {" ".join(line.split()) for line in looked_up_in("zh")}
    for row in [*near["rows"], *alone["rows"]]:
        assert row["before"] + row["text"] + row["after"] in lines
    assert {row["percent"] for row in alone["rows"] if row["text"] == "花"} == {"1.000"}
    chart(app, ("pretraining.paths_title", {"token": "花"}))
    visit(app, "pretraining", place="1")
    assert shown(app) == ""


def test_a_blank_piece_stands_where_the_line_begins() -> None:
    from core.models.bert.pretraining import load_guessing_network
    from core.models.bert.weights import open_pretraining
    from core.topics.pretraining.contexts import read_corpus, similar

    loaded = load_guessing_network(locate(CHINESE).folder)
    model = open_pretraining(loaded.network, loaded.tokenizer, CHINESE, loaded)
    lines = ("房间很大。", "服务很好。", "早餐一般。")
    corpus = read_corpus(model, lines)
    found, _ = similar(model, corpus, model.batch(SENTENCE), 1, 0, 3)
    parts = {(place.before, place.token, place.after) for place in found}
    assert parts == {("", "▁", line) for line in lines}
    spans = zip(corpus.texts, corpus.spans, strict=True)
    assert "".join(lines[text][start:end] for text, (start, end) in spans) == "".join(lines)


def test_the_twins_agree_on_the_chinese_sentence(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE, pretraining_part="code")
    for twin in TWINS:
        visit(app, "pretraining", twin=twin.name)
        assert has_twin(app, twin), twin.name
        assert label("pretraining.not_guessed_here", "en", sentence=DEFAULT) not in captions(app)


def test_measured_are_its_own_figures_and_english_claims(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE, pretraining_part="measured")
    card = json.loads((ASSETS / "models" / CHINESE / "model_card.json").read_text(encoding="utf-8"))
    for language in LANGUAGES:
        visit(app, "pretraining", lang=language)
        chart(app, ("pretraining.network_title", {"documents": card["data"]["held_out_documents"]}), language)
        english = label(f"pretraining.model_{MAIN}", language)
        assert label("pretraining.measured_english", language, model=english) in captions(app)
    assert card["command"] in [code.value for code in app.code]
    visit(app, "pretraining", sentence=DEFAULT)
    assert not any(label("pretraining.measured_english", "zh", model=english) == c for c in captions(app))


def test_the_guess_is_of_the_last_word(network, monkeypatch) -> None:
    monkeypatch.setattr(shared, "reader", lambda: CHINESE_MODEL)
    monkeypatch.setattr(shared, "guessed", shared.guessed.__wrapped__)  # which is kept by session
    inputs = tokenizer()(SENTENCE, return_tensors="pt")
    hole = inputs["input_ids"].shape[1] - 3  # 人 before 。 and </s>
    truth = inputs["input_ids"][0, hole].item()
    inputs["input_ids"][0, hole] = tokenizer().mask_token_id
    with torch.inference_mode():
        expected = network(**inputs).prediction_logits[0, hole].softmax(-1)[truth].item()
    assert guesses.last_word(SENTENCE) == pytest.approx(100 * expected, abs=1e-3)


def test_an_english_sentence_read_by_e5_is_guessed_by_it_with_a_word(open_app) -> None:
    app = open_app("pretraining", sentence=DEFAULT, reader=CHINESE_MODEL)
    assert chips(app)[0] == "<s>"
    assert label("pretraining.learned_chinese", "en") in captions(app)
    app = open_app("pretraining", sentence=DEFAULT, reader=MAIN_MODEL)
    assert chips(app)[0] == "[CLS]"


def test_the_classic_model_beside_it_is_the_chinese_one(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE, pretraining_model=CLASSIC)
    assert label("errors.model_not_fetched", "en", name=CLASSICS[CHINESE]) in shown(app)
    assert chips(app) == pieces()  # ours answers meanwhile


def test_the_corruption_is_of_the_readers_pieces(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE, pretraining_view="corrupt")
    for language in LANGUAGES:
        visit(app, "pretraining", lang=language)
        tokens = component(app, "cloze")[0]["tokens"]
        assert chips(app) == pieces()
        hidden = {chip["text"] for chip in tokens if chip["state"] == "hole"}
        assert hidden == {"<mask>"}
        assert (tokens[0]["state"], tokens[-1]["state"]) == ("special", "special")
        assert "`<mask>`" in written(app)
        title = ("pretraining.shares_title", {"draws": "1,000"})
        *bars, _ = chart(app, title, language)["data"]
        assert np.ravel([numbers(bar["x"]) for bar in bars]) == pytest.approx(
            [0.85, 0.12, 0.015, 0.015], abs=0.02
        )


def test_heads_that_learned_english_say_so_and_offer_an_english_sentence(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE, reader=MAIN_MODEL)
    assert component(app, "cloze")[0]["cards"] == []  # it opens with the view that works in every language
    for language in LANGUAGES:
        told = not_guessed(language)
        visit(app, "pretraining", lang=language, view="guess")
        assert told in notes(app)
        assert component_names(app) == []


def test_without_the_chinese_network_the_page_says_so(open_app, no_chinese_network: None) -> None:
    app = open_app("pretraining", sentence=SENTENCE)
    assert component(app, "cloze")[0]["cards"] == []
    for language in LANGUAGES:
        told = not_guessed(language)
        for screen in ("guess", "sides", "contexts", "next"):
            visit(app, "pretraining", lang=language, view=screen, pairs="mine")
            assert notes(app) == [told], screen
            assert component_names(app) == []
    visit(app, "pretraining", view="guess")
    app.button(key=f"offer_{DEFAULT}").click().run()
    assert app.text_input(key="sentence").value == DEFAULT
    assert component_names(app) == ["cloze"]
    assert notes(app) == []
