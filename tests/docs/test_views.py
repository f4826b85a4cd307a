"""The README's links open what they say: each parameter of theirs is taken, and changes what is drawn."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from core.app.navigation import BY_NAME
from tests.docs.support import READMES, links, text_of

ADDRESS = "http://localhost:8501/"  # where `streamlit run app.py` listens
Parameters = dict[str, str]
OpenApp = Callable[..., AppTest]


def views(text: str) -> list[tuple[str, Parameters]]:
    """Page and parameters of each link into the app."""
    found = [urlsplit(target) for target in links(text) if target.startswith(ADDRESS)]
    return [(link.path.removeprefix("/"), dict(parse_qsl(link.query, strict_parsing=True))) for link in found]


ENGLISH, CHINESE = (views(text_of(file)) for file in READMES)


def drawn(app: AppTest) -> list[bytes]:
    """Every element of the page as it goes to the browser, in order."""

    def elements(node) -> Iterator[bytes]:
        for child in getattr(node, "children", {}).values():
            if hasattr(child, "proto"):
                yield child.proto.SerializeToString(deterministic=True)
            yield from elements(child)

    return list(elements(app.main))


def test_seven_links_open_seven_pages_in_both_languages() -> None:
    assert len(ENGLISH) == len({page for page, _ in ENGLISH}) == 7
    assert {page for page, _ in ENGLISH} <= set(BY_NAME)
    assert [(page, {**parameters, "lang": "zh"}) for page, parameters in ENGLISH] == CHINESE


@pytest.mark.whole
@pytest.mark.parametrize(("page", "parameters"), ENGLISH, ids=[page for page, _ in ENGLISH])
def test_a_link_opens_its_view(open_app: OpenApp, page: str, parameters: Parameters) -> None:
    app = open_app(page, **parameters)
    assert not app.error
    assert not app.warning
    assert {name: app.query_params[name] for name in app.query_params} == parameters
    whole = drawn(app)
    for name in parameters.keys() - {"sentence"}:
        others = {other: value for other, value in parameters.items() if other != name}
        assert drawn(open_app(page, **others)) != whole, f"{name} changes nothing"
