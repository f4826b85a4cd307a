"""The Transformer page: what every screen holds, numbers worked out anew, and bad input."""

import math
import re

import numpy as np
import pytest
import torch

from core.base.i18n import LANGUAGES, label
from core.models.locate import locate
from core.topics.transformer.alignment import count
from core.topics.transformer.concept import Shape
from core.topics.transformer.examples import DEFAULT, EXAMPLES
from core.topics.transformer.libraries import torch_transformer
from core.topics.transformer.looks import looks_of
from core.topics.transformer.phrases.sentences import english_tokens
from core.topics.transformer.translator import KINDS, NEVER, Kind, Translator, load, translate
from core.topics.transformer.twins import TWINS, library_transformer
from core.topics.transformer.views.shared import MODELS
from core.topics.transformer.views.who import phrases
from core.training.small.vocabulary import START
from tests.topics.support import Screen, chart, component, holds_its_screens, numbers, shown, visit, written

MEASURED = ("one_vector", "heads_align", "exposure_bias", "translator_beam", "warm_up", "removable_layers")
SCREENS = (
    Screen({"part": "see", "view": "translate"}, components=["towers"]),
    Screen({"part": "see", "view": "who"}, charts=["transformer.align_title", "transformer.rates_title"]),
    Screen(
        {"part": "see", "view": "writing"},
        charts=["transformer.smoothed_title", "transformer.schedule_title"],
        tables=[(13, "transformer.place")],
    ),
    Screen(
        {"part": "see", "view": "search"},
        charts=["transformer.tree_title"],
        tables=[(3, "transformer.hypothesis")],
    ),
    Screen({"part": "see", "view": "bert"}, components=["family"]),
    Screen({"part": "compute"}, tables=[(13, "transformer.word")]),
)


@pytest.fixture(scope="module")
def translator() -> Translator:
    return load(locate("translator").folder)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("transformer")
    holds_its_screens(app, "transformer", SCREENS, MEASURED, TWINS)


def test_the_issue_s_date_is_written_and_the_towers_are_torch_s(open_app, translator) -> None:
    app = open_app("transformer", transformer_step="decoder_2_cross", transformer_piece="12")
    assert "1998年3月3日9点半" in written(app)
    header, arrays = component(app, "towers")
    assert header["place"] == {"step": "decoder_2_cross", "piece": 11, "head": 0}
    assert header["words"] == [*english_tokens(DEFAULT), "[END]"]
    assert "".join(header["pieces"]) == "1998年3月3日9点半[END]"
    source = torch.tensor([translator.read(english_tokens(DEFAULT))])
    target = torch.tensor([[START, *translate(translator, english_tokens(DEFAULT))[:-1]]])
    real = torch.ones_like(source, dtype=torch.bool)
    theirs = library_transformer(source, target, real, translator.weights())[0].softmax(-1)
    assert arrays["decoder_output"] == pytest.approx(theirs.numpy(), abs=1e-5)
    looks = arrays["decoder_3_cross"]
    assert looks.shape == (4, 13, len(header["words"]))
    assert looks.sum(-1) == pytest.approx(np.ones((4, 13)), abs=1e-5)
    assert not np.triu(arrays["decoder_1_self"][0], 1).any()


def test_the_memory_is_torch_s_encoder_s(open_app, translator) -> None:
    _, arrays = component(open_app("transformer"), "towers")
    module = torch_transformer(translator.weights(), Shape())
    with torch.no_grad():
        memory = module.encoder(torch.from_numpy(arrays["encoder_embed"].copy())[None])[0]
    assert arrays["encoder_3_norm"] == pytest.approx(memory.numpy(), abs=1e-4)


def test_a_wrong_piece_is_read_and_written_on_from(open_app, translator) -> None:
    app = open_app("transformer", transformer_view="writing", transformer_place="5")
    column = list(app.dataframe[0].value[label("transformer.free", "en")])
    forced = list(app.dataframe[0].value[label("transformer.forced", "en")])
    assert column[:5] == forced[:5]
    assert column[5] != forced[5]
    begun = translator.pieces.numbers(column[:6])
    on = translate(translator, english_tokens(DEFAULT), 80, begun)
    assert [translator.pieces.words[n] for n in on] == [piece for piece in column if piece]


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_each_network_is_taught_and_set_free_on_the_same_sentence(open_app, translator, kind: Kind) -> None:
    """The true pieces are the Transformer's; by torch's own forward pass of each network."""
    text = EXAMPLES["long"]
    app = open_app("transformer", transformer_view="writing", transformer_text=text, transformer_taught=kind)
    network = load(locate(MODELS[kind]).folder)
    words = english_tokens(text)
    true, own = translate(translator, words), translate(network, words)
    source, read = torch.tensor([network.read(words)]), torch.tensor([[START, *true[:-1]]])
    logits = network.network(source, torch.ones_like(source, dtype=torch.bool), read)[0]
    logits[:, list(NEVER)] = -torch.inf
    (told,) = [one.value for one in app.table]
    row = told.loc[label(f"transformer.network_{kind}", "en")]
    guessed = int((logits.argmax(-1) == torch.tensor(true)).sum())
    assert row.iloc[1] == label("transformer.guessed", "en", right=guessed, count=len(true))
    assert re.sub(r":red\[\*\*|\*\*\]", "", row.iloc[0]) == network.write(own)
    assert (":red[" in row.iloc[0]) == (own != true) == (kind == "gru")
    probabilities = logits.softmax(-1)[torch.arange(len(true)), true].tolist()
    shown = list(app.dataframe[0].value[label("transformer.forced_p", "en")])[: len(true)]
    assert [float(number) for number in shown] == pytest.approx(probabilities, abs=1e-4)


