"""Attention in a browser: switching, hovering, pinning, the pair filter, links, and text that stays text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.topics.attention.bertviz import available
from tests.browser.conftest import Server

SENTENCE = "a gorgeous , witty film ."
Visit = Callable[..., Page]


def tile(page: Page, layer: int, head: int) -> dict[str, float]:
    """Where a map of the grid lies on its canvas."""
    canvas = page.locator(".stage canvas")
    box = canvas.bounding_box()
    assert box
    return {"x": (head - 0.5) * box["width"] / 12, "y": (layer - 0.5) * box["height"] / 6}


def darkness(canvas: Locator) -> float:
    """How much has been drawn on a canvas: the sum of all its alpha values."""
    return canvas.evaluate(
        "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let sum = 0; for (let n = 3; n < d.length; n += 4) sum += d[n]; return sum }"
    )


def warm(canvas: Locator) -> int:
    """How many of a canvas's pixels hold more red than blue: the second head's lines do, the first's not."""
    return canvas.evaluate(
        "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let count = 0;"
        " for (let n = 0; n < d.length; n += 4) count += d[n + 3] > 0 && d[n] > d[n + 2]; return count }"
    )


def pixels(page: Page) -> str:
    return str(page.locator(".cells canvas").evaluate("c => c.toDataURL()"))


def test_switching_layer_and_head_changes_map_and_link(visit: Visit) -> None:
    page = visit("attention", sentence=SENTENCE)
    expect(page.locator(".large .title")).to_have_text("Layer 1, head 1")
    first = pixels(page)
    page.locator(".stage").click(position=tile(page, 1, 7))  # at hand: no server is asked
    expect(page.locator(".large .title")).to_have_text("Layer 1, head 7")
    second = pixels(page)
    page.locator(".stage").click(position=tile(page, 5, 3))  # another layer's maps must come first
    expect(page.locator(".large .title")).to_have_text("Layer 5, head 3")
    expect(page.locator(".root.waiting")).to_have_count(0)
    assert len({first, second, pixels(page)}) == 3
    page.wait_for_url("**attention_layer=5&attention_head=3**")
    page.locator(".stage").press("ArrowUp")
    expect(page.locator(".large .title")).to_have_text("Layer 4, head 3")


def test_an_idle_page_gets_the_other_layers(visit: Visit) -> None:
    page = visit("attention", sentence=SENTENCE)
    stage, title = page.locator(".stage"), page.locator(".large .title")
    expect(title).to_have_text("Layer 1, head 1")
    page.locator(".left .token", has_text="witty").hover()
    page.wait_for_timeout(2500)  # no wish in this time: the rest of the maps comes
    expect(page.locator(".readout .about")).to_have_text("witty looks at")  # and disturbs nothing,
    assert "attention_layer" not in page.url  # nor says anything that nobody chose
    first = pixels(page)
    waiting = "s => document.querySelector('.root.waiting') || s.getRootNode().querySelector('.root.waiting')"
    stage.focus()
    for layer in (2, 3, 4, 5, 6):
        down = "s => s.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))"
        assert stage.evaluate(f"s => {{ ({down})(s); return Boolean(({waiting})(s)) }}") is False
        expect(title).to_have_text(f"Layer {layer}, head 1")
    assert pixels(page) != first


def test_hovering_fades_the_rest_and_pinning_keeps_it(visit: Visit) -> None:
    page = visit("attention", sentence=SENTENCE)
    word = page.locator(".left .token", has_text="witty")
    expect(page.locator(".between .all.faded")).to_have_count(0)
    assert darkness(page.locator(".between .some")) == 0
    word.hover()
    expect(page.locator(".between .all.faded")).to_have_count(1)
    expect(page.locator(".readout .about")).to_have_text("witty looks at")
    expect(page.locator(".readout .line")).to_contain_text("Σ 1.0")
    assert 0 < darkness(page.locator(".between .some")) < darkness(page.locator(".between .all"))
    page.locator("h1").hover()
    expect(page.locator(".between .all.faded")).to_have_count(0)
    word.click()
    page.locator("h1").hover()
    expect(page.locator(".left .token.pinned")).to_have_text("witty")
    expect(page.locator(".between .all.faded")).to_have_count(1)
    page.wait_for_url("**attention_pin=l4**")
    word.click()
    page.locator("h1").hover()
    expect(page.locator(".pinned")).to_have_count(0)


