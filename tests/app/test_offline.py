"""No page asks anything of the network while it draws."""

import pytest

from core.app.navigation import PAGES
from core.app.page import PARTS
from core.base.i18n import label
from tests.shared.app import confirmed
from tests.topics.support import shown, visit

PLAIN = ("home", "batch", "glossary")  # without parts


@pytest.mark.whole
@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_pages_draw_with_the_network_cut(open_app, no_network: list, page: str) -> None:
    """Every page that the navigation knows, and every part of it; that it drew is its title and no error."""
    app = open_app(page)
    for part in PARTS if page not in PLAIN else ("see",):
        visit(app, page, part=part)
        assert app.title[0].value == label(f"pages.{page}.title", "en")
        assert not app.error
        assert no_network == []


def test_a_model_of_the_hub_is_asked_for_by_a_button_only(open_app, no_network: list) -> None:
    app = confirmed(open_app("predict", predict_models="other", predict_other="nobody/nothing"))
    assert shown(app) == label("errors.model_not_fetched", "en", name="nobody/nothing")
    assert no_network == []
