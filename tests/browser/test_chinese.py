"""Every page with a Chinese sentence: it is read as words, by a model that knows them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from core.base.i18n import label
from core.data.example_sentences import EXAMPLES
from tests.browser.conftest import SECONDS, Server
from tests.browser.screens import Screen, all_screens
from tests.browser.test_screens import FIRST, WHOLE, come_to_rest

SENTENCE = EXAMPLES["chinese"]
PARTS = ("", "see", "compute", "code")  # the others are articles, records and exercises
# Text of the page, of our components and of charts; what is typed into a field is none.
TEXT = """() => {
  const found = [];
  const walk = node => {
    if (node.nodeType === Node.TEXT_NODE) { found.push(node.data); return; }
    if (["SCRIPT", "STYLE", "INPUT", "TEXTAREA"].includes(node.nodeName)) return;
    if (node.shadowRoot) walk(node.shadowRoot);
    node.childNodes.forEach(walk);
  };
  walk(document.querySelector("[data-testid=stMain]"));
  return found.join("\\n");
}"""
UNREAD = ("[UNK]", "<unk>", "\N{REPLACEMENT CHARACTER}")
MEANT = {
    "workshop": ("[UNK]",),  # three tokenizers side by side: that WordPiece knows none is the point
    "glossary": ("[UNK]",),  # one of its terms
    "practice": ("[UNK]",),  # the program of its capstone reads English by WordPiece
}
FIRSTS = {screen.page: screen for screen in reversed(all_screens())}
SCREENS = [screen for screen in all_screens() if screen.part in PARTS] if WHOLE else list(FIRSTS.values())


@pytest.fixture(scope="module")
def reader(chromium: Browser, server: Server) -> Iterator[Page]:
    context = chromium.new_context(viewport=FIRST, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    yield page
    context.close()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_chinese_sentence_is_read(reader: Page, server: Server, screen: Screen) -> None:
    reader.goto(f"{server.url}/{screen.url(lang='zh', sentence=SENTENCE)}")
    come_to_rest(reader)
    text = reader.evaluate(TEXT)
    assert [sign for sign in UNREAD if sign in text and sign not in MEANT.get(screen.page, ())] == []
    assert label("positions.one_word", "zh") not in text
