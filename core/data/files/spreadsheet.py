"""Cells that a spreadsheet would run as a formula, and how to keep it from doing so.

Source: OWASP, "CSV Injection".
"""

import re

DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Digits and separators after a sign are a number in some country, and never a formula.
NUMBER = re.compile(r"[+-]?(?=[.,]?[0-9])[0-9.,]*([eE][+-]?[0-9]+)?%? *")


def safe_cell(cell: str) -> str:
    """The cell, with an apostrophe in front if it is no number and begins like a formula."""
    if cell.startswith(DANGEROUS_STARTS) and not NUMBER.fullmatch(cell):
        return "'" + cell
    return cell
