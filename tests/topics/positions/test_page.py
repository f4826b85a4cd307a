"""Positions: every part and view in both languages, links, and texts that are hard to read."""

import pytest

from core.app.page import PARTS
from core.base.i18n import label
from core.topics.positions.schemes import Tables
from core.topics.positions.twins import TWINS
from core.topics.positions.views import shared
from core.topics.positions.views.compute import SCHEMES
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
CHARTS = {
    "order": 2,
    "sinusoidal": 5,
    "learned": 3,
    "shaw": 3,
    "t5": 4,
    "alibi": 4,
    "rope": 2,
    "together": 7,
}


@pytest.fixture
def learned_tables(monkeypatch: pytest.MonkeyPatch) -> Tables:
    """Tables as the first experiment's small models learn them."""
    import torch

    generator = torch.Generator().manual_seed(1)
    made = Tables(*(torch.randn(shape, generator=generator) for shape in ((32, 4), (33, 32), (33, 32))))
    monkeypatch.setattr(shared, "tables", lambda: made)
    return made


def texts(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


@pytest.mark.usefixtures("learned_tables")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", CHARTS)
def test_every_view_in_both_languages(open_app, view: str, language: str) -> None:
    app = open_app("positions", lang=language, positions_view=view)
    assert app.title[0].value == label("pages.positions.title", language)
    assert shown(app) == ""
    assert len(app.get("plotly_chart")) == CHARTS[view]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [part for part in PARTS if part not in ("see", "measured")])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("positions", lang=language, positions_part=part)
    assert shown(app) == ""
    assert texts(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_measured_shows_each_claim(open_app, language: str) -> None:
    app = open_app("positions", lang=language, positions_part="measured")
    assert not app.error
    for name in ("extrapolation", "word_order", "position_cost"):
        assert label(f"experiments.{name}.claim", language) in texts(app)
    assert label("positions.flips", language) in texts(app)


@pytest.mark.usefixtures("learned_tables")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_compute_works_out_a_number_of_every_scheme(open_app, scheme: str) -> None:
    place = {"positions_query": "6", "positions_key": "2", "positions_dimension": "5", "positions_head": "3"}
    app = open_app("positions", positions_part="compute", positions_scheme=scheme, **place)
    assert shown(app) == ""
    assert app.latex
    found = next(m.value for m in app.markdown if m.value.startswith("Worked out here"))
    assert float(found.split("difference ")[1]) < 1e-5


@pytest.mark.parametrize("twin", [twin.name for twin in TWINS])
def test_every_twin_holds_on_the_sentence(open_app, twin: str) -> None:
    app = open_app("positions", positions_part="code", positions_twin=twin, positions_layer="3")
    assert shown(app) == ""
    assert any(caption.value.startswith("Equal within") for caption in app.caption)


@pytest.mark.parametrize("view", ["shaw", "t5", "together"])
def test_tables_that_were_never_made_are_told(open_app, monkeypatch, view: str) -> None:
    monkeypatch.setattr(shared, "tables", lambda: None)
    app = open_app("positions", positions_view=view)
    assert shown(app) == label("positions.no_tables", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_smollm2_that_is_missing_is_told(open_app, monkeypatch, language: str) -> None:
    from core.base.errors import SentiscopeError

    def missing(name: str) -> None:
        raise SentiscopeError("model_needs_package", name=name)

    monkeypatch.setattr(shared, "language_model", missing)
    app = open_app("positions", lang=language, positions_view="rope", positions_smollm2="open")
    assert label("errors.model_needs_package", language, name="smollm2") in shown(app)
    assert len(app.get("plotly_chart")) == 2


def test_single_words_do_not_feel_the_shuffle(open_app) -> None:
    app = open_app("positions", sentence="not good , but bad , though never dull")
    note = next(m.value for m in app.markdown if "Single words alone" in m.value)
    assert float(note.rstrip(".").split(" is ")[-1]) < 1e-12
    assert float(app.metric[0].value) < 1e-4 < float(app.metric[1].value)


@pytest.mark.parametrize("sentence", ["dull", "这部电影很好看", "😀 film", "good " * 150])
@pytest.mark.parametrize("view", ["order", "alibi"])
def test_texts_that_are_hard_to_read(open_app, view: str, sentence: str) -> None:
    app = open_app("positions", sentence=sentence, positions_view=view)
    assert not app.error
    assert not app.warning
    one = len(sentence.split()) < 2 and view == "order"
    assert (label("positions.one_word", "en") in shown(app)) is one


@pytest.mark.parametrize(("view", "language"), [("order", "zh"), ("together", "en")])
def test_blank_sentence_invites(open_app, view: str, language: str) -> None:
    app = open_app("positions", lang=language, positions_view=view)
    app.text_input(key="sentence").set_value("  ").run()
    assert label("errors.text_empty", language) in shown(app)


@pytest.mark.parametrize(
    "strange",
    [
        {"positions_view": "sinusoidal", "positions_width": "8", "positions_pair": "31"},
        {"positions_view": "sinusoidal", "positions_length": "-4", "positions_shift": "900"},
        {"positions_view": "rope", "positions_base": "7"},
        {"positions_view": "alibi", "positions_layer": "99", "positions_head": "x"},
        {"positions_view": "nothing"},
        {"positions_part": "compute", "positions_query": "700", "positions_dimension": "5000"},
    ],
)
def test_strange_links_open_at_a_place_that_exists(open_app, strange: dict[str, str]) -> None:
    app = open_app("positions", **strange)
    assert not app.error
    assert not app.warning


def test_a_smaller_width_brings_the_pair_down(open_app) -> None:
    app = open_app("positions", positions_view="sinusoidal", positions_pair="20")
    app.slider(key="positions_width").set_value(16.0).run()
    assert not app.exception
    assert app.slider(key="positions_pair").value == 7
