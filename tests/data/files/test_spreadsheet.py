from hypothesis import given
from hypothesis import strategies as st

from core.data.files.spreadsheet import safe_cell


def test_formulas_get_an_apostrophe(subtests):
    for cell in (
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "-",
        "+",
        "--1",
        "-inf",
        "-e5",
        "-.",
        "+1-2",
    ):
        with subtests.test(cell=cell):
            assert safe_cell(cell) == "'" + cell


def test_numbers_stay(subtests):
    for cell in ("-3.5", "+4", "1e-5", "-1e-5", "-.5", "-1,234.5", "-3,5", "-5%", "-7 ", "+8613812345678"):
        with subtests.test(cell=cell):
            assert safe_cell(cell) == cell


def test_other_cells_stay(subtests):
    for cell in ("", "good", "'=1", " =1", "a=b", "好", '"=1"'):
        with subtests.test(cell=cell):
            assert safe_cell(cell) == cell


@given(
    st.one_of(
        st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.decimals(-1000, 1000, places=3)
    )
)
def test_no_number_is_changed(number):
    for cell in (str(number), f"{number:+}", f"{number:e}", f"{number:,}"):
        assert safe_cell(cell) == cell


@given(st.sampled_from("=+-@\t\r"), st.text())
def test_no_dangerous_text_is_left(start, rest):
    cell = start + rest
    safe = safe_cell(cell)
    assert safe == "'" + cell or (safe == cell and set(cell) <= set("+-0123456789.,eE% ") and start in "+-")


@given(st.text())
def test_only_an_apostrophe_is_ever_added(cell):
    assert safe_cell(cell) in (cell, "'" + cell)
    assert safe_cell(safe_cell(cell)) == safe_cell(cell)
