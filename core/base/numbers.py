"""Numbers as people read them: the one way in which the app, its figures and its commands write them."""

import re
from dataclasses import dataclass

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NAMES = {"nan": "NaN", "inf": "∞", "+inf": "+∞", "-inf": "−∞"}
_ROUNDING = 1e-6  # a sum of weights in float32 misses 1 by less
_FIXED = re.compile(r",?\.(?P<decimals>\d+)(?P<kind>[f%])")


@dataclass(frozen=True)
class Estimate:
    """A measured number and the ends of its 95 % interval, all in the same unit."""

    value: float
    low: float
    high: float


def number_text(number: float, form: str, language: str = "") -> str:
    """A number by a format specification, in a language's style: `number_text(0.978, ".1%", "en")` is 97.8 %.

    Minus is −, 1.5e-06 is 1.5·10⁻⁶ (and a zero so written 0), NaN and ±∞ go by name. English has a no-break
    space before %, Chinese none; nor has a text without a language, such as a figure's (`in_language` of
    core/app/figures sets it there). What lies between 0 and 1 is never written as either: 0.995 by `.2f` is
    0.995, and 0.00001 is < 0.001; with less than two decimals a number is a measure, for which 1 is no bound
    (0.996 ms by `.1f` is 1.0). Raises ValueError for a form that Python does not know.
    """
    sign, text = _off_its_bounds(number, form)
    if text.strip() in _NAMES:
        return _NAMES[text.strip()]
    if text.endswith("%"):
        text = f"{text[:-1]}{percent_sign(language)}"
    mantissa, has_exponent, exponent = text.partition("e")
    if has_exponent:
        text = "0" if float(mantissa) == 0 else times_power_of_ten(mantissa, int(exponent))
    return sign + text.replace("-", "−")


def _off_its_bounds(number: float, form: str) -> tuple[str, str]:
    """The number as Python writes it, with one decimal more or a sign < or > where it would read 0 or 1."""
    fixed = _FIXED.fullmatch(form)
    text = format(number, form)
    if fixed is None or not 0 < number < 1 - _ROUNDING or _value(text) not in _bounds(fixed):
        return "", text
    decimals, kind = int(fixed["decimals"]) + 1, fixed["kind"]
    text = format(number, f".{decimals}{kind}")
    step = 10.0 ** -(decimals + (2 if kind == "%" else 0))
    if _value(text) == 0:
        return "< ", format(step, f".{decimals}{kind}")
    return ("> ", format(1 - step, f".{decimals}{kind}")) if _value(text) == 1 else ("", text)


def _bounds(fixed: re.Match[str]) -> tuple[int, ...]:
    """What a number of this form must not read unless it is just that."""
    is_share = fixed["kind"] == "%" or int(fixed["decimals"]) > 1
    return (0, 1) if is_share else (0,)


def _value(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def estimate_text(estimate: Estimate, form: str, language: str = "") -> str:
    """`92.4 % [90.5, 94.0]`: the number as `number_text` writes it, in brackets the ends of its interval."""
    low, high = (number_text(end, form, language) for end in (estimate.low, estimate.high))
    ends = ", ".join(end.removesuffix(percent_sign(language)) for end in (low, high))
    return f"{number_text(estimate.value, form, language)} [{ends}]"


def percent_sign(language: str) -> str:
    """What follows a number of percent."""
    return f"{NO_BREAK_SPACE}%" if language == "en" else "%"


def times_power_of_ten(mantissa: str, exponent: int) -> str:
    """`1.5·10⁻⁶`; the power alone where it is taken once, the mantissa alone where the power is one."""
    if exponent == 0:
        return mantissa
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    return power if mantissa == "1" else f"{mantissa}·{power}"
