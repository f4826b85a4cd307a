"""Home's first screen: there before Streamlit's scripts, in the places where the page then has the same."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import SECONDS, Server, settle

# The same thing on the first screen and on the page.
PAIRS = {
    ".ss-first-header": ".st-key-ss-header",
    ".ss-first-main h1": ".st-key-ss-home h1",
    ".ss-first-main p": ".st-key-ss-home p",
    ".ss-first-model": ".st-key-ss-home [data-testid=stCaptionContainer] p",
    ".ss-first-doors span": ".st-key-ss-doors button",
    ".ss-first-doors span:last-child": ".st-key-ss-doors > :last-child button",
    ".ss-first-card": "[class*=st-key-home_verdict]",
}
WORDS = [pair for pair in PAIRS.items() if "header" not in pair[0] and "doors" not in pair[0]]
SCREEN = ".ss-first-screen"


@pytest.fixture(scope="module")
def warm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as people run it, which has its first verdict."""
    running = Server(tmp_path_factory.mktemp("warm"), SENTISCOPE_WARM_UP="1")
    yield running
    running.stop()


def opened(chromium: Browser, server: Server, width: int, locale: str, scheme: str = "light") -> Page:
    viewport = {"width": width, "height": 900}
    page = chromium.new_context(viewport=viewport, locale=locale, color_scheme=scheme).new_page()
    page.set_default_timeout(SECONDS * 1000)
    return page


def without_scripts(page: Page, server: Server) -> None:
    """The first screen as it stands until Streamlit's scripts arrive, which never do here."""

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/static/js/index.*.js", refuse)
    for _ in range(SECONDS):  # the graph of the first verdict is drawn once, before which there is none
        page.goto(server.url)
        if page.locator(f"{SCREEN} .card").count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(server.log.read_text())


def boxes(page: Page, selectors: list[str]) -> list[list[int]]:
    """Left, top, width and height of the first of each, in pixels."""
    return [list(page.locator(one).first.bounding_box().values()) for one in selectors]


def words(page: Page, selectors: list[str]) -> list[str]:
    return [page.locator(one).first.inner_text().replace("\N{NO-BREAK SPACE}", " ") for one in selectors]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("width", [390, 1366])
def test_the_page_comes_in_the_very_places_and_words(
    chromium: Browser, warm_server: Server, width: int, locale: str
) -> None:
    page = opened(chromium, warm_server, width, locale)
    without_scripts(page, warm_server)
    first_boxes, first_words = boxes(page, list(PAIRS)), words(page, [first for first, _ in WORDS])
    first_card = page.locator(f"{SCREEN} .card").inner_text()
    page.unroute_all()
    page.goto(warm_server.url)
    settle(page)
    expect(page.locator(SCREEN)).to_have_count(0)
    for first, later in zip(first_boxes, boxes(page, list(PAIRS.values())), strict=True):
        assert first == pytest.approx(later, abs=2)
    assert first_words == words(page, [later for _, later in WORDS])
    assert first_card == page.locator(".card").inner_text()  # the time that the model took, too
    page.context.close()


def test_it_follows_the_colour_scheme(chromium: Browser, warm_server: Server) -> None:
    page = opened(chromium, warm_server, 1366, "en-US", "dark")
    without_scripts(page, warm_server)
    expect(page.locator(SCREEN)).to_have_css("background-color", "rgb(20, 20, 29)")
    expect(page.locator("html")).to_have_css("background-color", "rgb(20, 20, 29)")
    page.context.close()


def test_it_needs_nothing_that_is_fetched(chromium: Browser, warm_server: Server) -> None:
    """Its colours too stand in front of what the browser waits for."""
    page = opened(chromium, warm_server, 1366, "en-US")
    page.goto(warm_server.url, wait_until="commit")
    html = page.request.get(warm_server.url).text()
    first, _, _ = html.partition('<script type="module"')
    page.set_content(f"{first}</body></html>")
    expect(page.locator(f"{SCREEN} .label")).to_have_css("color", "rgb(11, 122, 117)")
    expect(page.locator(SCREEN)).to_have_css("background-color", "rgb(255, 255, 255)")
    page.context.close()


def test_a_theme_of_ones_own_waits_for_the_page(chromium: Browser, warm_server: Server) -> None:
    """Chosen in the menu, where the browser keeps it; the first screen does not know it."""
    page = opened(chromium, warm_server, 1366, "en-US", "dark")
    page.goto(warm_server.url)
    settle(page)
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    page.get_by_test_id("stMainMenuItem-theme-Light").click()
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.route("**/static/js/index.*.js", lambda route: route.abort())
    page.goto(warm_server.url)
    expect(page.locator(SCREEN)).to_have_count(0)
    page.context.close()


def test_a_sentence_in_the_link_is_answered_by_the_page(chromium: Browser, warm_server: Server) -> None:
    page = opened(chromium, warm_server, 1366, "en-US")
    page.goto(f"{warm_server.url}/?sentence=dull+and+slow+.")
    assert page.locator(SCREEN).count() == 0
    expect(page.locator(".card.negative .label")).to_be_visible()
    page.context.close()
