"""The guided tour: over the whole road, each stop on a real page that opens as the stop's text says."""

import re

import pytest

from core.app.navigation import BY_NAME
from core.app.page import Views
from core.app.tour import STOPS
from core.base.i18n import LANGUAGES, label
from tests.shared.pages import concept_pages
from tests.topics.support import written


def button(app, name: str):
    return app.button(key=f"tour_{name}")


def stand_at(app, page: str, number: int):
    app.switch_page(f"pages/{page}.py")
    app.query_params["tour"] = str(number)
    app.run()
    assert not app.exception
    return app


def test_its_texts_take_five_minutes_to_read() -> None:
    """At 180 words a minute, with some seconds to look at each stop; 360 characters a minute in Chinese."""
    texts = {language: [label(f"tour.{stop.name}", language) for stop in STOPS] for language in LANGUAGES}
    words = sum(len(text.split()) for text in texts["en"])
    characters = sum(len(re.findall(r"[\u4e00-\u9fff]", text)) for text in texts["zh"])
    looking = len(STOPS) * 10
    assert 180 < words / 180 * 60 + looking < 330
    assert 180 < characters / 360 * 60 + looking < 330


@pytest.mark.parametrize("stop", STOPS, ids=[stop.name for stop in STOPS])
def test_each_stop_names_a_view_that_its_page_has(stop) -> None:
    assert stop.page in BY_NAME
    page = concept_pages()[stop.page]
    assert stop.settings.get(f"{stop.page}_part", "see") in ("see", "code", "measured")
    if isinstance(page.see, Views) and page.see.key in stop.settings:
        assert stop.settings[page.see.key] in page.see.views


def test_one_goes_on_and_back_and_ends_it(open_app) -> None:
    app = stand_at(open_app(), STOPS[1].page, 2)
    assert label("tour.count", "en", number=2, count=len(STOPS)) in written(app)
    assert label(f"tour.{STOPS[1].name}", "en") in written(app)
    button(app, "on").click().run()
    assert label(f"tour.{STOPS[2].name}", "en") in written(app)
    assert app.query_params["embeddings_view"] in ("neighbours", ["neighbours"])
    button(app, "back").click().run()
    assert label(f"tour.{STOPS[1].name}", "en") in written(app)
    button(app, "leave").click().run()
    assert label("tour.count", "en", number=2, count=len(STOPS)) not in written(app)
    assert "tour" not in app.query_params


def test_who_leaves_the_way_is_offered_to_come_back(open_app) -> None:
    app = stand_at(open_app(), "batch", 2)
    assert label("tour.away", "en") in written(app)
    button(app, "return").click().run()
    assert app.title[0].value == label(f"pages.{STOPS[1].page}.title", "en")


def test_home_starts_it_with_the_sentence_that_it_speaks_of(open_app) -> None:
    app = open_app(sentence="dull .")
    next(one for one in app.button if one.label == label("home.tour", "en")).click().run()
    assert app.title[0].value == label(f"pages.{STOPS[0].page}.title", "en")
    assert app.text_input(key="sentence").value == "the plot is thin, but the acting is superb."


@pytest.mark.parametrize("number", ["0", "99", "-1", "two", "²"])
def test_a_number_that_is_no_stop_is_no_tour(open_app, number: str) -> None:
    app = open_app("masks", tour=number, masks_part="read")
    assert not [one for one in app.button if one.key == "tour_leave"]