def test_where_bahdanau_s_network_looks_is_its_own_attention(open_app) -> None:
    """The heat map holds its weights, and the bars the error rates of every look and of none."""
    app = open_app("transformer", transformer_view="who", transformer_network="bahdanau")
    bahdanau = load(locate("translator-bahdanau").folder)
    phrase = phrases()[0]
    (weights,) = looks_of(bahdanau, phrase).values()
    shown = chart(app, "transformer.align_title")["data"][0]
    assert numbers(shown["z"]) == pytest.approx(weights.numpy(), abs=1e-5)
    bars = chart(app, "transformer.rates_title")["data"][0]
    own = count(phrase, weights.argmax(-1).tolist()).error_rate
    rates = dict(zip(bars["x"], bars["y"], strict=True))
    assert len(rates) == 15  # twelve heads, additive attention, the diagonal, chance
    assert rates[label("transformer.rates_bahdanau", "en")] == pytest.approx(own)


def test_a_smoothed_target_is_what_cross_entropy_is_taken_with(open_app, translator) -> None:
    app = open_app("transformer", transformer_view="writing", transformer_place="5")
    wanted = chart(app, "transformer.smoothed_title")["data"][0]
    V = len(translator.pieces)
    assert list(wanted["y"])[:2] == pytest.approx([0.9 + 0.1 / V, 0.1 / V])


def test_the_smoothed_floor_is_the_target_s_entropy(open_app, translator) -> None:
    app = open_app("transformer", transformer_part="compute", transformer_cell="smoothing")
    V = len(translator.pieces)
    low = 0.1 / V
    floor = -(0.9 + low) * math.log(0.9 + low) - (V - 1) * low * math.log(low)
    assert f"{floor:.3f}" in written(app)


def test_what_the_encoder_alone_says_is_in_bold(open_app, translator) -> None:
    """The nearest piece to each vector of the memory; a blank at its end would undo the bold."""
    app = visit(open_app("transformer"), "transformer", part="see", view="bert", text="three books")
    beginning = label("transformer.encoder_alone", "en", written="").removesuffix("****")
    (told,) = [one.value for one in app.markdown if one.value.startswith(beginning)]
    pieces = told.removeprefix(beginning)
    assert re.fullmatch(r"\*\*\S+( \S+){2}\*\*", pieces), pieces  # of two words and [END]


def test_the_best_of_the_tree_ends_by_itself(open_app) -> None:
    app = open_app("transformer", transformer_view="search", transformer_beams="2")
    rows = app.dataframe[0].value
    assert next(iter(rows[label("transformer.hypothesis", "en")])) == "1998年3月3日9点半"
    figure = chart(app, "transformer.tree_title")
    assert "[END]" in figure["data"][-1]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_input_is_answered_or_told_in_a_sentence(open_app, language: str) -> None:
    app = open_app("transformer", lang=language, transformer_text="我们三月三日见")
    assert label("transformer.reads_english", language) in shown(app)
    for text in ("31 february", "quokkas at nine", " ".join(["nine"] * 200), "€" * 300, "9" * 300):
        visit(app, "transformer", text=text)
        assert not app.exception
        assert not app.error
    visit(app, "transformer", text="nine " * 80)
    assert label("transformer.cut", language, read=60, cut=20) in shown(app)
    visit(app, "transformer", text="quokkas at nine")
    assert "quokkas" in shown(app)
    visit(app, "transformer", text="...")
    assert label("errors.translator_empty", language) in shown(app)


def test_examples_are_the_page_s_own(open_app) -> None:
    app = open_app("transformer", transformer_text=EXAMPLES["number"])
    assert "一千二百零五" in written(app)


def test_the_field_stands_only_where_the_text_is_translated(open_app) -> None:
    """Who looks where has sentences of its own: a field there would do nothing."""
    app = open_app("transformer")
    for view in ("translate", "writing", "search", "bert", "who"):
        visit(app, "transformer", part="see", view=view)
        fields = [one for one in app.text_input if one.key == "transformer_text"]
        assert len(fields) == (view != "who"), view


def test_what_both_models_are_stands_whole_in_one_table(open_app, translator) -> None:
    """Its words wrap; and BERT goes on from what was typed, not from single digits."""
    app = open_app("transformer", transformer_view="bert")
    (told,) = [one.value for one in app.table]
    assert list(told.columns) == ["Transformer", "BERT (MiniLM)"]
    parameters = sum(tensor.numel() for tensor in translator.weights().values())
    assert told.loc[label("transformer.property_parameters", "en"), "Transformer"] == f"{parameters:,}"
    assert told.loc[label("transformer.property_masks", "en")].tolist() == [
        label("transformer.ours_masks", "en"),
        label("transformer.bert_masks", "en"),
    ]
    assert any(DEFAULT in one.value for one in app.markdown)
