"""How exercises look in a list, and where each is opened: known without torch."""

from urllib.parse import urlencode

from core.app.state import Translator
from core.exercises.registry import Listed
from core.exercises.texts import title_key

RUNG_ICONS = {
    "choose": ":material/quiz:",
    "fill": ":material/format_ink_highlighter:",
    "write": ":material/edit:",
    "repair": ":material/build:",
    "use": ":material/extension:",
}


def short(name: str) -> str:
    """An exercise's name on its page, as the URL has it: without the topic."""
    return name.split(".", 1)[1]


def named(one: Listed, t: Translator) -> str:
    """Its title behind its rung's icon."""
    return f"{RUNG_ICONS[one.rung]} {t(title_key(one.name))}"


def place(one: Listed) -> dict[str, str]:
    """The settings with which its topic's page opens on it."""
    return {f"{one.topic}_part": "write", f"{one.topic}_exercise": short(one.name)}


def link(text: str, one: Listed) -> str:
    """A link in Markdown that opens it."""
    return f"[{text}]({one.topic}?{urlencode(place(one))})"
