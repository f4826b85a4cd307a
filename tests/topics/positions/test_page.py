"""Positions: what every screen holds, links, and texts that are hard to read."""

import math

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.models.bert.weights import open_network
from core.models.catalog import MAIN_MODEL
from core.models.classifiers import load_classifier
from core.topics.positions.schemes import Tables
from core.topics.positions.shuffles import moved_tokens
from core.topics.positions.twins import TWINS
from core.topics.positions.views import shared
from core.topics.positions.views.compute import SCHEMES
from core.topics.positions.views.steps import STEPS
from tests.topics.support import (
    Screen,
    chart,
    chart_titles,
    charts,
    claims_are_measured,
    metrics,
    numbers,
    read_number,
    shown,
    twins_hold,
    visit,
    walk_through,
    written,
)

CHARTS = {
    "steps": ["crossings_title"],
    "order": ["order_title", "shuffled_title"],
    "sinusoidal": ["codes_title", "waves_title", "products_title", "shift_title", "circles_title"],
    "learned": ["table_title", "inside.similarity_title", "spectrum_title"],
    "shaw": ["index_title", "shaw_keys_title", "shaw_values_title"],
    "t5": ["buckets_title", "biases_title", "scheme_none", "scheme_t5"],
    "alibi": ["slopes_title", "triangle_title", "scheme_none", "scheme_alibi"],
    "rope": ["circles_title", "angles_title"],
    "together": [
        f"scheme_{name}" for name in ("none", "sinusoidal", "learned", "shaw", "t5", "alibi", "rope")
    ],
}
SENTENCE = "the plot is thin, but the acting is superb."
ORDER = ("positions.order_without_positions", "positions.order_with_positions")
CLAIMS = ("extrapolation", "word_order", "position_cost")


def titles(view: str) -> list[str]:
    return [name if "." in name else f"positions.{name}" for name in CHARTS[view]]


SCREENS = (
    Screen(
        {"part": "see", "view": "order"},
        titles("order"),
        tables=[(21, "positions.shuffled_sentence")],
        metrics=ORDER,
    ),
    *(Screen({"part": "see", "view": view}, titles(view)) for view in CHARTS if view != "order"),
    Screen({"part": "compute"}),
)


@pytest.fixture
def learned_tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Tables as the first experiment's small models learn them."""
    generator = torch.Generator().manual_seed(1)
    made = Tables(*(torch.randn(shape, generator=generator) for shape in ((32, 4), (33, 32), (33, 32))))
    monkeypatch.setattr(shared, "tables", lambda: made)
    return made


@pytest.mark.usefixtures("learned_tables")
def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("positions")
    walk_through(app, "positions", SCREENS)
    claims_are_measured(app, "positions", CLAIMS)
    assert (len(app.dataframe), len(app.dataframe[0].value)) == (1, 8)  # sentences that order decides
    assert label("positions.flips", "zh") in written(app)
    twins_hold(app, "positions", TWINS)


def proof(app: AppTest) -> str:
    """The words that hold the open step's number."""
    bold_inside = [text.value for text in app.markdown if "**" in text.value.lstrip("*")]
    return [text for text in bold_inside if not text.startswith("**")][-1]


def bold(text: str) -> list[str]:
    return text.split("**")[1::2]


def test_the_story_leads_through_its_five_steps(open_app) -> None:
    app = open_app("positions", sentence=SENTENCE)
    pictures = []
    for number in range(len(STEPS)):
        pictures += chart_titles(app)
        following = [button for button in app.button if button.label == label("positions.step_next", "en")]
        assert len(following) == (number < len(STEPS) - 1)
        if following:
            following[0].click().run()
            assert app.query_params["positions_step"] == STEPS[number + 1]
    assert len(set(pictures)) == len(STEPS)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_one_picture_of_at_most_300_pixels_and_its_number(
    open_app, step: str, language: str
) -> None:
    app = open_app("positions", positions_step=step, lang=language, sentence=SENTENCE)
    (figure,) = charts(app)
    assert figure["layout"]["height"] <= 300
    assert bold(proof(app))
    assert shown(app) == ""


