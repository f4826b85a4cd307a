"""The README is short, leads on, and says the same in both languages."""

import re
from pathlib import Path

import pytest

from core.app.navigation import PAGES
from core.base.i18n import label
from core.base.settings import ASSETS, REPOSITORY
from tests.docs.support import DOCUMENTS, READMES, TEXTS, blocks, commands, links, text_of

ENGLISH, CHINESE = map(text_of, READMES)
MOST_LINES, MOST_PICTURES = 130, 3
ROW = re.compile(r"^\| ([^|]+) \|", re.MULTILINE)
PATH = re.compile(r"`((?:core|assets|tests|benchmarks|pages|docs|findings)/[a-z\d_./*-]*)`")
NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def levels(text: str) -> list[str]:
    """The heading marks in their order, comments in commands left out."""
    return re.findall(
        r"^(#+) ", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )


def alike(targets: list[str]) -> list[str]:
    """Link targets without what the language decides."""
    english = [target.replace("README.zh.md", "README.md").replace("-zh.png", ".png") for target in targets]
    return [target.removesuffix("&lang=zh") for target in english]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_it_can_be_read_in_one_go(text: str) -> None:
    assert len(text.splitlines()) <= MOST_LINES
    assert text.count("![") <= MOST_PICTURES


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh")], ids=["en", "zh"])
def test_every_page_has_its_line_in_the_order_of_the_menu(text: str, language: str) -> None:
    menu = [label(f"pages.{page.name}.menu", language) for page in PAGES]
    rows = [row.strip() for row in ROW.findall(text)]
    assert [row for row in rows if row in menu] == menu


def test_both_languages_say_the_same() -> None:
    assert levels(CHINESE) == levels(ENGLISH)
    assert alike(links(CHINESE)) == alike(links(ENGLISH))
    assert commands(CHINESE) == commands(ENGLISH)
    assert len(blocks(CHINESE)) == len(blocks(ENGLISH)) > 0
    table = re.compile(r"^\|.*\d.*\|$", re.MULTILINE)
    assert [NUMBER.findall(row) for row in table.findall(CHINESE) if "%" in row] == [
        NUMBER.findall(row) for row in table.findall(ENGLISH) if "%" in row
    ]


def test_links_lead_to_files_and_headings_that_exist() -> None:
    lost = []
    for file in DOCUMENTS:
        for target in links(text_of(file)):
            path, _, anchor = target.partition("#")
            aim = file.parent / path if path else file
            if not path.startswith(("http://", "https://")) and not leads(aim, anchor):
                lost.append(f"{file.name}: {target}")
    assert lost == []


def leads(aim: Path, anchor: str) -> bool:
    """Whether a link's file is there, and in it the heading, if one is named."""
    return aim.exists() and (not anchor or anchor in anchors(text_of(aim)))


def test_paths_of_the_repository_exist() -> None:
    named = {(file.name, path) for file in (*DOCUMENTS, *TEXTS) for path in PATH.findall(now(text_of(file)))}
    assert len(named) > 30
    assert [item for item in sorted(named) if not any(REPOSITORY.glob(item[1].rstrip("/")))] == []


def now(text: str) -> str:
    """The text without what a changelog says of the past."""
    return re.sub(r"^### Changed$.*?^##", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The names under which headings can be linked to."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_picture_is_shown_somewhere() -> None:
    shown = {
        target.rsplit("/", 1)[-1]
        for file in DOCUMENTS
        for target in links(text_of(file))
        if "screenshots" in target
    }
    assert {file.name for file in (ASSETS / "screenshots").iterdir()} == shown


def test_every_document_is_linked_from_the_readme_or_for_contributors() -> None:
    texts = (ENGLISH, text_of(REPOSITORY / "CONTRIBUTING.md"))
    linked = {target.partition("#")[0] for text in texts for target in links(text)}
    assert {f"docs/{file.name}" for file in (REPOSITORY / "docs").glob("*.md")} <= linked
