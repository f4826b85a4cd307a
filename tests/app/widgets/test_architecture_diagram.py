"""Blocks lead to pages that exist."""

from core.app.navigation import BY_NAME
from core.app.widgets import architecture_diagram
from core.base.i18n import label


def english(key: str, **parameters: object) -> str:
    return label(key, "en", **parameters)


def test_every_block_of_the_towers_is_known() -> None:
    drawn = {
        *architecture_diagram.ENCODER,
        *architecture_diagram.DECODER,
        "positions_segments",
        "classifier",
        "next_word",
    }
    assert drawn <= set(architecture_diagram.PAGE_OF)
    assert {page for page in architecture_diagram.PAGE_OF.values() if page} <= set(BY_NAME)


def test_a_block_leads_to_its_page_where_it_has_one() -> None:
    for name, page in architecture_diagram.PAGE_OF.items():
        block = architecture_diagram._block(name, english)
        assert block["page"] == (page or None)
        assert bool(block["title"]) == bool(page)
