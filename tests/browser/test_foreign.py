"""A link may bring any text: no word of it becomes a picture, a link, a formula or a colour."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Visit = Callable[..., Page]
ELSEWHERE = "elsewhere.example"
MARKS = f"![a](http://{ELSEWHERE}/a.png) [b](http://{ELSEWHERE}) www.{ELSEWHERE} $c^2$ :red[d] <i>e</i>"
# Where a visitor's text stands among ours; each with one setting of the URL besides the sentence.
PLACES = {
    "a model's name": ("predict", {"predict_models": "other", "predict_other": MARKS}),
    "several sentences": ("predict", {"predict_part": "code", "predict_lines": f"good\n{MARKS}"}),
    "a term": ("glossary", {"glossary_find": MARKS}),
    "words that a network does not know": ("recurrent", {}),
    "a word in a row": ("masks", {"masks_part": "compute"}),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_links_text_is_text(visit: Visit, requests_made: list[str], place: str) -> None:
    name, settings = PLACES[place]
    page = visit(name, sentence=f"good {MARKS}", **settings)
    page.wait_for_timeout(500)
    main = page.get_by_test_id("stMain")
    assert main.locator(f"[src*='{ELSEWHERE}'], [href*='{ELSEWHERE}']").count() == 0
    assert not any(ELSEWHERE in host for host in requests_made)
    assert main.locator("i").count() == 0
