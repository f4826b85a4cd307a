"""Search: everything that is declared can be found, and what is picked opens."""

import pytest

from core.app.glossary import terms
from core.app.navigation import BY_NAME
from core.app.page import PARTS, Views
from core.app.search import entries
from core.base.i18n import LANGUAGES, label
from core.experiments.registry import NAMES
from tests.base.test_articles import settings_of
from tests.shared.pages import concept_pages

PAGES = concept_pages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_parts_terms_and_claims_are_all_found(language: str) -> None:
    found = entries(language)
    assert {entry.page for entry in found.values()} == set(BY_NAME)
    labels = [entry.label for entry in found.values()]
    assert len(set(labels)) == len(labels)
    for name, page in PAGES.items():
        parts = {key.removeprefix(f"{name}_") for key in found} & {*PARTS}
        assert parts == {*page.parts()} - {"see"}
    assert {f"term_{key}" for key in terms(language)} <= set(found)
    assert {f"claim_{name}" for name in NAMES} <= set(found)
    for name, page in PAGES.items():
        assert {found[f"claim_{claim}"].page for claim in page.measured.figures} == {name}  # type: ignore[attr-defined]


def test_each_opens_a_part_and_a_view_that_exist() -> None:
    free = {
        "predict_view": {"one", "whatif", "several"},
        "workshop_data_view": {"overview", "search", "phrases", "repeated", "changes"},
    }
    for entry in entries("en").values():
        if entry.page in PAGES:
            known = settings_of(PAGES[entry.page]) | free
            assert f"{entry.page}_part" in entry.settings
            assert [key for key, value in entry.settings.items() if value not in known.get(key, ())] == []


def test_every_declared_view_is_found() -> None:
    opened = {value for entry in entries("en").values() for value in entry.settings.items()}
    for page in PAGES.values():
        if isinstance(page.see, Views):
            assert {(page.see.key, view) for view in page.see.views} <= opened


def test_a_page_and_a_term_are_found_by_the_other_language() -> None:
    english, chinese = (entries(language) for language in LANGUAGES)
    assert label("pages.attention.menu", "zh") in english["attention"].label
    assert label("pages.attention.menu", "en") in chinese["attention"].label
    assert "词元" in english["term_token"].label
    assert "token" in chinese["term_token"].label


def test_what_is_picked_opens_in_the_same_language_with_the_same_sentence(open_app) -> None:
    app = open_app("attention", lang="zh", sentence="dull .")
    for name, page, settings in (
        ("masks_view_ways", "masks", {"masks_view": "ways"}),
        ("claim_scaling", "attention", {"attention_part": "measured"}),
        ("term_logit", "glossary", {"glossary_term": "logit"}),
    ):
        app.selectbox(key="search_picked").set_value(name).run()
        assert not app.exception
        assert app.title[0].value == label(f"pages.{page}.title", "zh")
        parameters = {key: app.query_params[key] for key in app.query_params}
        shown = {key: value[0] if isinstance(value, list) else value for key, value in parameters.items()}
        assert settings.items() <= shown.items()
        assert (shown["lang"], shown["sentence"]) == ("zh", "dull .")
        assert app.selectbox(key="search_picked").value is None


@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("维度灾难", "embeddings"),
        ("词向量", "embeddings"),
        ("隐状态", "recurrent"),
        ("隐藏状态", "recurrent"),
        ("学习式", "positions"),
        ("层归一化", "normalization"),
        ("束搜索", "decoding"),
        ("段嵌入", "inside"),
        ("自监督", "pretraining"),
        ("自动微分", "workshop"),
    ],
)
def test_a_course_s_word_leads_to_the_page_that_has_the_thing(word: str, page: str) -> None:
    assert page in {entry.page for entry in entries("zh").values() if word in entry.label}
