"""Numbers in the page's language; how they are written is told in `core/base/numbers.py`."""

from core.app.state import language
from core.base.numbers import number_text


def numeral(value: float, form: str) -> str:
    """A number by a format specification, such as `.1%`, in the style of the page's language."""
    return number_text(value, form, language())


def with_interval(proportion: float, low: float, high: float) -> str:
    """A proportion in percent, and in brackets the interval that it lies in."""
    return f"{numeral(proportion, '.1%')} ({numeral(low, '.1%')} – {numeral(high, '.1%')})"