def test_a_cell_is_read_in_map_and_lines_alike(visit: Visit) -> None:
    page = visit("attention", sentence=SENTENCE)
    page.locator(".cells").focus()
    page.locator(".cells").press("ArrowDown")
    page.locator(".cells").press("ArrowRight")
    expect(page.locator(".readout .about")).to_have_text("[CLS] → a")
    expect(page.locator(".left .token.hot")).to_have_text("[CLS]")
    expect(page.locator(".right .token.hot")).to_have_text("a")


def test_a_cell_shows_its_formula_and_opens_its_query_and_key(visit: Visit) -> None:
    page = visit("attention", sentence=SENTENCE, attention_layer="3", attention_head="4")
    cells, line = page.locator(".cells"), page.locator(".readout .line")
    cells.scroll_into_view_if_needed()
    box = page.locator(".cells canvas").bounding_box()
    assert box
    at = {"x": 3.5 * box["width"] / 8, "y": 4.5 * box["height"] / 8}
    cells.hover(position=at)
    expect(page.locator(".readout .about")).to_have_text("witty → ,")
    expect(line).to_contain_text("q·k/√K = ")
    weight = line.locator("b").inner_text()
    expect(page.locator(".readout .open")).to_have_count(0)  # the pointer would lose it on its way
    high = page.locator(".readout").bounding_box()
    cells.click(position=at)
    page.locator("h1").hover()
    link = page.locator(".readout .open")
    expect(line.locator("b")).to_have_text(weight)
    assert page.locator(".readout").bounding_box() == high  # nothing below has moved
    page.wait_for_url("**attention_pin=l4r3**")
    link.click()
    expect(page.locator("p.chart-title").first).to_have_text("“witty” asks, “,” answers")
    metric = page.get_by_test_id("stMetricValue").nth(2)
    assert float(metric.inner_text().split()[0]) / 100 == pytest.approx(float(weight), abs=0.0006)
    for setting in ("view=pair", "query=4", "key=3", "layer=3", "head=4"):
        page.wait_for_url(f"**attention_{setting}**")


def test_a_finger_pins_a_cell(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="en-US")
    page = context.new_page()
    page.goto(f"{server.url}/attention?sentence=a+fine+film")
    cells = page.locator(".cells")
    cells.scroll_into_view_if_needed()
    cells.tap(position={"x": 10, "y": 10})
    expect(page.locator(".readout .about")).to_contain_text("[CLS] → [CLS]")
    expect(page.locator(".readout .line")).to_contain_text("q·k/√K = ")
    expect(page.locator(".readout .open")).to_be_visible()
    context.close()


def test_heads_are_drawn_together_and_weak_weights_left_out(visit: Visit) -> None:
    page = visit("attention", sentence=SENTENCE)
    lines = page.locator(".between .all")
    assert warm(lines) == 0 < darkness(lines)
    page.locator(".head", has_text="9").click()
    expect(page.locator(".head[aria-pressed=true]")).to_have_count(2)
    assert warm(lines) > 0
    together = darkness(lines)
    page.wait_for_url("**attention_more=9**")
    page.locator(".threshold input").fill("0.3")
    assert darkness(lines) < together
    page.wait_for_url("**attention_least=0.3**")


