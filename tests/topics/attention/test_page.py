"""Attention: what every screen holds, the maps of the library's model, and input that is hard to look at."""

import numpy as np
import pytest
import torch

from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.models.bert.library_attention import library_attention
from core.models.bert.weights import MOST_TOKENS as MOST_READ
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.topics.attention.bertviz import MOST_TOKENS, available
from core.topics.attention.twins import TWINS
from tests.topics.support import (
    Screen,
    chart,
    component,
    component_names,
    example_trace,
    holds_its_screens,
    metrics,
    numbers,
    read_number,
    shown,
    visit,
    written,
)

FROM_CLS = tuple(f"attention.measure_{measure}" for measure in ("attention", "contribution", "rollout"))
PAIR = (
    ("attention.pair_sum", {"width": 32}),
    ("attention.pair_root", {"width": 32}),
    "attention.pair_softmax",
)
SEE = {"part": "see", "second": ""}
SCREENS = (
    Screen({**SEE, "view": "model", "measure": "attention"}, FROM_CLS, ["attention"]),
    Screen({**SEE, "view": "model", "measure": "contribution"}, FROM_CLS, ["attention"]),
    Screen(
        {**SEE, "view": "model", "measure": "rollout", "layer": "4", "layers": "2,5"}, FROM_CLS, ["attention"]
    ),
    Screen({**SEE, "view": "kinds", "kind": "additive.local", "window": "3"}, components=["attention"]),
    Screen(
        {**SEE, "view": "pair", "query": "3", "key": "0"},
        charts=[
            ("attention.bars_title", {"asks": "is", "answers": "[CLS]"}),
            ("attention.products_title", {"query": "is"}),
        ],
        metrics=PAIR,
    ),
    Screen(
        {"part": "see", "view": "model", "second": "but i liked it", "pair": "ab"}, FROM_CLS, ["attention"]
    ),
    Screen(
        {"part": "compute", "second": ""},
        tables=[(32, "inside.column_term"), (13, "inside.column_term"), (13, "inside.column_term")],
    ),
)


def library_maps() -> np.ndarray:
    """The library's own attention maps of the example sentence, (L, H, T, T)."""
    network = load_classifier(MAIN_MODEL).network
    return library_attention(network, example_trace().inputs, MAIN_MODEL).numpy()


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("attention")
    holds_its_screens(app, "attention", SCREENS, ("scaling", "local_attention", "heads"), TWINS)


def test_the_maps_are_those_of_the_library_s_model(open_app) -> None:
    app, maps = open_app("attention", attention_layer="3", attention_head="5"), library_maps()
    header, arrays = component(app, "attention")
    assert header["tokens"] == [token.text for token in example_trace().inputs.tokens]
    assert header["state"]["tile"] == 2 * 12 + 4
    sent = (arrays["maps"].astype(float) / 255) ** 2 * header["most"]  # layer 3 alone is sent whole
    assert sent == pytest.approx(maps[2], abs=0.005)
    scores = np.ascontiguousarray(arrays["scores"]).view(
        np.float32
    )  # (12, T, T), what the page's softmax gets
    powers = np.exp(scores.astype(float))
    assert powers / powers.sum(axis=-1, keepdims=True) == pytest.approx(maps[2], abs=1e-5)  # float32
    rows = numbers(chart(app, "attention.measure_attention")["data"][0]["z"])
    assert rows == pytest.approx(maps[:, :, 0].mean(axis=1), abs=1e-5)


def test_a_pair_s_weight_is_the_library_s(open_app) -> None:
    app = open_app(
        "attention", attention_view="pair", attention_query="2", attention_key="5", attention_layer="2"
    )
    weight = library_maps()[1, 0, 2, 5]
    assert metrics(app)[label("attention.pair_softmax", "en")] == number_text(weight, ".2%", "en")
    title = ("attention.products_title", {"query": "plot"})
    bars = chart(app, title)["data"][1]
    assert max(numbers(bars["x"]), key=abs) == pytest.approx(library_maps()[1, 0, 2].max(), abs=1e-5)


def test_the_pair_is_at_first_the_head_s_strongest_of_two_words(open_app) -> None:
    app = open_app("attention", attention_view="pair", attention_layer="3", attention_head="2")
    words = library_maps()[2, 1, 1:-1, 1:-1].copy()  # without [CLS] and [SEP]
    np.fill_diagonal(words, 0)
    query, key = divmod(int(words.argmax()), len(words))
    tokens = [token.text for token in example_trace().inputs.tokens]
    asked = {"asks": tokens[query + 1], "answers": tokens[key + 1]}
    assert chart(app, ("attention.bars_title", asked))
    assert metrics(app)[label("attention.pair_softmax", "en")] == number_text(words.max(), ".2%", "en")


