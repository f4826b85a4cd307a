"""A GRU is trained on the small set while its tab is closed and opened again, and answers in Predict."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import settle

Visit = Callable[..., Page]
TRAIN = {"workshop_step": "train", "workshop_source": "small", "workshop_model": "gru"}


def test_a_gru_is_trained_behind_a_closed_tab_and_appears_in_predict(visit: Visit) -> None:
    page = visit("workshop", **TRAIN, workshop_epochs_gru="12")
    page.locator(".st-key-workshop_go button").click()
    page.wait_for_url("**workshop_job=**")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    address, browser = page.url, page.context
    page.close()
    again = browser.new_page()
    again.goto(address.split("?")[0] + "?workshop_step=train")  # without the link: from the list
    settle(again)
    again.locator("[class*=st-key-open_] button").first.click()
    expect(again.get_by_text("Done: right on")).to_be_visible()
    expect(again.locator(".js-plotly-plot")).to_have_count(2)
    again.get_by_role("button", name="Try it in Predict").click()
    again.wait_for_url("**/predict**")
    expect(again.locator(".card .label").first).to_be_visible()
    expect(again.get_by_text("Your GRU").first).to_be_visible()
    again.wait_for_url("**predict_models=**")
    stranger = visit("predict")
    expect(stranger.get_by_text("MiniLM").first).to_be_visible()
    assert "Your GRU" not in stranger.content()


def test_nothing_is_clipped_on_a_phone(visit: Visit) -> None:
    for step in ("data", "tokens", "train", "metrics"):
        page = visit("workshop", width=390, workshop_step=step)
        expect(page.locator("[data-testid=stMarkdown], [data-testid=stCaption]").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