def test_the_layers_of_the_rollout_stand_in_two_rows_beside_the_map(visit: Visit) -> None:
    page = visit("attention", sentence=SENTENCE, attention_measure="rollout")
    names, title = page.locator(".stage .column-names span"), page.locator(".large .title")
    expect(names).to_have_text(["1", "2", "3", "4", "5", "6"])
    names.nth(4).click()
    expect(title).to_have_text("Rollout up to layer 5")
    page.locator(".stage").press("ArrowUp")
    expect(title).to_have_text("Rollout up to layer 2")
    expect(page.locator(".column-names .chosen")).to_have_text("2")
    tops = {name.bounding_box()["y"] for name in names.all()}  # type: ignore[index]
    assert len(tops) == 2
    ring, tiles = page.locator(".ring").bounding_box(), page.locator(".stage canvas").bounding_box()
    assert ring
    assert tiles
    assert ring["x"] - tiles["x"] == pytest.approx(tiles["width"] / 3, abs=2)


def test_special_tokens_hide_and_pieces_merge(visit: Visit) -> None:
    page = visit("attention", sentence="an unwatchably fine film")
    expect(page.locator(".left .token").first).to_be_visible()
    pieces = page.locator(".left .token")
    assert "##watch" in pieces.all_text_contents()
    page.locator(".check", has_text="merge pieces").click()
    expect(page.locator(".left .token", has_text="unwatchably")).to_have_count(1)
    page.locator(".check", has_text="hide").click()
    expect(pieces).to_have_text(["an", "unwatchably", "fine", "film"])


def test_a_link_restores_the_whole_view(visit: Visit) -> None:
    page = visit(
        "attention",
        sentence="dull",
        attention_second="but fun",
        attention_layer="3",
        attention_head="2",
        attention_more="5",
        attention_pair="ba",
        attention_hide="1",
        attention_least="0.1",
        attention_pin="r1",
    )
    expect(page.locator(".large .title")).to_have_text("Layer 3, head 2")
    expect(page.locator(".head[aria-pressed=true]")).to_have_text(["2", "5"])
    expect(page.locator(".left .token")).to_have_text(["but", "fun"])
    expect(page.locator(".right .token")).to_have_text(["dull"])
    expect(page.locator(".right .token.pinned")).to_have_text("dull")
    expect(page.locator(".threshold output")).to_have_text("0.10")


def test_the_pair_filter_chooses_who_looks_at_whom(visit: Visit) -> None:
    page = visit("attention", sentence="dull", attention_second="but fun")
    page.locator(".pair select").select_option("ab")
    expect(page.locator(".left .token")).to_have_text(["[CLS]", "dull", "[SEP]"])
    expect(page.locator(".right .token")).to_have_text(["but", "fun", "[SEP]"])
    page.wait_for_url("**attention_pair=ab**")
    alone = visit("attention", sentence="dull")
    expect(alone.locator(".left .token").first).to_be_visible()
    expect(alone.locator(".pair")).to_be_hidden()


@pytest.mark.parametrize("view", ["model", "kinds", "pair", "bertviz"])
def test_script_in_a_sentence_never_runs(visit: Visit, view: str) -> None:
    text = "<img src=x onerror=\"top.document.title='owned'\"><script>top.document.title='owned'</script>"
    page = visit("attention", sentence=text, attention_second=text, attention_view=view)
    if view in ("model", "kinds"):
        expect(page.locator(".left .token").get_by_text("script", exact=True).first).to_be_visible()
    page.wait_for_timeout(1500)  # for a script to run, if one could
    assert page.title() != "owned"
    assert page.locator("img[src=x]").count() == 0


def test_bertviz_draws_with_nothing_from_the_network(visit: Visit) -> None:
    if not available():
        pytest.skip("BertViz is not installed")
    page = visit("attention", sentence="a fine film & <b>more</b>", attention_view="bertviz")
    drawn = page.frame_locator("iframe")
    expect(drawn.locator("#vis svg text", has_text="film").first).to_be_visible()
    expect(drawn.locator("#vis svg text", has_text="<").first).to_be_visible()


def test_nothing_is_clipped_on_a_phone(visit: Visit) -> None:
    for view in ("model", "kinds", "pair"):
        page = visit("attention", width=390, attention_view=view)
        expect(page.get_by_label("Your sentence")).to_be_visible()
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
