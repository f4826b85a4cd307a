"""No page asks anything of the network while it draws."""

import pytest


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("home", {}),
        ("batch", {}),
        ("predict", {}),
        ("predict", {"predict_part": "code"}),
        ("positions", {}),
        ("positions", {"positions_view": "rope"}),
        ("predict", {"predict_part": "measured"}),
        ("embeddings", {}),
        ("embeddings", {"embeddings_view": "map"}),
        ("word2vec", {}),
        ("predict", {"predict_models": "other", "predict_other": "nobody/nothing"}),
    ],
)
def test_pages_draw_with_the_network_cut(open_app, no_network: list, page: str, parameters: dict) -> None:
    app = open_app(page, **parameters)
    assert not app.error
    assert no_network == []
