"""Embeddings: every part and view in both languages, unknown words, other scripts, a map of one's own."""

import pytest

from core.text import label
from core.ui.frame import PARTS

LANGUAGES = ("en", "zh")
VIEWS = ("onehot", "distance", "neighbours", "map", "context")


def shown(app) -> str:
    return " ".join(element.value for kind in (app.info, app.warning, app.error) for element in kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS[1:])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("embeddings", lang=language, embeddings_part=part)
    assert app.title[0].value == label("pages.embeddings.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_in_both_languages(open_app, view: str, language: str) -> None:
    app = open_app("embeddings", lang=language, embeddings_view=view)
    assert shown(app) == ""
    assert len(app.get("plotly_chart")) >= 1
