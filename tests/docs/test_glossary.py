"""Every letter that names an axis stands in the glossary's alphabet."""

import re
from pathlib import Path

from core.app.glossary import SECTIONS, terms
from core.base.i18n import label
from core.base.settings import REPOSITORY
from tests.docs.support import text_of

SHAPE = re.compile(r'(?:Float|Int|Bool|Integer|Num|Shaped)\[[\w.]+, "([^"]*)"\]|# \(([A-Z\d, ·*+-]+)\)')
LETTER = re.compile(r"[A-Z]")


def letters(source: str) -> set[str]:
    """The capital letters of all shapes in a source text: those annotated and those in comments."""
    return {letter for shape in SHAPE.findall(source) for letter in LETTER.findall("".join(shape))}


def sources() -> list[Path]:
    return sorted((REPOSITORY / "core").rglob("*.py"))


def test_every_axis_letter_is_explained() -> None:
    text = text_of(REPOSITORY / "docs" / "glossary.md").partition("## Text and tokens")[0]
    rows = re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
    explained = {letter for row in rows for letter in re.findall(r"`([A-Z])`", row)}
    used = set().union(*(letters(text_of(file)) for file in sources()))
    assert used == explained
    assert {"B", "T", "S", "D", "H", "K", "V"} <= used


def test_tables_of_terms_are_those_of_the_app() -> None:
    text = text_of(REPOSITORY / "docs" / "glossary.md")
    english, chinese = terms("en").values(), terms("zh")
    for section in SECTIONS[:-1]:  # the letters' table tells more than the app
        heading = label(f"glossary.section_{section}", "en")
        table = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
        rows = [
            f"| {x.name} | {chinese[x.key].name} | {x.meaning} |" for x in english if x.section == section
        ]
        assert table.strip().splitlines()[2:] == rows, heading


def test_every_term_has_its_chinese_name() -> None:
    text = text_of(REPOSITORY / "docs" / "glossary.md").partition("## Text and tokens")[2]
    rows = [row.strip("|").split(" | ") for row in re.findall(r"^\|.*\|$", text, re.MULTILINE)]
    terms = [row for row in rows if "---" not in row[0] and row[0].strip() != "term"]
    assert len(terms) > 40
    assert [row for row in terms if len(row) != 3 or not all(cell.strip() for cell in row)] == []
