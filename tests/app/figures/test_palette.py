"""The palette: readable contrast, and the same colours as the app's theme."""

import tomllib

import pytest

from core.app.figures.palette import DARK, LIGHT, PALETTES, Palette, css_variables, palette
from core.base.settings import REPOSITORY

TEXT_COLOURS = (
    "text",
    "muted",
    "accent",
    "positive",
    "negative",
    "query",
    "key",
    "value",
    "position",
    "segment",
    "batch",
    "rms",
    "greedy",
    "sampled",
    "token",
    "greedy",
    "sampled",
)


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


@pytest.mark.parametrize("name", TEXT_COLOURS)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_text_colours_can_be_read(colours: Palette, name: str, ground: str) -> None:
    assert contrast(getattr(colours, name), getattr(colours, ground)) >= 4.5


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
    assert palette(None) is LIGHT


def test_every_colour_is_a_css_variable() -> None:
    assert f"--ss-positive: light-dark({LIGHT.positive}, {DARK.positive});" in css_variables()
