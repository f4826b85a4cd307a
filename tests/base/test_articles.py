"""Articles: sources are links, links into the app open what they say, and Chinese has no italics."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from core.app.page import ConceptPage, Views
from core.base.i18n import LANGUAGES, article, labels
from core.base.settings import APP, REPOSITORY, TOPICS
from core.topics.practice.page import VIEWS as WITHOUT_PARTS
from tests.shared.pages import concept_pages

PAGES = concept_pages()
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
# What a star may stand in without making italics: code, formulas, bold.
STARS = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$|\*\*", re.DOTALL)
CHINESE = [REPOSITORY / "README.zh.md", *sorted([*APP.glob("text/*zh.toml"), *TOPICS.glob("*/text/zh.*")])]
LEADS = {"en": "Sources: ", "zh": "来源："}
BETWEEN = {"en": "; ", "zh": "；"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_source_is_a_link(name: str, language: str) -> None:
    lead = LEADS[language]
    (line,) = [line for line in article(name, language).splitlines() if line.startswith(lead)]
    sources = line.removeprefix(lead).split(BETWEEN[language])
    assert len(sources) >= 3
    assert [source for source in sources if not re.match(r"\[[^\]]+\]\(https://[^)\s]+\)", source)] == []


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_lead_to_the_same_places(name: str) -> None:
    english, chinese = (sorted(target for _, target in LINK.findall(article(name, x))) for x in LANGUAGES)
    assert english == chinese


def inner_links(name: str) -> Iterator[str]:
    for language in LANGUAGES:
        yield from (target for _, target in LINK.findall(article(name, language)) if "://" not in target)


def settings_of(page: ConceptPage) -> dict[str, set[str]]:
    """What may stand in a link to a page: its parts, and its rows of views with their names."""
    rows = {f"{page.name}_part": set(page.parts())}
    waiting = [page.see]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Views):
            rows[part.key] = set(part.views)
            waiting += part.views.values()  # type: ignore[arg-type]
    return rows


@pytest.mark.parametrize("name", PAGES)
def test_links_into_the_app_open_parts_and_views_that_exist(name: str) -> None:
    for link in inner_links(name):
        target, _, query = link.partition("?")
        settings = dict(parse_qsl(query, strict_parsing=True))
        known = (
            settings_of(PAGES[target]) if target in PAGES else {WITHOUT_PARTS.key: set(WITHOUT_PARTS.views)}
        )
        assert next(iter(known)) in settings, f"{link} leaves the part to what was open last"
        assert {key: value for key, value in settings.items() if value not in known.get(key, ())} == {}, link


def test_articles_lead_to_other_pages_and_to_parts() -> None:
    links = [link for name in PAGES for link in inner_links(name)]
    assert len(links) >= 30
    assert {link.partition("?")[0] for link in links} >= {"inside", "workshop", "positions", "word2vec"}


def texts_of(language: str) -> dict[str, str]:
    return labels(language) | {name: article(name, language) for name in PAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_loses_its_underscores_to_markdown(language: str) -> None:
    """Outside code, Markdown reads `DataLoader.__iter__` as a bold word."""
    bold = re.compile(r"(?<!\\)__\w")
    assert bold.search("DataLoader.__iter__")
    texts = {key: STARS.sub("", text) for key, text in texts_of(language).items()}
    assert [key for key, text in texts.items() if bold.search(text)] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", r"(?:chosen|picked) on (?:these|this|the) same dev"), ("zh", "在这(?:些|个)?验证")],
)
def test_no_text_says_that_weights_were_chosen_on_dev(language: str, said: str) -> None:
    """`predict.accuracy_mean` says that none were; another text once said the opposite."""
    assert [key for key, text in texts_of(language).items() if re.search(said, text)] == []


@pytest.mark.parametrize("file", CHINESE, ids=lambda file: str(file.relative_to(REPOSITORY)))
def test_chinese_has_no_italics(file: Path) -> None:
    text = STARS.sub("", file.read_text(encoding="utf-8"))
    assert re.findall(r"(?<!\\)\*(?!\s)[^*\n]+\*", text) == []