def test_the_steps_tell_what_their_sliders_ask_for(open_app) -> None:
    app = open_app("positions", sentence=SENTENCE, positions_shuffle="3")
    assert read_number(bold(proof(app))[0]) < 1e-4  # no positions: rounding alone
    opened = open_network(
        *(getattr(load_classifier(MAIN_MODEL), name) for name in ("network", "tokenizer")), ""
    )
    home = [token.before for token in moved_tokens(opened, SENTENCE, 2)]
    *lines, _ = charts(app)[0]["data"]
    assert [line["x"] for line in lines] == [[before, after] for after, before in enumerate(home)]

    visit(app, "positions", step="digits", from_place="11")  # 1011 and 1100
    assert bold(proof(app)) == ["3", number_text(math.sqrt(3), ".3f", "en")]

    visit(app, "positions", step="hands", hand="4")
    speeds = [1, 0.1, 0.01, 0.001]
    step = math.sqrt(sum(2 - 2 * math.cos(speed) for speed in speeds))
    length, gap = bold(proof(app))
    assert read_number(length) == pytest.approx(step, abs=6e-4)
    assert read_number(gap) < 1e-12

    before = ""
    for shift in ("0", "37"):
        visit(app, "positions", step="turned", shift_both=shift)
        product, gap = bold(proof(app))
        assert read_number(gap) < 1e-12
        assert product == (before or product)
        before = product


def test_the_number_added_outgrows_the_word(open_app) -> None:
    app = open_app("positions", sentence=SENTENCE, positions_step="number", positions_place="40")
    network = load_classifier(MAIN_MODEL)
    table = network.network.bert.embeddings.word_embeddings.weight.detach().double()
    first, second = (
        table[network.tokenizer.convert_tokens_to_ids(word)] + 40 for word in ("acting", "superb")
    )
    length, alike = (read_number(text) for text in bold(proof(app)))
    assert length == pytest.approx(first.norm().item(), abs=0.06)
    assert alike == pytest.approx(torch.cosine_similarity(first, second, dim=0).item(), abs=1e-5)
    grown, alone, dot = charts(app)[0]["data"]
    assert numbers(grown["y"])[40] == pytest.approx(first.norm().item(), rel=1e-5)
    assert numbers(alone["y"])[40] == pytest.approx((first - 40).norm().item(), rel=1e-5)
    assert (dot["x"], dot["y"]) == ([40], [pytest.approx(first.norm().item(), rel=1e-5)])


def test_the_learned_table_is_the_model_s(open_app) -> None:
    app = open_app("positions", positions_view="learned")
    network = load_classifier(MAIN_MODEL).network
    table = network.bert.embeddings.position_embeddings.weight.detach().numpy()
    drawn = numbers(chart(app, "positions.table_title")["data"][0]["z"])
    np.testing.assert_allclose(drawn, table, atol=1e-3, rtol=0)


def test_sinusoids_slopes_and_penalties_are_the_papers(open_app) -> None:
    app = open_app("positions", positions_view="sinusoidal", positions_width="64", positions_length="64")
    codes = numbers(chart(app, "positions.codes_title")["data"][0]["z"])
    places = np.arange(len(codes))
    assert codes[:, 0] == pytest.approx(np.sin(places), abs=1e-5)
    assert codes[:, 3] == pytest.approx(np.cos(places / 10000 ** (2 / codes.shape[1])), abs=1e-5)
    visit(app, "positions", view="alibi")
    slopes = numbers(chart(app, "positions.slopes_title")["data"][0]["y"])
    assert slopes[:8] == pytest.approx(0.5 ** np.arange(1, 9))  # as for eight heads, then between them
    penalty = numbers(chart(app, "positions.triangle_title")["data"][0]["z"])
    assert np.nanmax(penalty) == 0
    visit(app, "positions", view="rope")
    assert np.abs(numbers(chart(app, "positions.angles_title")["data"][0]["z"])).max() <= 1 + 1e-6


