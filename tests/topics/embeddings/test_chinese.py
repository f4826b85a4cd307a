"""Embeddings on a Chinese sentence: words that the pieces make, with the rows of the model that reads it."""

import numpy as np
import pytest

from core.base.i18n import LANGUAGES, label
from core.data.example_sentences import EXAMPLES
from core.models.bert.weights import OpenedModel, open_network
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.word_vectors import wordpiece_vectors
from core.topics.embeddings.contextual import occurrences
from core.trace.trace import trace_forward
from tests.support.shipped_models import shipped
from tests.topics.support import chart, charts, metrics, numbers, shown, visit, written

CHINESE = EXAMPLES["chinese"]
PETS = "猫和狗，猫不是狗。"


@pytest.fixture(scope="module")
def reads_chinese() -> OpenedModel:
    model = shipped(CHINESE_MODEL)
    return open_network(model.network, model.tokenizer, CHINESE_MODEL, model.positive, model)


def table() -> np.ndarray:
    return shipped(CHINESE_MODEL).network.bert.embeddings.word_embeddings.weight.detach().numpy()


def row(piece: str) -> int:
    return shipped(CHINESE_MODEL).tokenizer.convert_tokens_to_ids(piece)


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_chinese_words_are_different_rows_and_their_cosines_the_table_s(
    open_app, language: str
) -> None:
    app = open_app("embeddings", lang=language, sentence=PETS)
    words = ["猫", "和", "狗", "，", "不是", "。"]
    rows = [row(word) for word in [*words[:3], ",", *words[4:]]]
    vocabulary = f"{len(table()):,}"
    ones = chart(app, ("embeddings.ones_title", {"size": vocabulary}), language)["data"][0]
    assert sorted(numbers(ones["x"]).tolist()) == sorted(rows)
    products = numbers(chart(app, "embeddings.products_title", language)["data"][0]["z"])
    assert products == pytest.approx(np.eye(len(words)))  # 猫 · 狗 = 0
    vectors = table()[rows]
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    drawn = numbers(chart(app, "embeddings.cosines_title", language)["data"][0]["z"])
    assert drawn == pytest.approx(units @ units.T, abs=1e-4)
    dense = label("embeddings.dense_title", language, table=label(f"models.{CHINESE_MODEL}", language), D=384)
    assert numbers(chart(app, dense, language)["data"][0]["z"]) == pytest.approx(vectors, abs=1e-4)
    assert len(metrics(app)) == 4
    assert shown(app) == ""
    visit(app, "embeddings", part="compute", first="0", second="2")
    assert f"= {units[0] @ units[2]:.4f}" in app.latex[1].value
    assert f"{rows[0]:,}" in written(app)


def test_neighbours_of_a_chinese_word_are_of_the_reader_s_table(open_app) -> None:
    app = open_app("embeddings", sentence=CHINESE, embeddings_view="neighbours")
    assert label("embeddings.word_default_chinese", "en") == "电影"
    bars = chart(app, ("embeddings.bars_near", {"word": "电影"}))["data"][0]
    units = table() / np.linalg.norm(table(), axis=1, keepdims=True).clip(1e-8)
    cosines = units @ units[row("电影")]
    assert max(numbers(bars["x"])) == pytest.approx(np.sort(cosines)[-2], abs=1e-4)
    assert len(charts(app)) == 2  # the default sum has an answer, too
    assert shown(app) == ""


def test_a_word_is_found_as_the_table_writes_it(reads_chinese: OpenedModel) -> None:
    vectors = wordpiece_vectors(reads_chinese)
    assert vectors.words[vectors.known("film")] == "▁film"  # not the end of another word
    assert vectors.words[vectors.known("Film")] in ("▁Film", "▁film")
    assert vectors.words[vectors.known("电影")] == "电影"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_in_chinese_contexts_goes_through_the_layers_of_its_model(open_app, language: str) -> None:
    app = open_app("embeddings", lang=language, sentence=CHINESE, embeddings_view="context")
    last = ("inside.after_layer", {"layer": 12})
    context = chart(app, ("embeddings.context_title", {"stage": last}), language)
    alike = numbers(context["data"][0]["z"])
    assert alike.shape == (5, 5)  # 打 in five sentences
    assert np.diag(alike) == pytest.approx(np.ones(5), abs=1e-4)
    assert label("embeddings.cls_english", language) in shown(app)
    visit(app, "embeddings", view="map")
    assert label("embeddings.map_english", language) in shown(app)


def test_occurrences_are_found_inside_chinese_lines_and_not_inside_longer_pieces(
    reads_chinese: OpenedModel,
) -> None:
    lines = ["周末我们去打篮球。", "他打电话来。", "a film", "films and a film 打"]
    traces = [trace_forward(reads_chinese, line) for line in lines]
    assert [one.sentence for one in occurrences(traces, "打")] == [0, 3]
    assert [one.sentence for one in occurrences(traces, "film")] == [2, 3]
    tokens = [token.text for token in traces[0].inputs.tokens]
    assert occurrences(traces, "打")[0].position == tokens.index("打")


def test_an_english_sentence_has_one_place_among_those_of_minilm_whoever_reads_it(
    open_app,
) -> None:
    """Its star is of MiniLM's vector, whatever model reads the sentence."""
    sentence = "the plot is thin, but the acting is superb."
    places = []
    for reader in (MAIN_MODEL, CHINESE_MODEL):
        app = open_app("embeddings", sentence=sentence, reader=reader, embeddings_view="context")
        figure = chart(app, ("embeddings.cls_title", {"stage": ("inside.after_layer", {"layer": 6})}))
        star = figure["data"][-1]
        places.append((float(numbers(star["x"])[0]), float(numbers(star["y"])[0])))
    assert places[0] == pytest.approx(places[1], abs=1e-6)
