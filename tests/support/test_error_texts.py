"""The watch over errors notices what it is there for."""

from typing import Any

import pytest

from core.base.errors import SentiscopeError
from tests.support.error_texts import open_placeholders


def test_placeholders_that_nothing_fills() -> None:
    assert open_placeholders("data_bad_row", {"file": "a", "line": 1}) == {"count"}
    assert open_placeholders("data_bad_row", {"file": "a", "line": 1, "count": 2, "more": 3}) == set()
    with pytest.raises(KeyError):
        open_placeholders("nothing", {})


@pytest.mark.parametrize("made", ["SentiscopeError('nothing')", "SentiscopeError('data_bad_row', line=1)"])
def test_core_may_not_raise_what_cannot_be_said(made: str) -> None:
    names: dict[str, Any] = {"SentiscopeError": SentiscopeError}
    assert eval(made, {**names, "__name__": "tests.anything"}).key in made
    with pytest.raises((AssertionError, KeyError), match=r"count|nothing"):
        eval(made, {**names, "__name__": "core.anything"})
