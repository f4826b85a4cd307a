"""The editor on a page: what it is given, what it may send, and colours in which code can be read."""

import re
from dataclasses import asdict

import pytest

from core.app.editor.code_editor import MOST_CODE, sent
from core.app.figures.palette import PALETTES
from core.base.settings import APP
from tests.app.figures.test_palette import contrast

STYLE = (APP / "editor" / "editor.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "x = 1",
        ["attention.softmax", "x = 1"],
        {"exercise": "attention.mask", "code": "x = 1"},
        {"exercise": "attention.softmax"},
        {"exercise": "attention.softmax", "code": 3},
        {"exercise": "attention.softmax", "code": "x" * (MOST_CODE + 1)},
    ],
)
def test_what_is_no_code_of_this_exercise_is_left_aside(asked: object) -> None:
    assert sent(asked, "attention.softmax") is None


def test_code_comes_as_it_was_typed() -> None:
    asked = {"exercise": "attention.softmax", "code": "x = '<b>'\n" + "#" * (MOST_CODE - 10)}
    assert sent(asked, "attention.softmax") == asked["code"]


def test_the_browser_knows_the_same_limit() -> None:
    script = (APP / "editor" / "kept_code.js").read_text(encoding="utf-8")
    assert f"MOST_KEPT = {MOST_CODE:_} " in script


def mixed(colour: str, ground: str, percent: int) -> str:
    """What `color-mix(in srgb, colour percent%, transparent)` gives on a ground."""
    pairs = ((int(one[i : i + 2], 16) for one in (colour, ground)) for i in (1, 3, 5))
    return "#" + "".join(
        f"{round((top * percent + below * (100 - percent)) / 100):02x}" for top, below in pairs
    )


@pytest.mark.parametrize("theme", PALETTES)
def test_every_colour_of_code_can_be_read_on_every_ground_of_a_line(theme: str) -> None:
    colours = asdict(PALETTES[theme])
    tints = re.findall(r"color-mix\(in srgb, var\(--ss-(\w+)\) (\d+)%, transparent\)", STYLE)
    assert len(tints) == 3  # the line of the cursor, the selection, the line of an error
    grounds = [colours["background"]]
    grounds += [mixed(colours[name], colours["background"], int(percent)) for name, percent in tints]
    named = {
        "plain": "text",
        **dict(re.findall(r"^\.(py-\w+|blank) \{ color: var\(--ss-(\w+)\)", STYLE, re.M)),
    }
    assert len(named) == 7
    faint = {
        (name, ground, round(contrast(colours[colour], ground), 2))
        for name, colour in named.items()
        for ground in grounds
        if contrast(colours[colour], ground) < 4.5
    }
    assert faint == set()