def test_shuffling_moves_nothing_without_positions(open_app) -> None:
    app = open_app("positions", sentence="not good , but bad , though never dull")
    visit(app, "positions", view="order")
    note = next(m.value for m in app.markdown if "Single words alone" in m.value)
    assert read_number(note.rstrip(".").split(" is ")[-1]) < 1e-12
    without, within = (read_number(value) for value in metrics(app).values())
    assert without < 1e-4 < within
    verdicts = app.dataframe[0].value[label("models.sst2-minilm", "en")]
    own = load_classifier(MAIN_MODEL).classify(["not good , but bad , though never dull"])[0].probability
    assert verdicts[0] == number_text(own, ".1%", "en")


@pytest.mark.usefixtures("learned_tables")
def test_compute_works_out_a_number_of_every_scheme(open_app) -> None:
    place = {"query": "6", "key": "2", "dimension": "5", "head": "3"}
    app = visit(open_app("positions"), "positions", part="compute", **place)
    for scheme in SCHEMES:
        visit(app, "positions", scheme=scheme)
        assert shown(app) == ""
        assert app.latex
        found = next(m.value for m in app.markdown if m.value.startswith("Worked out here"))
        assert read_number(found.split("difference ")[1]) < 1e-5, scheme


def test_compute_opens_on_a_number_that_is_worth_working_out(open_app) -> None:
    app = visit(open_app("positions"), "positions", part="compute")
    turned = 4 * 10000 ** (-20 / 384)
    found = next(m.value for m in app.markdown if m.value.startswith("Worked out here"))
    assert f"**{math.sin(turned):.6f}**" in found
    assert 0.3 < math.sin(turned) < 0.9


def test_tables_that_were_never_made_are_told(open_app, monkeypatch) -> None:
    monkeypatch.setattr(shared, "tables", lambda: None)
    app = open_app("positions")
    for view in ("shaw", "t5", "together"):
        assert shown(visit(app, "positions", view=view)) == label("positions.no_tables", "en")


def test_smollm2_that_is_missing_is_told(open_app, monkeypatch) -> None:
    def missing(name: str) -> None:
        raise SentiscopeError("model_needs_package", name=name)

    monkeypatch.setattr(shared, "language_model", missing)
    app = open_app("positions", positions_view="rope", positions_smollm2="open")
    for language in LANGUAGES:
        visit(app, "positions", lang=language)
        assert shown(app) == label("errors.model_needs_package", language, name="smollm2")
        assert chart_titles(app) == [label(title, language) for title in titles("rope")]


def test_texts_that_are_hard_to_read(open_app) -> None:
    app = open_app("positions")
    for sentence in ("dull", "这部电影很好看", "😀 film", "good " * 150):
        for view in ("order", "alibi"):
            visit(app, "positions", view=view, sentence=sentence)
            assert not [*app.error, *app.warning]
            assert chart_titles(app) == [label(title, "en") for title in titles(view)]
            one = sentence == "dull" and view == "order"
            assert (label("positions.one_word", "en") in shown(app)) is one


def test_blank_sentence_invites(open_app) -> None:
    app = open_app("positions")
    app.text_input(key="sentence").set_value("  ").run()
    for language, view in zip(LANGUAGES, ("order", "together"), strict=True):
        visit(app, "positions", lang=language, view=view)
        assert shown(app) == label("errors.text_empty", language)


def test_strange_links_open_at_a_place_that_exists(open_app) -> None:
    app = open_app("positions")
    for view, strange in (
        ("sinusoidal", {"width": "8", "pair": "31"}),
        ("sinusoidal", {"length": "-4", "shift": "900"}),
        ("rope", {"base": "7"}),
        ("alibi", {"layer": "99", "head": "x"}),
        ("steps", {"view": "nothing", "step": "x", "shuffle": "-3"}),
    ):
        visit(app, "positions", **{"view": view, **strange})
        assert not [*app.error, *app.warning]
        assert chart_titles(app) == [label(title, "en") for title in titles(view)]
    visit(app, "positions", part="compute", query="700", dimension="5000")
    assert not [*app.error, *app.warning]
    assert app.latex


def test_a_smaller_width_brings_the_pair_down(open_app) -> None:
    app = open_app("positions", positions_view="sinusoidal", positions_pair="20")
    app.slider(key="positions_width").set_value(16.0).run()
    assert not app.exception
    assert app.slider(key="positions_pair").value == 7
