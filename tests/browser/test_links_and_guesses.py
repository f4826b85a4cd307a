"""What only a browser shows: definitions where one points, links within the visit, guesses, search."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from core.app.glossary import terms
from core.base.i18n import label

Visit = Callable[..., Page]
SENTENCE = "dull and slow ."


def wait_until_links_are_followed(page: Page) -> None:
    """Point at a term until its definition shows: the component may still be on its way."""
    term, tooltip = page.locator('a[href*="glossary_term="]').first, page.get_by_role("tooltip")
    expect(term).to_be_visible()
    for _ in range(120):
        term.hover()
        if tooltip.count():
            break
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
    expect(tooltip).to_be_visible()
    page.mouse.move(0, 0)
    expect(tooltip).to_have_count(0)


def test_a_term_tells_what_it_means_and_opens_the_glossary_in_the_same_visit(visit: Visit) -> None:
    page = visit("predict", locale="zh-CN", sentence=SENTENCE, predict_part="read")
    term, tooltip = page.locator('a[href*="glossary_term=logit"]').first, page.get_by_role("tooltip")
    meaning = terms("zh")["logit"].meaning
    wait_until_links_are_followed(page)
    expect(tooltip).to_have_count(0)
    term.hover()
    expect(tooltip).to_have_text(meaning)
    expect(term).to_have_attribute("aria-describedby", "ss-definition")
    page.keyboard.press("Escape")
    expect(tooltip).to_have_count(0)
    term.focus()
    expect(tooltip).to_have_text(meaning)
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary?**glossary_term=logit**")
    expect(page.get_by_role("heading", name=label("pages.glossary.title", "zh"))).to_be_visible()
    expect(page.get_by_label(label("header.sentence", "zh"))).to_have_value(SENTENCE)
    assert len(page.context.pages) == 1


def test_a_view_named_in_an_article_opens_in_the_same_visit(visit: Visit) -> None:
    page = visit("attention", lang="zh", sentence=SENTENCE, attention_part="read")
    wait_until_links_are_followed(page)
    page.locator('a[href^="positions?"]').first.click()
    page.wait_for_url("**/positions?**")
    expect(page.get_by_role("heading", name=label("pages.positions.title", "zh"))).to_be_visible()
    expect(page.get_by_label(label("header.sentence", "zh"))).to_have_value(SENTENCE)


def test_a_guess_is_told_the_truth_and_counted_after_a_reload(visit: Visit) -> None:
    page = visit("masks", masks_view="empty")
    told = page.locator(".guessed")
    expect(told).to_have_text("0 of 3 guesses made on this page")
    page.get_by_role("button", name=label("guess.label", "en")).click()
    page.get_by_text(label("guesses.empty_row.mean", "en"), exact=True).click()
    page.get_by_role("button", name=label("guess.check", "en"), exact=True).click()
    expect(page.get_by_text(label("guesses.empty_row.nan", "en")).last).to_be_visible()
    expect(told).to_have_text("1 of 3 guesses made on this page")
    page.reload()
    expect(told).to_have_text("1 of 3 guesses made on this page")


def test_what_is_searched_for_opens(visit: Visit) -> None:
    page = visit("masks", sentence=SENTENCE)
    field = page.locator(".st-key-search_picked input")
    field.click()
    field.press_sequentially("词元")  # found by its other name
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary?**glossary_term=token**")
    expect(page.get_by_text(terms("en")["token"].meaning).first).to_be_visible()


def test_a_claim_is_reached_from_the_list_on_top(visit: Visit) -> None:
    page = visit("attention", attention_part="measured", lang="zh")
    claim = page.locator("#claim-heads")
    expect(claim).to_be_attached()
    expect(claim).not_to_be_in_viewport()
    page.locator(".st-key-ss-claims a", has_text=label("experiments.heads.claim", "zh")).click()
    expect(claim).to_be_in_viewport()
