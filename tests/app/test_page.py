"""The frame of every concept page: title, question, the open part alone, and the article."""

from core.app.glossary import linked
from core.app.navigation import OFF_THE_ROAD, PAGES, ROAD
from core.base.i18n import LANGUAGES, article, label
from core.base.settings import REPOSITORY
from core.exercises import registry
from tests.shared.pages import concept_pages
from tests.topics.support import visit

WITH_PARTS = tuple(page.name for page in PAGES if page.name not in OFF_THE_ROAD)


def test_every_page_of_the_navigation_has_its_file_and_the_road_leads_over_pages() -> None:
    names = [page.name for page in PAGES]
    assert sorted(names) == sorted(file.stem for file in (REPOSITORY / "pages").glob("*.py"))
    assert set(ROAD) <= set(names)
    assert len(set(ROAD)) == len(ROAD)


def test_every_concept_page_opens_each_part_by_its_link_and_reads_its_article(open_app) -> None:
    """One session over all pages: the title, the question and its parts in both languages."""
    app = open_app()
    for page in WITH_PARTS:
        app.switch_page(f"pages/{page}.py")
        for language in LANGUAGES:
            visit(app, page, lang=language, part="read")
            assert app.title[0].value == label(f"pages.{page}.title", language)
            question, station, text = (element.value for element in app.markdown)
            written, known = linked(label(f"pages.{page}.question", language), language)
            assert question == f":gray[{written}]"
            place = {"number": ROAD.index(page) + 1, "count": len(ROAD)}
            assert station == label("course.station", language, **place)
            assert text == linked(article(page, language), language, known)[0].strip()
            parts = next(group for group in app.get("button_group") if group.key == f"{page}_part")
            options = [option.content.split()[-1] for option in parts.proto.options]
            has = [label(f"frame.{part}", language).split()[-1] for part in concept_pages()[page].parts()]
            assert options == has


def test_the_bar_holds_the_sentence_and_the_language_on_every_page(open_app) -> None:
    app = open_app(sentence="dull .")
    for page in WITH_PARTS[:3]:
        app.switch_page(f"pages/{page}.py")
        visit(app, page, part="read")
        field = app.text_input(key="sentence")
        assert (field.value, field.label) == ("dull .", label("header.sentence", "en"))
    app.button_group(key="lang").set_value("zh").run()
    assert app.title[0].value == label(f"pages.{WITH_PARTS[2]}.title", "zh")
    assert app.query_params["lang"] in ("zh", ["zh"])
    assert app.text_input(key="sentence").value == "dull ."


def test_a_page_has_the_part_write_where_its_topic_has_exercises() -> None:
    with_exercises = {one.topic for one in registry.listed()}
    assert {name for name, page in concept_pages().items() if "write" in page.parts()} == with_exercises
