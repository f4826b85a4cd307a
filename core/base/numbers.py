"""Numbers as people read them: the one way in which the app, its figures and its commands write them."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NAMES = {"nan": "NaN", "inf": "∞", "+inf": "+∞", "-inf": "−∞"}


def number_text(number: float, form: str, language: str = "") -> str:
    """A number by a format specification, in a language's style: `number_text(0.978, ".1%", "en")` is 97.8 %.

    Minus is −, 1.5e-06 is 1.5·10⁻⁶ (and a zero so written 0), NaN and ±∞ go by name. English has a no-break
    space before %, Chinese none; nor has a text without a language, such as a figure's (`in_language` of
    core/app/figures sets it there). Raises ValueError for a form that Python does not know.
    """
    text = format(number, form)
    if text.strip() in _NAMES:
        return _NAMES[text.strip()]
    if text.endswith("%"):
        text = f"{text[:-1]}{percent_sign(language)}"
    mantissa, has_exponent, exponent = text.partition("e")
    if has_exponent:
        text = "0" if float(mantissa) == 0 else times_power_of_ten(mantissa, int(exponent))
    return text.replace("-", "−")


def percent_sign(language: str) -> str:
    """What follows a number of percent."""
    return f"{NO_BREAK_SPACE}%" if language == "en" else "%"


def times_power_of_ten(mantissa: str, exponent: int) -> str:
    """`1.5·10⁻⁶`; the power alone where it is taken once, the mantissa alone where the power is one."""
    if exponent == 0:
        return mantissa
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    return power if mantissa == "1" else f"{mantissa}·{power}"
