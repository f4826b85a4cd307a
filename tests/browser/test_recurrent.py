"""Recurrent networks in a browser: a gate is clicked and held shut, words and gates are walked by key."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
SENTENCE = "it is not a good film"


def test_a_gate_is_clicked_and_held_shut(visit: Visit) -> None:
    page = visit("recurrent", sentence=SENTENCE)
    gate = page.locator("[data-focus=part-input]")
    gate.click()
    expect(gate).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".line").last).to_contain_text("i = σ(a) = 1 / (1 + e^(")
    free = page.locator(".share b").first.inner_text()
    page.get_by_role("button", name="hold shut (0)").click()
    page.wait_for_url("**recurrent_hold=input.0.1.6.all**")
    expect(gate.locator(".value")).to_have_text("0.000")
    expect(page.locator(".token.held")).to_have_count(6)
    expect(page.locator(".share .changed")).not_to_have_text(free)
    expect(page.locator(".line").last).to_contain_text("i = 0")
    page.get_by_role("button", name="leave free").click()
    expect(page.locator(".token.held")).to_have_count(0)
    expect(page.locator(".share b")).to_have_text([free])


def test_words_and_gates_are_reached_by_key(visit: Visit) -> None:
    page = visit("recurrent", recurrent_kind="gru", sentence=SENTENCE)
    page.locator("[data-focus=token5]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-focus=token4]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-focus=token4]")).to_be_focused()
    page.locator("[data-focus=part-reset]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel h4")).to_have_text("reset gate")
    page.wait_for_url("**recurrent_gate=reset**")


def test_nothing_is_clipped_on_a_phone(visit: Visit) -> None:
    page = visit("recurrent", width=390, lang="zh", sentence=SENTENCE)
    expect(page.locator(".frame svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
