"""The palette: readable contrast, and the same colours as the app's theme."""

import tomllib
from dataclasses import fields

import pytest

from core.app.figures.palette import (
    DARK,
    LIGHT,
    PALETTES,
    Palette,
    css_variables,
    diverging,
    palette,
    sequential,
)
from core.base.settings import REPOSITORY

NAMES = [field.name for field in fields(Palette)]
GROUNDS = ("background", "surface")
NEVER_TEXT = (*GROUNDS, "border", "neutral")  # every other colour writes words, or draws lines and marks


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", PALETTES)
def test_every_colour_that_may_write_can_be_read(theme: str) -> None:
    colours = PALETTES[theme]
    pairs = [(name, ground) for name in NAMES if name not in NEVER_TEXT for ground in GROUNDS]
    faint = {pair for pair in pairs if contrast(*(getattr(colours, name) for name in pair)) < 4.5}
    assert faint == set()
    assert {"lstm", "gru", "rnn", "text", "muted"} <= {name for name, _ in pairs}


@pytest.mark.parametrize("theme", PALETTES)
def test_colours_that_meet_in_one_chart_differ(theme: str) -> None:
    colours = PALETTES[theme]
    for together in (
        ("positive", "neutral", "negative", "background"),
        ("query", "key", "value"),
        ("token", "position", "segment"),
        ("accent", "batch", "rms", "muted"),
        ("accent", "greedy", "sampled", "muted"),
        ("lstm", "gru", "rnn", "negative"),
    ):
        assert len({getattr(colours, name) for name in together}) == len(together), together


@pytest.mark.parametrize("theme", PALETTES)
def test_scales_begin_and_end_with_their_meaning(theme: str) -> None:
    colours = PALETTES[theme]
    assert sequential(colours) == [(0, colours.background), (1, colours.accent)]
    assert diverging(colours) == [(0, colours.negative), (0.5, colours.neutral), (1, colours.positive)]


@pytest.mark.parametrize("theme", PALETTES)
def test_theme_and_palette_agree(theme: str) -> None:
    config = tomllib.loads((REPOSITORY / ".streamlit/config.toml").read_text("utf-8"))["theme"][theme]
    colours = PALETTES[theme]
    pairs = {
        "primaryColor": colours.accent,
        "backgroundColor": colours.background,
        "secondaryBackgroundColor": colours.surface,
        "textColor": colours.text,
        "grayTextColor": colours.muted,
        "borderColor": colours.border,
    }
    assert {name: config[name] for name in pairs} == pairs


def test_unknown_theme_is_light() -> None:
    assert palette(None) is palette("sepia") is palette("light") is LIGHT
    assert palette("dark") is DARK


def test_every_colour_is_a_css_variable() -> None:
    css = css_variables()
    for name in NAMES:
        assert f"--ss-{name}: light-dark({getattr(LIGHT, name)}, {getattr(DARK, name)});" in css
    assert css.startswith(".stApp, .ss-first-screen {")  # the page, and what stands there before it
    assert css.endswith("}\n")
