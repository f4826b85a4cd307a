"""The twin panel: our function and the library's call, with the live difference, and a file to take along."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.figures.folded import width_of
from core.app.numbers import numeral
from core.app.state import Translator, language, sentence
from core.app.url_picks import option_in_url, pick
from core.app.widgets.shape_letters import shapes_in_words
from core.base.docstrings import docstrings
from core.nn.source.export import fits, python_file
from core.nn.source.listing import helpers, imports
from core.nn.twin import Comparison, Twin, called, compare, shortest, signature, source

VERSIONS = ("minimal", "full")
MOST_BESIDE = (80, 44)  # characters of our lines and of the library's that fit beside each other unwrapped


def choose_twin(
    twins: Sequence[Twin], *, key: str, default: str, t: Translator, container: Any
) -> tuple[Twin, bool]:
    """One of a page's twins from a list, and whether its short version is shown; both are in the URL.

    The twin's name is kept under `key`, such as `masks_twin`, the version as `masks_version`.
    """
    by_name = {twin.name: twin for twin in twins}
    chosen = option_in_url(key, tuple(by_name), default)
    names = lambda name: t(f"twins.{name}")  # noqa: E731
    pick(t("twins.function"), tuple(by_name), key=key, chosen=chosen, names=names, container=container)
    twin = by_name[chosen]
    if not twin.minimal:
        return twin, False
    with container:
        version = url_state.option_buttons(
            t("twins.version"),
            VERSIONS,
            key=f"{key.removesuffix('_twin')}_version",
            default="minimal",
            names=lambda version: t(f"twins.{version}"),
            label_visibility="collapsed",
        )
    return twin, version == "minimal"


def twin_panel(twin: Twin, arguments: tuple[Any, ...], t: Translator, *, short: bool) -> None:
    """Run a version of ours and the library's on the arguments; show code, call and difference."""
    shown = shortest(twin) if short else twin
    about = f"**{t(f'twins.{twin.name}')}** {t(f'twins.{twin.name}_about')}"
    with st.container(key="ss-twin-about"):
        st.markdown(f"{about}  \n:small[{_difference(shown, compare(shown, *arguments), t)}]")
    code = (imports(shown.read) if short else "") + source(shown.read, docstrings(language()))
    call = f"{twin.import_path}\n{twin.call}"
    for column, draw in zip(_layout(code, call), (_ours, _library), strict=True):
        with column:
            draw(shown, code, call, t)
    if not short:
        _helpers(shown, t)
    _take_away(twin, arguments, t)


def _difference(twin: Twin, result: Comparison, t: Translator) -> str:
    """In one line: how far both results lie apart, and whether that is within the tolerance."""
    outcome, icon, colour = ("holds", "check_circle", "green") if result.holds else ("fails", "cancel", "red")
    tolerance = {"relative": numeral(twin.relative, ".0e"), "absolute": numeral(twin.absolute, ".0e")}
    dtype = str(twin.dtype).removeprefix("torch.")
    gap = numeral(result.largest_difference, ".1e")
    told = t(f"twins.{outcome}", dtype=dtype, **tolerance)
    difference = t("twins.difference", call=called(twin), gap=gap, outcome=f":gray[{told}]")
    return f":{colour}[:material/{icon}:] {difference}"


def _layout(code: str, call: str) -> Sequence[Any]:
    """Beside each other where both fit unwrapped, else ours above the library's."""
    fits = all(
        max(map(width_of, text.splitlines())) <= most
        for text, most in zip((code, call), MOST_BESIDE, strict=True)
    )
    return st.columns([5, 3], gap="medium") if fits else (st.container(), st.container())


def _ours(twin: Twin, code: str, _: str, t: Translator) -> None:
    st.code(code, language="python")
    st.caption(f"`{signature(twin)}` {shapes_in_words(code, twin.read[0].__module__, t)}")


def _library(twin: Twin, _: str, call: str, t: Translator) -> None:
    st.markdown(f"**{t(f'twins.{twin.reference}')}** [{t('twins.documentation')}]({twin.documentation})")
    st.code(call, language="python")


def _take_away(twin: Twin, arguments: tuple[Any, ...], t: Translator) -> None:
    """A file that runs without the app, made only when somebody asks for it."""
    typed, told = sentence(), docstrings(language())  # asked for here: another thread makes the file
    file = f"sentiscope_{twin.name}.py"
    heading = (
        f"{t(f'twins.{twin.name}')}: {t(f'twins.{twin.name}_about')}",
        t("twins.take_heading", file=file),
    )
    words = {version: t(f"twins.{version}") for version in VERSIONS}
    st.download_button(
        t("twins.take"),
        lambda: python_file(twin, arguments, heading=heading, sentence=typed, words=words, docstrings=told),
        file_name=file,
        mime="text/x-python",
        key="twin_take",
        icon=":material/download:",
        on_click="ignore",
        help=t("twins.take_help"),
    )
    if not fits(twin, arguments):
        st.caption(t("twins.take_small"))


def _helpers(twin: Twin, t: Translator) -> None:
    """What our function calls of ours, to be unfolded; its constants in one piece."""
    found = helpers(twin.read)
    for helper in (one for one in found if not one.is_constant):
        with st.expander(t("twins.helper", name=helper.name, module=helper.module), type="compact"):
            st.code(helper.told(docstrings(language())), language="python")
    if constants := [one.source for one in found if one.is_constant]:
        with st.expander(t("twins.constants"), type="compact"):
            st.code("\n".join(dict.fromkeys(constants)), language="python")
