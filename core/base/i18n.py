"""Every word people read, in English and Chinese: the only reader of the folders `text/`."""

import locale
import os
import re
import string
import tomllib
from functools import lru_cache
from numbers import Real
from pathlib import Path
from typing import Any, cast

from core.base.errors import SentiscopeError
from core.base.measured import filled
from core.base.numbers import Estimate, estimate_text, number_text
from core.base.settings import APP, TOPICS

LANGUAGES = ("en", "zh")
# Between a number, or the placeholder of one, and its unit.
BEFORE_UNIT = re.compile(r"(?<=[\d}]) (?=(?:%|ms|s|kB|MB|GB)(?!\w))")
ONE = "1"  # of which English names without an s
BEGIN, END = "\ue000", "\ue001"  # around a word that fills a place, until the sentence is whole
HAN = "[\u3400-\u9fff]"
# A Chinese text leaves a blank beside a place for what is mostly Latin; a Chinese word there takes none.
TOO_WIDE = re.compile(f"(?<={HAN}) {BEGIN}(?={HAN})|(?<={HAN}){END} (?={HAN})|[{BEGIN}{END}]")


@lru_cache(maxsize=len(LANGUAGES))
def labels(language: str) -> dict[str, str]:
    """All short texts of a language, as `{"section.key": text}`: what all share and every topic's own."""
    texts: dict[str, str] = {}
    for file in text_files(language):
        texts.update(_flatten(tomllib.loads(file.read_text(encoding="utf-8"))))
    return texts


def text_files(language: str) -> list[Path]:
    """The files of short texts of a language: the app's, then each topic's."""
    return [APP / "text" / f"{language}.toml", *sorted(TOPICS.glob(f"[!_]*/text/{language}.toml"))]


@lru_cache(maxsize=len(LANGUAGES))
def glossary_texts(language: str) -> dict[str, dict[str, Any]]:
    """The glossary's rows by term: `name`, `meaning` and where it has any, further forms (`also`)."""
    return tomllib.loads((APP / "text" / f"glossary.{language}.toml").read_text(encoding="utf-8"))


def _flatten(table: dict, prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        pairs += _flatten(value, f"{key}.") if isinstance(value, dict) else [(key, unparted(value))]
    return pairs


def unparted(text: str) -> str:
    """A text in which no line breaks between a number and its unit: the blank there is a no-break space."""
    return BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)


def label(key: str, language: str, **parameters: object) -> str:
    """The short text of a key; `parameters` fill its `{placeholders}`. Unknown keys raise KeyError."""
    text = labels(language)[key]
    if not parameters:
        return text  # Plotly's %{x} is not ours to fill
    return _Filler(language).vformat(text, (), parameters)


class _Filler(string.Formatter):
    """`str.format` that writes numbers in a language's style, where a placeholder says how: `{share:.1%}`.

    An `Estimate` brings its interval: `{share:.1%}` is 92.4 % [90.5, 94.0], and `{share.value:.1%}` 92.4 %.
    `{count:token|tokens}` is the word that goes with the number, whichever way that is written. A Chinese
    word stands in a Chinese sentence without blanks around it.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if str(value).lstrip("+-−") == ONE else many
        if isinstance(value, Estimate):
            return estimate_text(value, format_spec, self._language)
        if format_spec and isinstance(value, Real):
            return number_text(cast("float", value), format_spec, self._language)
        written = str(super().format_field(value, format_spec))
        return f"{BEGIN}{written}{END}" if isinstance(value, str) and self._language == "zh" else written

    def vformat(self, *sentence: Any) -> str:
        return TOO_WIDE.sub("", super().vformat(*sentence))


def error_text(error: SentiscopeError, language: str) -> str:
    """The sentence for a user: what went wrong and what to do."""
    return label(f"errors.{error.key}", language, **error.parameters)


@lru_cache(maxsize=64)
def article(page: str, language: str) -> str:
    """The long Markdown text of a page, its measured numbers filled in."""
    return filled((TOPICS / page / "text" / f"{language}.md").read_text(encoding="utf-8"), language)


def closest_language(tag: str | None) -> str:
    """The language we have for a locale tag such as `zh-CN` or `en_US.UTF-8`; English otherwise."""
    return "zh" if (tag or "").lower().startswith("zh") else "en"


def shell_language() -> str:
    """The language of the shell that runs us: `SENTISCOPE_LANGUAGE`, else its locale."""
    chosen = os.environ.get("SENTISCOPE_LANGUAGE")
    return closest_language(chosen or locale.getlocale()[0] or os.environ.get("LANG"))
