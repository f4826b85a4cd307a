"""A concept page as a declaration of its parts, of which only the open one runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pkgutil import resolve_name
from typing import Any, Literal

import streamlit as st

from core.app import url_state
from core.app.course import station_links
from core.app.errors import friendly
from core.app.glossary import explained, forget_explained
from core.app.guess import Guess, begin_page, guess_first
from core.app.serving.first_visit import inside_app
from core.app.state import Translator, language, translator
from core.app.widgets.controls import controls
from core.app.widgets.letters import LetteredTexts, letters_below
from core.app.widgets.reader_choice import PAGES as READING_PAGES
from core.app.widgets.reader_choice import both_readers, pieces_note, unread_note
from core.base.i18n import article

PARTS = ("see", "compute", "code", "write", "measured", "read")
ICONS = {
    "see": ":material/visibility:",
    "compute": ":material/calculate:",
    "code": ":material/code:",
    "write": ":material/edit:",
    "measured": ":material/science:",
    "read": ":material/menu_book:",
}

Part = Callable[[Translator], None]


def page_heading(name: str) -> Translator:
    """Title, question and station of a page, which is run by app.py, in one line; returns the translator."""
    inside_app()
    t = translator()
    forget_explained()
    with st.container(key="ss-heading", horizontal=True, vertical_alignment="center", gap="medium"):
        st.title(t(f"pages.{name}.title"), anchor=False, width="content")
        st.markdown(f":gray[{explained(t(f'pages.{name}.question'))}]")
        station_links(name, t)
    return t


@dataclass(frozen=True)
class ConceptPage:
    """A topic's page; its last part is the article `text/en.md`, `text/zh.md`.

    Each part draws itself when it is called with the translator: a function, or one of the declarations
    below. A part that is left out raises TypeError at import, but for `write`, which a topic without
    exercises has not. `guesses` are those about a part, by its name.
    """

    name: str
    _: KW_ONLY
    see: Part
    compute: Part
    code: Part
    measured: Part
    write: Part | None = None
    guesses: Mapping[str, Guess] = field(default_factory=dict)

    def all_guesses(self) -> tuple[Guess, ...]:
        """Those about parts, then those about views."""
        return (*self.guesses.values(), *(self.see.all_guesses() if isinstance(self.see, Views) else ()))

    def parts(self) -> tuple[str, ...]:
        """Those that the page has."""
        return tuple(part for part in PARTS if part != "write" or self.write)

    def draw(self) -> None:
        """Draw the title and the part that is open."""
        t = page_heading(self.name)
        begin_page(self.all_guesses())
        if self.name in READING_PAGES:
            both_readers(t)
            unread_note(t)
        with st.container(key="ss-parts", horizontal=True):
            part = url_state.option_buttons(
                t("frame.parts"),
                self.parts(),
                key=f"{self.name}_part",
                default="see",
                names=lambda part: f"{ICONS[part]} {t(f'frame.{part}')}",
                label_visibility="collapsed",
            )
            if part in self.guesses:
                guess_first(self.guesses[part], t)
        with friendly():
            if part == "read":
                st.markdown(explained(article(self.name, language())), width=760)
            else:
                with letters_below(LetteredTexts(self.name, t)) as told:
                    getattr(self, part)(told)
                if self.name in READING_PAGES:
                    pieces_note(t)


@dataclass(frozen=True)
class Views:
    """Several pictures, of which a row of buttons shows one.

    Under the key `masks_view`, also the setting's name in the URL, the texts are `masks.view` and
    `masks.view_NAME`; `text` is another key for the former. The first view is the usual one, unless
    `default` says another. `above` draws what stands over the buttons, `note` what stands under
    the view. `inputs` draws what the views are about, given the container beside the buttons; its answer
    is then each view's first argument, and None stands for nothing to look at yet. `guesses` are questions
    about views, by the views' names. `in_words` are the views that may be words alone, without a picture.
    """

    key: str
    views: Mapping[str, Callable[..., None]]
    _: KW_ONLY
    text: str = ""
    default: Callable[[], str] | None = None
    above: Part | None = None
    note: Callable[[str, Translator], None] | None = None
    inputs: Callable[[Translator, Any], Any] | None = None
    in_words: frozenset[str] = frozenset()
    guesses: Mapping[str, Guess] = field(default_factory=dict)

    def all_guesses(self) -> tuple[Guess, ...]:
        """Those about its own views, then those of views that have several views themselves."""
        inner = (view.all_guesses() for view in self.views.values() if isinstance(view, Views))
        return (*self.guesses.values(), *(guess for guesses in inner for guess in guesses))

    def __call__(self, t: Translator) -> None:
        if self.above:
            self.above(t)
        if self.inputs:
            with st.container(
                key=f"ss-row-{self.key}", horizontal=True, vertical_alignment="center", gap="medium"
            ):
                view = self._choose(t)
                beside = controls(self.key)
            about = self.inputs(t, beside)
            if about is not None:
                self.views[view](about, t)
            return
        view = self._choose(t)
        self.views[view](t)
        if self.note:
            self.note(view, t)

    def _choose(self, t: Translator) -> str:
        """The buttons; returns the name of the view that is shown."""
        text = _text_key(self.key)
        names = tuple(self.views)
        width: Literal["content", "stretch"] = "content" if self.inputs else "stretch"
        with st.container(key=f"ss-views-{self.key}", horizontal=True, width=width):
            view = url_state.option_buttons(
                t(self.text or text),
                names,
                key=self.key,
                default=self.default() if self.default else names[0],
                names=lambda name: t("_".join((text, name))),
                label_visibility="collapsed",
            )
            if view in self.guesses:
                guess_first(self.guesses[view], t)
        return view


# Draws what a twin is chosen by, yields the arguments that both its sides run on, then draws what follows.
TwinInputs = Callable[[Any, Translator], Iterator[tuple[Any, ...]]]


@dataclass(frozen=True)
class Twins:
    """From scratch beside the library, one twin of several at a time.

    `twins` names where they are declared, as `module:TWINS`: that module needs torch, so it is imported
    when the part is open. `above` draws what stands over all of it.
    """

    key: str
    twins: str
    inputs: TwinInputs
    _: KW_ONLY
    default: str
    above: Part | None = None

    def __call__(self, t: Translator) -> None:
        from core.app.widgets.controls import controls
        from core.app.widgets.twin_panel import choose_twin, twin_panel

        if self.above:
            self.above(t)
        choices = controls(self.key)
        twin, short = choose_twin(self.declared(), key=self.key, default=self.default, t=t, container=choices)
        inputs = self.inputs(twin, t)
        with choices:
            arguments = next(inputs)
        twin_panel(twin, arguments, t, short=short)
        next(inputs, None)

    def declared(self) -> tuple[Any, ...]:
        """The twins themselves."""
        return tuple(resolve_name(self.twins))


@dataclass(frozen=True)
class Exercises:
    """What a learner writes, one exercise of several at a time: those of the topic's `exercises.py`.

    `inputs` are those of the part Code: the twin that holds an exercise to the library gets its arguments
    from the shared sentence, and so does the exercise.
    """

    topic: str
    inputs: TwinInputs

    def __call__(self, t: Translator) -> None:
        from core.app.exercises.panel import exercises_panel

        exercises_panel(self.topic, self.inputs, t)


@dataclass(frozen=True)
class Measured:
    """The page's claims: each experiment with its figure, named `module:function`, as figures need Plotly.

    A list of all comes first. `above` draws what stands before them, `below` what follows one of them.
    """

    figures: Mapping[str, str]
    above: Part | None = None
    below: Mapping[str, Part] = field(default_factory=dict)

    def __call__(self, t: Translator) -> None:
        from core.app.widgets.claims import claims_list
        from core.app.widgets.experiment_panel import experiment_panel

        claims_list(self.figures, t)
        _guarded(self.above, t)
        for name, figure in self.figures.items():
            experiment_panel(name, resolve_name(figure), t)
            _guarded(self.below.get(name), t)


def _guarded(part: Part | None, t: Translator) -> None:
    """Draw it, if there is one; an error in it leaves the rest of the page as it is."""
    if part:
        with friendly():
            part(t)


def _text_key(key: str) -> str:
    """The text of a setting: `masks.view` of `masks_view`."""
    return ".".join(key.rsplit("_", 1))
