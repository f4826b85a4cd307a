"""Sentences to take: in the bar, and on the pages where the shared one shows nothing."""

import pytest

from core.base.i18n import label
from core.data.example_sentences import (
    CHOICES,
    DEFAULT,
    EXAMPLES,
    KNOWN_TO_ALL,
    SHOWS_CHOICES,
    SHOWS_KNOWN_WORDS,
    SHOWS_MEANING,
    SHOWS_ORDER,
    SHOWS_TURNS,
)
from core.data.language import is_chinese


def chips(app) -> list[str]:
    group = next(group for group in app.get("button_group") if group.key == "example_picked")
    return [option.content for option in group.proto.options]


def offers(app) -> list[str]:
    return [one.label for one in app.button if str(one.key).startswith("offer_")]


def take(app, name: str):
    app.button_group(key="example_picked").set_value(name).run()
    assert not app.exception
    return app


def test_a_chip_puts_its_sentence_in_the_field_and_into_the_link(open_app) -> None:
    app = open_app()
    assert app.text_input(key="sentence").value == DEFAULT == EXAMPLES["but"]
    assert app.button_group(key="example_picked").value == "but"
    take(app, "irony")
    assert app.text_input(key="sentence").value == EXAMPLES["irony"]
    assert app.query_params["sentence"] in (EXAMPLES["irony"], [EXAMPLES["irony"]])
    app.text_input(key="sentence").set_value("my own words").run()
    assert app.button_group(key="example_picked").value is None


def test_chinese_is_offered_on_every_page(open_app) -> None:
    assert is_chinese(EXAMPLES["chinese"])
    app = open_app()
    for page in ("predict", "masks"):
        app.switch_page(f"pages/{page}.py").run()
        assert label("header.chip_chinese", "en") in chips(app), page


@pytest.mark.parametrize(
    ("page", "view", "sentence", "offered"),
    [
        ("positions", "order", "wonderful wonderful wonderful", SHOWS_ORDER),
        ("recurrent", "reading", "wonderful wonderful", SHOWS_TURNS),
        ("embeddings", "onehot", "zyzzyva quokka narwhal", SHOWS_MEANING),
        ("masks", "peek", "quokkas yodel", SHOWS_KNOWN_WORDS),
        ("masks", "peek", "龘龘的房间很大", KNOWN_TO_ALL["zh"]),
        ("decoding", "tree", "it is over .", SHOWS_CHOICES),
        ("decoding", "tree", "就这样结束了。", CHOICES["zh"]),
    ],
)
def test_a_page_offers_its_own_where_a_sentence_shows_nothing(
    open_app, page: str, view: str, sentence: str, offered: str
) -> None:
    app = open_app(page, sentence=sentence, **{f"{page}_view": view})
    assert offers(app) == [label("header.offer", "en", sentence=offered)]
    app.button(key=f"offer_{offered}").click().run()
    assert not app.exception
    assert offers(app) == []
    field = "decoding_prompt" if page == "decoding" else "sentence"
    assert app.text_input(key=field).value == offered


def test_the_default_sentence_shows_something_everywhere_else(open_app) -> None:
    app = open_app("positions", positions_view="order")
    assert offers(app) == []
