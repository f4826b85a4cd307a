"""Every colour that means something, once, in a light and a dark version.

The app's own colours (page, text, accent) stand in `.streamlit/config.toml`; a test holds both
together. Positive and negative are a colour-blind-safe pair, teal against orange.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Palette:
    """Colours of one theme as `#rrggbb`."""

    background: str
    surface: str
    text: str
    muted: str  # second-rank text, still ≥ 4.5 : 1 on the background
    border: str
    accent: str
    positive: str
    negative: str
    neutral: str
    query: str
    key: str
    value: str
    position: str
    segment: str
    token: str
    batch: str  # BatchNorm; LayerNorm has the accent
    rms: str  # RMSNorm
    greedy: str  # decoding: the one path of greedy search
    sampled: str  # decoding: paths that were drawn
    lstm: str
    gru: str
    rnn: str


LIGHT = Palette(
    background="#ffffff",
    surface="#f5f5fa",
    text="#1d1d2b",
    muted="#5d5d73",
    border="#dcdce8",
    accent="#4b44c4",
    positive="#0b7a75",
    negative="#b4501e",
    neutral="#e9e9f0",
    query="#a8327e",
    key="#1f66c1",
    value="#7a6200",
    position="#7b4bc4",
    segment="#8a5a2b",
    token="#4b44c4",
    batch="#2f7d32",
    rms="#b3306f",
    greedy="#2e7d32",
    sampled="#c2185b",
    lstm="#4b44c4",
    gru="#0b7a75",
    rnn="#a05a00",
)
DARK = Palette(
    background="#14141d",
    surface="#1f1f2c",
    text="#ececf4",
    muted="#a7a7bd",
    border="#34344a",
    accent="#a5a0ff",
    positive="#4fc9c0",
    negative="#f2955c",
    neutral="#33334a",
    query="#f089c8",
    key="#79b4ff",
    value="#e0c25a",
    position="#c6a0ff",
    segment="#d9a876",
    token="#a5a0ff",
    batch="#7fd087",
    rms="#ff8fb8",
    greedy="#81c995",
    sampled="#ff8fb5",
    lstm="#a5a0ff",
    gru="#4fc9c0",
    rnn="#e8b05c",
)
PALETTES: dict[str, Palette] = {"light": LIGHT, "dark": DARK}


def palette(theme: str | None) -> Palette:
    """The colours of a theme; light where the browser has not said yet."""
    return PALETTES.get(theme or "light", LIGHT)


def sequential(colours: Palette) -> list[tuple[float, str]]:
    """The scale of attention, probabilities and counts, from the background up."""
    return [(0.0, colours.background), (1.0, colours.accent)]


def diverging(colours: Palette) -> list[tuple[float, str]]:
    """The scale of signed numbers: negative, neutral, positive."""
    return [(0.0, colours.negative), (0.5, colours.neutral), (1.0, colours.positive)]


def css_variables() -> str:
    """All colours as CSS custom properties `--ss-…` that follow the app's colour scheme, or the browser's."""
    lines = (
        f"--ss-{field.name}: light-dark({getattr(LIGHT, field.name)}, {getattr(DARK, field.name)});"
        for field in fields(Palette)
    )
    return ".stApp, .ss-first-screen { " + " ".join(lines) + " }\n"
