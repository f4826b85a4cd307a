"""Positions on a Chinese sentence: the words that its pieces make, in other orders."""

import pytest

from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.data.example_sentences import EXAMPLES
from core.models.bert.weights import OpenedModel, open_network
from core.models.catalog import CHINESE_BAG, CHINESE_MODEL, CHINESE_WRITER
from core.models.language_model import load_language_model
from core.topics.positions.shuffles import joined, moved_tokens, shuffles, typed_words
from tests.support.shipped_models import shipped
from tests.topics.support import chart, charts, metrics, numbers, read_number, shown, visit, written

CHINESE = EXAMPLES["chinese"]


@pytest.fixture(scope="module")
def reads_chinese() -> OpenedModel:
    model = shipped(CHINESE_MODEL)
    return open_network(model.network, model.tokenizer, CHINESE_MODEL, model.positive, model)


def test_words_are_the_model_s_own_pieces_and_nothing_is_lost(reads_chinese: OpenedModel) -> None:
    words = typed_words(reads_chinese, CHINESE)
    assert "".join(word.text for word in words) == CHINESE
    ids = reads_chinese.tokenizer(CHINESE, add_special_tokens=False)["input_ids"]
    assert [number for word in words for number in word.ids] == ids
    assert len(words) > 10


def test_without_positions_every_piece_keeps_its_vector(reads_chinese: OpenedModel) -> None:
    moved = moved_tokens(reads_chinese, CHINESE)
    tokenizer = reads_chinese.tokenizer
    expected = tokenizer.convert_ids_to_tokens(tokenizer(CHINESE)["input_ids"])
    assert sorted(token.text for token in moved) == sorted(expected)
    assert [token.before for token in moved] != list(range(len(moved)))
    assert max(token.without_positions for token in moved) < 1e-4
    assert min(token.with_positions for token in moved) > 1e-3


def test_orders_hold_every_character_and_differ(reads_chinese: OpenedModel) -> None:
    words = [word.text for word in typed_words(reads_chinese, CHINESE)]
    made = shuffles(CHINESE, words)
    assert {"".join(sorted(order)) for order in made} == {"".join(sorted(CHINESE))}
    assert len({*made, CHINESE}) == len(made) + 1


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["好", "看", "，"], "好看，"),
        (["iPhone", "很", "好"], "iPhone很好"),
        (["iPhone", "film", "很", "12", "3"], "iPhone film很12 3"),  # one word would be made of two
        (["film", ",", "bad"], "film,bad"),
        ([], ""),
    ],
)
def test_words_are_joined_as_chinese_is_written(words: list[str], text: str) -> None:
    assert joined(words) == text


def test_text_without_blanks_has_words_where_its_pieces_have(opened: OpenedModel) -> None:
    assert [word.text for word in typed_words(opened, "film")] == ["film"]
    assert [word.text for word in typed_words(opened, "warm,funny")] == ["warm", ",", "funny"]
    assert [word.text for word in typed_words(opened, "warm, funny")] == [
        "warm,",
        "funny",
    ]  # parted by blanks


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_in_other_orders_is_judged_by_the_models_that_read_it(open_app, language: str) -> None:
    app = open_app("positions", lang=language, sentence=CHINESE, positions_view="order")
    assert label("positions.one_word", language) not in shown(app)
    without, within = (read_number(value) for value in metrics(app).values())
    assert without < 1e-4 < within
    table = app.dataframe[0].value
    assert len(set(table[label("positions.shuffled_sentence", language)])) == 21
    orders = list(table[label("positions.shuffled_sentence", language)])
    bag = [number_text(one.probability, ".1%", language) for one in shipped(CHINESE_BAG).classify(orders)]
    assert list(table[label("positions.model_bag", language)]) == bag
    single = table[label("positions.model_single", language)]
    assert len(set(single)) == 1  # single characters cannot tell
    (own,) = shipped(CHINESE_MODEL).classify([CHINESE])
    model = table[label(f"models.{CHINESE_MODEL}", language)]
    assert model[0] == number_text(own.probability, ".1%", language)
    assert "[CLS]" not in written(app)


def test_the_first_step_shuffles_chinese_and_every_view_names_its_pieces(open_app) -> None:
    app = open_app("positions", lang="zh", sentence=CHINESE)
    *lines, _ = charts(app)[0]["data"]
    pieces = shipped(CHINESE_MODEL).tokenizer.convert_ids_to_tokens(
        shipped(CHINESE_MODEL).tokenizer(CHINESE)["input_ids"]
    )
    assert len(lines) == len(pieces)
    assert sum(line["x"][0] != line["x"][1] for line in lines) > 5
    visit(app, "positions", view="alibi")
    triangle = chart(app, "positions.triangle_title", "zh")["data"][0]
    assert numbers(triangle["z"]).shape == (len(pieces),) * 2
    visit(app, "positions", view="learned")
    table = shipped(CHINESE_MODEL).network.bert.embeddings.position_embeddings.weight.detach().numpy()
    drawn = numbers(chart(app, "positions.table_title", "zh")["data"][0]["z"])
    assert drawn == pytest.approx(table, abs=1e-3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rotation_is_shown_in_a_model_that_writes_chinese(open_app, language: str) -> None:
    app = open_app("positions", lang=language, sentence=CHINESE, positions_view="rope")
    model = load_language_model(CHINESE_WRITER)
    pieces = [model.piece(number) for number in model.prompt(CHINESE)[0].tolist()]
    told = [f"{position} · {piece}" for position, piece in enumerate(pieces)]
    for end in ("query", "key"):
        name = label(f"positions.lm_{end}", language)
        assert next(box for box in app.main.selectbox if box.label == name).options == told
    drawn = chart(app, "positions.frequencies_title", language)["data"][0]
    assert numbers(drawn["y"]) == pytest.approx(model.network.model.rotary_emb.inv_freq.numpy())
    assert "<E5>" not in written(app)
