"""Blocks lead to pages that exist."""

from core.text import label
from core.ui import family
from core.ui.pages import BY_NAME


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


def test_every_block_of_the_towers_is_known() -> None:
    drawn = {*family.ENCODER, *family.DECODER, "positions_segments", "classifier", "next_word"}
    assert drawn <= set(family.PAGE_OF)
    assert {page for page in family.PAGE_OF.values() if page} <= set(BY_NAME)


def test_a_block_leads_to_its_page_where_it_has_one() -> None:
    for name, page in family.PAGE_OF.items():
        block = family._block(name, english)
        assert block["page"] == (page or None)
        assert bool(block["title"]) == bool(page)
