"""BertViz's page: everything inlined, nothing fetched, and no text that ends a script."""

import re
import sys

import pytest
import torch

from core.topics.attention import bertviz
from core.topics.attention.bertviz import available, bertviz_html

needs_bertviz = pytest.mark.skipif(not available(), reason="BertViz and its scripts are not installed")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # BertViz leaves its files open
TOKENS = ["[CLS]", "</script><script>alert(1)</script>", "&", "[SEP]"]


def page(view: str, second: int | None = None) -> str:
    maps = [torch.full((1, 2, 4, 4), 0.25) for _ in range(3)]
    return bertviz_html(view, maps, TOKENS, 1, second, dark=False)


@needs_bertviz
@pytest.mark.parametrize("view", ["head", "model"])
@pytest.mark.parametrize("second", [None, 2])
def test_a_token_cannot_end_the_script(view: str, second: int | None) -> None:
    html = page(view, second)
    assert "alert(1)</script>" not in html
    assert "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)" in html
    assert not set("\ue000\ue001\ue002") & set(html)
    assert "\\ue00" not in html


@needs_bertviz
def test_nothing_is_loaded_from_anywhere() -> None:
    html = page("head")
    assert not re.search(r"<(script|link|img)[^>]*\s(src|href)=", html)
    assert "default-src 'none'" in html
    assert html.count("</script>") == 4  # jQuery, d3, the stand-in for require.js, BertViz
    assert "requirejs = " in html


@needs_bertviz
def test_what_was_lent_for_the_import_is_taken_back() -> None:
    page("head")
    assert "IPython.display" not in sys.modules or sys.modules["IPython"].__spec__ is not None


def test_missing_packages_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bertviz, "SCRIPTS", {"no_such_package_here.inside": "x.js"})
    assert not available()
