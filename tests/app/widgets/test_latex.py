"""Numbers as LaTeX."""

import pytest

from core.app.widgets.latex import latex_base, latex_number, latex_plain


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.12345, "0.1235"),
        (-0.5, "(-0.5000)"),
        (7, "7"),
        (0, "0"),
        (0.001, "0.0010"),
        (5e-5, r"5.00 \cdot 10^{-5}"),
        (1.5e-7, r"1.50 \cdot 10^{-7}"),
        (-3.4e38, r"(-3.40 \cdot 10^{38})"),
        (float("-inf"), r"(-\infty)"),
        (float("nan"), r"\text{NaN}"),
    ],
)
def test_numbers_inside_a_formula(number: float, written: str) -> None:
    assert latex_number(number) == written


def test_a_result_stands_without_brackets() -> None:
    assert latex_plain(-0.5) == "-0.5000"


def test_what_is_squared_holds_no_bare_power() -> None:
    """TeX takes two exponents in a row for an error, which readers would see in red."""
    assert [latex_base(number) for number in (3.24e-4, -0.5, 0.25)] == [
        r"(3.24 \cdot 10^{-4})",
        "(-0.5000)",
        "0.2500",
    ]
