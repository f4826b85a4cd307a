"""One way to write numbers: minus, powers of ten, percent; in texts that say how, too."""

import re
from pathlib import Path

import pytest

from core.base import i18n
from core.base.i18n import LANGUAGES, label, text_files, unparted
from core.base.numbers import Estimate, estimate_text, number_text, times_power_of_ten
from core.base.settings import APP, TOPICS


@pytest.mark.parametrize(
    ("number", "form", "en", "zh"),
    [
        (0.978, ".1%", "97.8\u00a0%", "97.8%"),
        (-0.05, "+.0%", "−5\u00a0%", "−5%"),
        (1.5e-6, ".1e", "1.5·10⁻⁶", "1.5·10⁻⁶"),
        (-2.5e12, ".1e", "−2.5·10¹²", "−2.5·10¹²"),
        (1e-9, ".0e", "10⁻⁹", "10⁻⁹"),
        (0.0, ".1e", "0", "0"),
        (1.5, ".1e", "1.5", "1.5"),
        (1e-5, "g", "10⁻⁵", "10⁻⁵"),
        (-1234.5, ",.1f", "−1,234.5", "−1,234.5"),
        (float("nan"), ".2f", "NaN", "NaN"),
        (float("-inf"), ".2f", "−∞", "−∞"),
    ],
)
def test_a_number_is_written_in_its_languages_style(number: float, form: str, en: str, zh: str) -> None:
    assert (number_text(number, form, "en"), number_text(number, form, "zh")) == (en, zh)


def test_a_power_taken_once_stands_alone() -> None:
    assert [times_power_of_ten(mantissa, 3) for mantissa in ("1", "1.0", "2")] == ["10³", "1.0·10³", "2·10³"]


def test_a_text_that_says_how_writes_its_numbers_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "labels", lambda language: {"told": "{share:.1%}, off by {gap:.1e}; {name}"})
    parameters = {"share": 0.5, "gap": -1e-7, "name": "-50%"}
    assert label("told", "en", **parameters) == "50.0\u00a0%, off by −1.0·10⁻⁷; -50%", (
        "names stay as they are"
    )
    assert label("told", "zh", **parameters) == "50.0%, off by −1.0·10⁻⁷; -50%"


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 tokens"), (1, "1 token"), ("1", "1 token"), (2, "2 tokens"), ("1,001", "1,001 tokens")],
)
def test_a_word_goes_with_its_number(monkeypatch: pytest.MonkeyPatch, count: int | str, told: str) -> None:
    monkeypatch.setattr(i18n, "labels", lambda language: {"read": "{count} {count:token|tokens}"})
    assert label("read", "en", count=count) == told


def test_what_is_cut_is_told_in_numbers_but_where_it_is_one() -> None:
    assert "the last token of this text was not read" in label("verdict.cut", "en", read=512, cut=1)
    assert "the last 3 tokens of this text were not read" in label("verdict.cut", "en", read=512, cut=3)


def texts_of(language: str) -> list[Path]:
    articles = TOPICS.glob(f"[!_]*/text/{language}.md")
    return [*text_files(language), APP / "text" / f"glossary.{language}.toml", *articles]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_own_percentages_are_written_as_the_numbers_are(language: str) -> None:
    """But for `{share:.1%}`, which is filled, and code."""
    wrong = r"[\d}](?: |(?=%))%(?![\w{}])" if language == "en" else r"[\d}][ \u00a0]%(?![\w{}])"
    for file in texts_of(language):
        text = unparted(re.sub(r"`[^`\n]*`", "", file.read_text(encoding="utf-8")))
        assert re.findall(wrong, text) == [], file


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (0.9951, ".2f", "0.995"),
        (0.99996, ".2f", "> 0.999"),
        (0.00001, ".2f", "< 0.001"),
        (0.004, ".2f", "0.004"),
        (0.9996, ".1%", "99.96%"),
        (0.99999, ".1%", "> 99.99%"),
        (0.9999999, ".1%", "100.0%"),
        (0.0000001, ".0%", "< 0.1%"),
        (0.6, ".0f", "1"),  # with less than two decimals it is a measure, such as milliseconds
        (0.997, ".1f", "1.0"),
        (0.04, ".1f", "0.04"),
        (0.0, ".2f", "0.00"),
        (1.0, ".1%", "100.0%"),
        (1.004, ".2f", "1.00"),  # no bound lies there
        (-0.004, "+.2f", "−0.00"),  # a difference, which has none
    ],
)
def test_what_is_not_quite_a_bound_is_not_written_as_one(number: float, form: str, text: str) -> None:
    assert number_text(number, form) == text


def test_an_estimate_brings_the_ends_of_its_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"told": "{share:.1%}; {share.value:.1%}; {gap:+.1f} points"}
    monkeypatch.setattr(i18n, "labels", lambda language: texts)
    parameters = {"share": Estimate(0.9243, 0.9048, 0.9401), "gap": Estimate(-0.5, -2.04, 1)}
    told = label("told", "en", **parameters)
    assert told == "92.4\u00a0% [90.5, 94.0]; 92.4\u00a0%; −0.5 [−2.0, +1.0] points"
    assert label("told", "zh", **parameters).startswith("92.4% [90.5, 94.0]; 92.4%;")
    assert estimate_text(Estimate(0.9999, 0.99996, 1.0), ".1%", "zh") == "99.99% [> 99.99, 100.0]"
