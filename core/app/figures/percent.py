"""Percentages of a figure in the style of the page's language.

Figures are made without a language and write `97.8%`. English has a no-break space there, which Plotly's
number formats don't know: they take the sign of a currency instead, and the currency is ` %`.
"""

import re
from typing import Any

from core.app.figures.plain import Plain, axes_of
from core.base.numbers import percent_sign

NAME = "percent"
PERCENT: dict[str, Any] = {  # for the figure's `config`
    "locale": NAME,
    "locales": {NAME: {"format": {"currency": ["", percent_sign("en")]}}},
}
_AFTER_NUMBER = re.compile(r"(?<=\d)%(?!})")
_IN_HOVER = re.compile(r"%\{([^:{}]+):(\+?)([^{}$]*%)\}")


def in_language(figure: Plain, language: str) -> None:
    """Set the space that the language has before %; for Chinese the figure stays as it is."""
    sign = percent_sign(language)
    if sign == "%":
        return
    for axis in axes_of(figure["layout"]):
        if (axis.get("tickformat") or "").endswith("%"):
            axis["tickformat"] = f"${axis['tickformat']}"
    for trace in figure["data"]:
        for name in ("name", "text", "hovertemplate", "texttemplate", "x", "y"):
            if trace.get(name) is not None:
                trace[name] = _respelt(trace[name], sign)
    for note in figure["layout"].get("annotations", ()):
        note["text"] = _respelt(note.get("text"), sign)


def _respelt(value: Any, sign: str) -> Any:
    """A text, or each text of a list or tuple; all else as it is."""
    if isinstance(value, str):
        return _AFTER_NUMBER.sub(sign, _IN_HOVER.sub(r"%{\1:\2$\3}", value))
    if isinstance(value, list | tuple):
        return type(value)(_respelt(one, sign) if isinstance(one, str) else one for one in value)
    return value
