"""The name by which a browser finds its jobs again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from core.app.jobs.browser import COOKIE, NAME

Visit = Callable[..., Page]


def name_of(page: Page) -> dict:
    (found,) = [cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE]
    return found


def test_the_name_is_written_once_and_never_into_a_url(visit: Visit) -> None:
    page = visit()
    page.wait_for_function(f"() => document.cookie.includes('{COOKIE}=')")
    first = name_of(page)
    assert NAME.fullmatch(first["value"])
    assert first["sameSite"] == "Strict"
    expect(page.locator(".st-key-ss-browser")).to_be_hidden()
    page.goto(page.url.split("?")[0].rstrip("/") + "/batch")
    expect(page.get_by_role("heading", name="Batch")).to_be_visible()
    assert name_of(page)["value"] == first["value"]
    assert first["value"] not in page.url
    expect(page.locator(".st-key-ss-browser")).to_have_count(0)  # it was brought along


def test_another_browser_has_another_name(visit: Visit) -> None:
    pages = [visit(), visit()]
    for page in pages:
        page.wait_for_function(f"() => document.cookie.includes('{COOKIE}=')")
    assert name_of(pages[0])["value"] != name_of(pages[1])["value"]