def test_the_code_part_compares_all_maps_with_the_library_s(open_app) -> None:
    app = open_app("attention", attention_part="code")
    told = next(text.value for text in app.markdown if "72 maps of 13 × 13" in text.value)
    assert read_number(told.split("**")[1]) < 1e-5


def test_row_sums_are_shown_for_every_range(open_app) -> None:
    app = open_app("attention", attention_part="compute", attention_query="2")
    for kind in ("global", "causal_local"):
        visit(app, "attention", range=kind)
        assert "**1.000000**" in written(app), kind


def test_the_frame_is_called_as_the_model_writes_it(open_app) -> None:
    """The model that reads Chinese frames a text by other tokens than BERT's."""
    app = open_app("attention", sentence="这部电影非常好看。")
    for language in LANGUAGES:
        visit(app, "attention", lang=language, part="see", view="model", measure="attention")
        header = component(app, "attention")[0]
        assert (header["tokens"][0], header["tokens"][-1]) == ("<s>", "</s>")
        assert header["texts"]["hide"] == label("attention.hide", language, first="<s>", last="</s>")
        assert "[CLS]" not in written(app)
        for title in FROM_CLS:
            assert numbers(chart(app, title, language)["data"][0]["z"]).shape == (12, len(header["tokens"]))
        assert label("attention.cls", language, first=r"\<s\>") in written(app)


def test_one_token_and_nothing_else(open_app) -> None:
    app = open_app("attention", sentence=".")
    for settings, names in (
        ({"part": "see", "view": "model"}, ["attention"]),
        ({"view": "kinds"}, ["attention"]),
        ({"view": "pair"}, []),
        ({"part": "compute"}, []),
    ):
        visit(app, "attention", **settings)
        assert shown(app) == ""
        assert component_names(app) == names
    assert [len(frame.value) for frame in app.dataframe] == [32, 3, 3]  # [CLS] . [SEP]


def test_long_text_is_cut_and_said(open_app) -> None:
    app = open_app("attention")
    app.text_input(key="sentence").set_value("good " * 600).run()
    assert shown(app) == label("inside.cut", "en", read=MOST_READ, cut=602 - MOST_READ)
    assert len(component(app, "attention")[0]["tokens"]) == MOST_READ


def test_unknown_characters_are_said(open_app) -> None:
    assert label("verdict.note_unknown", "en") in shown(open_app("attention", sentence="😀😀😀"))


def test_blank_sentence_invites(open_app) -> None:
    app = open_app("attention")
    app.text_input(key="sentence").set_value("   ").run()
    for language in LANGUAGES:
        assert shown(visit(app, "attention", lang=language)) == label("errors.text_empty", language)


def test_nonsense_in_the_url_falls_back(open_app) -> None:
    app = open_app("attention")
    usual = {view: component(visit(app, "attention", view=view), "attention") for view in ("model", "kinds")}
    nonsense = {
        "layer": "99999999999",
        "head": "-1",
        "more": "x,77,²",
        "least": "nan",
        "pair": "<b>",
        "pin": "l<script>",
        "kind": "no.no",
        "window": "wide",
    }
    for view in ("model", "kinds"):
        visit(app, "attention", view=view, **nonsense)
        assert shown(app) == ""
        header, arrays = component(app, "attention")
        assert header["state"] | {"tile": 0} == usual[view][0]["state"] | {"tile": 0}
        assert arrays["maps"].shape == usual[view][1]["maps"].shape


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # BertViz leaves its files open
@pytest.mark.skipif(not available(), reason="BertViz is not installed")
def test_bertviz_is_for_short_texts(open_app) -> None:
    app = open_app("attention", attention_view="bertviz")
    for which in ("head", "model"):
        visit(app, "attention", bertviz=which)
        assert shown(app) == ""
        (frame,) = app.get("iframe")
        assert "superb" in frame.proto.srcdoc
    visit(app, "attention", sentence="good " * 40)
    assert shown(app) == label("attention.bertviz_long", "en", tokens=42, most=MOST_TOKENS)
    assert not app.get("iframe")


def test_missing_bertviz_says_how_to_get_it(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.topics.attention.bertviz.available", lambda: False)
    app = open_app("attention", attention_view="bertviz")
    assert "requirements-bertviz.txt" in shown(app)


def test_a_model_without_maps_is_said(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for maps of another sentence, once the page has shown those of the real one."""
    model = load_classifier(MAIN_MODEL)
    app = open_app("attention", attention_part="code")
    assert shown(app) == ""
    monkeypatch.setattr(type(model.network), "forward", lambda *_, **__: torch.nn.Module())
    visit(app, "attention", attention_part="code", sentence="another one")
    assert shown(app) == label("errors.attention_empty", "en", name=MAIN_MODEL)
