"""The course: numbered stations, the way from one to the next, and what one knows at its end."""

from core.app.course import station_title
from core.app.navigation import BY_NAME, PAGES, ROAD, station_number
from core.app.state import translator
from core.base.i18n import LANGUAGES, label
from tests.topics.support import component, visit, written


def links(app) -> list[str]:
    """Where the links of the page itself lead."""
    return [link.proto.page for link in app.get("page_link")]


def test_stations_are_numbered_as_they_stand_in_the_menu() -> None:
    assert [station_number(name) for name in ROAD] == list(range(1, 15))
    assert station_number("home") is station_number("batch") is None
    assert [page.name for page in PAGES if page.name in ROAD] == list(ROAD)
    assert station_title("masks", translator()) == "7. Masks"
    assert station_title("batch", translator()) == "Batch"


def test_a_station_says_where_it_stands_and_leads_to_both_neighbours(open_app) -> None:
    app = open_app("masks", masks_part="read")
    for language in LANGUAGES:
        visit(app, "masks", lang=language)
        assert label("course.station", language, number=7, count=14) in written(app)
        assert links(app) == ["normalization", "decoding", "decoding"]
        end = component(app, "station_end")[0]
        assert (end["station"], end["text"]) == ("masks", label("pages.masks.known", language))


def test_the_first_and_the_last_station_lead_on_the_road_or_home(open_app) -> None:
    first = open_app(ROAD[0], embeddings_part="read")
    assert links(first)[1:] == [ROAD[1], ROAD[1]]
    assert [link.proto.disabled for link in first.get("page_link")] == [True, False, False]
    last = open_app(ROAD[-1], predict_part="read")
    assert links(last)[0] == ROAD[-2]
    assert [link.proto.disabled for link in last.get("page_link")] == [False, True, False]


def test_home_is_no_station(open_app) -> None:
    app = open_app()
    assert links(app) == ["practice"]  # no arrow of the road
    assert BY_NAME["home"].section == "start"
