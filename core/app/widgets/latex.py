"""Numbers as LaTeX, for formulas with the actual numbers put in."""

import math

SMALL = 1e-3  # of a smaller number, four decimals would show less than two digits
_NAMES = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\text{NaN}"}


def latex_plain(number: float) -> str:
    """Four decimals; very large and very small numbers as a power of ten, and those that are none by name."""
    if not math.isfinite(number):
        return _NAMES[str(number)]
    if number == int(number) and abs(number) < 1e6:
        return str(int(number))
    if abs(number) >= 1e6 or abs(number) < SMALL:
        mantissa, exponent = f"{number:.2e}".split("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return f"{number:.4f}"


def latex_base(number: float) -> str:
    """A number that is raised to a power: in brackets where it is negative or itself holds a power of ten."""
    text = latex_plain(number)
    return f"({text})" if number < 0 or "^" in text else text


def latex_number(number: float) -> str:
    """A number inside a sum or product: negative ones in brackets."""
    text = latex_plain(number)
    return f"({text})" if number < 0 else text
