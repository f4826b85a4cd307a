"""Inside BERT: every part and view in both languages, links, and texts that are hard to read."""

import pytest

from core.app.page import PARTS
from core.base.i18n import label
from core.trace.steps import STEPS
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
VIEWS = ("flow", "verdict", "embeddings", "cost", "family")


def captions(app) -> list[str]:
    return [caption.value for caption in app.caption]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("inside", lang=language, inside_part=part)
    assert app.title[0].value == label("pages.inside.title", language)
    assert shown(app) == ""
    if part == "code":
        tolerance = {"dtype": "float32", "relative": "1e-05", "absolute": "1e-05"}
        assert label("twins.holds", language, **tolerance) in captions(app)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view(open_app, view: str) -> None:
    app = open_app("inside", lang="zh", inside_view=view)
    assert shown(app) == ""
    charts = {"verdict": 3, "embeddings": 4, "cost": 1}
    assert len(app.get("plotly_chart")) == charts.get(view, 0)


def test_costs_add_up_to_the_model_s_own_count(open_app) -> None:
    app = open_app("inside", inside_view="cost")
    table = app.dataframe[0].value
    stored = table[label("inside.cost_parameters", "en")]
    assert stored.iloc[-1] == stored.iloc[:-1].sum() == 22_713_986  # as the model card counts them


@pytest.mark.parametrize("step", STEPS)
def test_compute_works_out_a_cell_of_every_step(open_app, step: str) -> None:
    place = {"inside_layer": "2", "inside_head": "3", "inside_column": "1"}
    app = open_app("inside", inside_part="compute", inside_step=step, **place)
    assert shown(app) == ""
    formula = app.get("markdown") and [m.value for m in app.markdown if m.value.startswith("$$")]
    assert formula or app.latex


def test_a_step_chosen_in_one_part_is_there_in_another(open_app) -> None:
    app = open_app("inside", inside_part="compute")
    app.selectbox(key="inside_step_list").set_value("attention").run()
    app.selectbox(key="inside_layer_list").set_value(4).run()
    assert app.query_params["inside_step"] in ("attention", ["attention"])
    assert any("layer 4, head 1" in m.value for m in app.markdown)


@pytest.mark.parametrize(
    "strange", [{"inside_layer": "99"}, {"inside_layer": "-1"}, {"inside_head": "x"}, {"inside_step": "no"}]
)
def test_strange_links_open_at_a_place_that_exists(open_app, strange: dict[str, str]) -> None:
    for part in ("see", "compute"):
        app = open_app("inside", inside_part=part, **strange)
        assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_sentence_invites(open_app, language: str) -> None:
    app = open_app("inside", lang=language)
    app.text_input(key="sentence").set_value("  ").run()
    assert label("errors.text_empty", language) in shown(app)


def test_long_text_is_cut_and_said(open_app) -> None:
    app = open_app("inside", inside_view="verdict")
    app.text_input(key="sentence").set_value("good " * 300).run()
    assert label("inside.cut", "en", read=128, cut=302 - 128) in shown(app)


@pytest.mark.parametrize("sentence", ["这部电影很好看", "😀", "a"])
def test_short_and_foreign_texts_are_walked_too(open_app, sentence: str) -> None:
    for view in ("flow", "verdict"):
        assert shown(open_app("inside", sentence=sentence, inside_view=view)) == ""


def test_a_second_sentence_uses_the_second_segment(open_app) -> None:
    app = open_app("inside", inside_view="embeddings", sentence="a fine film", inside_second="so dull")
    note = label("inside.segments_note", "en", first=5, second=3)
    assert note in captions(app)
