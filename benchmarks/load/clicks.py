"""What a visitor can change on a page, and what they change it to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.load.screen import Screen, Shown

SENTENCE = "sentence"
# Another language is chosen once in a visit; the search leaves the page; an uploaded file is no click.
LEFT_ALONE = ("lang", "search_picked")


@dataclass(frozen=True)
class Choice:
    """A widget by the name that the app gave it, with the values that it could take instead of its own."""

    name: str
    fragment: str
    others: tuple[WidgetState, ...]


def choices(screen: Screen) -> list[Choice]:
    """The widgets that stand on the page and can take another value, in the order of their names."""
    found = {}
    for shown in screen.elements.values():
        choice = _choice(shown, screen.values)
        if choice and choice.others and choice.name not in LEFT_ALONE:
            found[choice.name] = choice
    return [found[name] for name in sorted(found)]


def typed(screen: Screen, text: str) -> Choice | None:
    """The header's field with another sentence in it; None where the page has none."""
    for shown in screen.elements.values():
        if shown.element.WhichOneof("type") == "text_input":
            widget = shown.element.text_input
            if _name(widget.id) == SENTENCE:
                return Choice(SENTENCE, shown.fragment, (WidgetState(id=widget.id, string_value=text),))
    return None


def pick(available: list[Choice], random: Random) -> tuple[WidgetState, str] | None:
    """One widget's new value, and its fragment; each widget is as likely as any other."""
    if not available:
        return None
    choice = random.choice(available)
    return random.choice(choice.others), choice.fragment


def _choice(shown: Shown, values: dict[str, WidgetState]) -> Choice | None:
    kind = shown.element.WhichOneof("type")
    if kind not in OTHERS:
        return None
    widget = getattr(shown.element, kind)
    name = _name(widget.id)
    if widget.disabled or not name:
        return None
    return Choice(name, shown.fragment, tuple(OTHERS[kind](widget, values.get(widget.id))))


def _name(identifier: str) -> str:
    """The key at the end of `$$ID-0123…-the_key`."""
    return identifier.removeprefix("$$ID-").partition("-")[2]


def _of_buttons(widget: Any, value: WidgetState | None) -> Iterator[WidgetState]:
    names = [f"{option.content_icon} {option.content}".strip() for option in widget.options]
    now = list(value.string_array_value.data) if value else [names[index] for index in widget.default]
    for name in names:
        if [name] != now:
            yield _names(widget.id, [name])


def _of_slider(widget: Any, value: WidgetState | None) -> Iterator[WidgetState]:
    """Four places on its way; of one with words on it, each word."""
    if widget.options and widget.type == widget.SELECT_SLIDER:
        now = list(value.string_array_value.data) if value else []
        yield from (_names(widget.id, [option]) for option in widget.options if [option] != now)
        return
    if len(widget.default) != 1:
        return
    step = widget.step or (widget.max - widget.min) / 4
    steps = int((widget.max - widget.min) / step)
    for quarter in range(5):
        state = WidgetState(id=widget.id)
        state.double_array_value.data.append(widget.min + step * (steps * quarter // 4))
        if value is None or state != value:
            yield state


def _of_list(widget: Any, value: WidgetState | None) -> Iterator[WidgetState]:
    now = value.string_value if value else ""
    for option in widget.options:
        if option != now:
            yield WidgetState(id=widget.id, string_value=option)


def _of_checkbox(widget: Any, value: WidgetState | None) -> Iterator[WidgetState]:
    now = value.bool_value if value else widget.default
    yield WidgetState(id=widget.id, bool_value=not now)


def _names(identifier: str, names: list[str]) -> WidgetState:
    state = WidgetState(id=identifier)
    state.string_array_value.data.extend(names)
    return state


OTHERS: dict[str, Callable[[Any, WidgetState | None], Iterator[WidgetState]]] = {
    "button_group": _of_buttons,
    "slider": _of_slider,
    "selectbox": _of_list,
    "radio": _of_list,
    "checkbox": _of_checkbox,
}
