"""Concept pages: each declares all its parts where everybody expects them, and draws the open one."""

from collections import Counter
from collections.abc import Callable, Iterator
from pkgutil import resolve_name

import pytest

from core.app.page import ConceptPage, Measured, Part, Twins, Views
from core.base.i18n import LANGUAGES, article
from core.experiments.registry import NAMES
from tests.shared.pages import concept_pages

PAGES = concept_pages()


@pytest.mark.parametrize("part", ["see", "compute", "code", "measured"])
def test_a_page_without_one_of_its_parts_is_refused(part: str) -> None:
    parts = dict.fromkeys(("see", "compute", "code", "measured"), lambda t: None)
    del parts[part]
    with pytest.raises(TypeError, match=part):
        ConceptPage("masks", **parts)


def views_of(part: Part) -> list[Callable[..., None]]:
    """What draws the views of a part; a view may have several views itself."""
    if not isinstance(part, Views):
        return [part]
    return [view for inner in part.views.values() for view in views_of(inner)]


@pytest.mark.parametrize("name", PAGES)
def test_parts_stand_where_everybody_looks_for_them(name: str) -> None:
    page, views = PAGES[name], f"core.topics.{name}.views"
    assert isinstance(page, ConceptPage)
    assert page.name == name
    assert page.compute.__module__ == f"{views}.compute"  # type: ignore[attr-defined]
    code = page.code.inputs if isinstance(page.code, Twins) else page.code
    assert code.__module__ == f"{views}.code"
    assert all(view.__module__.startswith(views) for view in views_of(page.see))
    assert isinstance(page.measured, Measured)
    assert all(len(article(name, language)) > 200 for language in LANGUAGES)


def test_every_experiment_is_shown_on_one_page_by_a_figure_of_its_own() -> None:
    claims = Counter(claim for page in PAGES.values() for claim in page.measured.figures)
    assert claims == dict.fromkeys(NAMES, 1)
    figures = [figure for page in PAGES.values() for figure in page.measured.figures.values()]
    assert len(set(figures)) == len(figures)
    assert all(callable(resolve_name(figure)) for figure in figures)


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if isinstance(page.code, Twins)])
def test_the_first_twin_is_one_of_the_page_s(name: str) -> None:
    code = PAGES[name].code
    assert code.key in (f"{name}_twin", f"{name}_code_twin")
    assert code.default in [twin.name for twin in code.declared()]


def declared() -> None:
    from core.app.page import ConceptPage, Measured, Views

    def part(name: str):
        def draw(t) -> None:
            import streamlit as st

            st.text(name)

        return draw

    views = {name: part(f"view {name}") for name in ("grid", "both")}
    see = Views("masks_view", views, above=part("above"), note=lambda view, t: part(f"note {view}")(t))
    measured = Measured({}, above=part("above the claims"))
    ConceptPage("masks", see=see, compute=part("compute"), code=part("code"), measured=measured).draw()


def texts(monkeypatch: pytest.MonkeyPatch, **parameters: str) -> list[str]:
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr("core.app.page.station_links", lambda name, t: None)  # which links the whole app
    app = AppTest.from_function(declared)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert app.title[0].value == "Masks"
    return [text.value for text in app.text]


def test_the_open_part_is_drawn_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert texts(monkeypatch) == ["above", "view grid", "note grid"]
    assert texts(monkeypatch, masks_view="both") == ["above", "view both", "note both"]
    assert texts(monkeypatch, masks_part="compute") == ["compute"]
    assert texts(monkeypatch, masks_part="code") == ["code"]
    assert texts(monkeypatch, masks_part="measured") == ["above the claims"]
    assert texts(monkeypatch, masks_part="read") == []


def test_inputs_of_a_twin_draw_before_it_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []

    class Twin:
        name = "one"

    def inputs(twin: Twin, t: object) -> Iterator[tuple[int, ...]]:
        drawn.append("before")
        yield (1, 2)
        drawn.append("after")

    monkeypatch.setattr("core.app.widgets.twin_panel.choose_twin", lambda *given, **named: (Twin(), True))

    def panel(_: Twin, arguments: tuple[int, ...], t: object, *, short: bool) -> None:
        drawn.append((arguments, short))

    monkeypatch.setattr("core.app.widgets.twin_panel.twin_panel", panel)
    Twins("masks_twin", "core.topics.masks.twins:TWINS", inputs, default="one")(lambda key, **named: key)
    assert drawn == ["before", ((1, 2), True), "after"]
