r"""Tables as MySQL writes them INTO OUTFILE: no quotes, a backslash before what ends a cell, \N for NULL."""

from collections.abc import Iterator, Sequence

from tests.data.shapes.shape import Shape

Cells = Sequence[str | None]
TEXTS = (
    "Warm, clever and\tfunny; I loved it | twice",
    "Dull, slow and long,\nand loud at the end",
    r"Kept at C:\new, and \N is in it",
)
ROWS = [
    [str(number), text, star] for number, (text, star) in enumerate(zip(TEXTS, ("5", None, "1"), strict=True))
]


def databases() -> Iterator[Shape]:
    """What comes out of a database, and what only looks like it."""
    header = ("id", "review", "stars")
    for name, delimiter, line_end in (("commas", ",", "\n"), ("tabs", "\t", "\n"), ("semicolons", ";", "\n")):
        content = outfile([header, *ROWS], delimiter, line_end)
        yield Shape(f"mysql-{name}.csv", content.encode(), header, 3, TEXTS[0])
    bare = outfile(ROWS, "\t", "\n")
    yield Shape("mysql-outfile.txt", bare.encode(), ("#1", "#2", "#3"), 3, TEXTS[0])

    # A form in a browser sends line ends of two characters; MySQL escapes the second.
    form = [["1", "Warm and clever\r\nand funny", None], ["2", "Dull from start to end", "1"]]
    yield Shape(
        "mysql-form.csv",
        outfile([header, *form], ",", "\n").encode(),
        header,
        2,
        "Warm and clever\nand funny",
    )

    enclosed = 'id,review,stars\n1,"She said \\"lovely\\", twice",5\n2,"Dull from start to end",\\N\n'
    yield Shape("mysql-enclosed.csv", enclosed.encode(), header, 2, 'She said "lovely", twice')

    for name, texts in {
        "windows-paths.csv": (r"Saved it at C:\new", r"It is at C:\data" + "\\", "Nowhere to be found"),
        "windows-root.csv": ("Put it on C:\\", "Leave it on D:\\", "Nowhere to be found"),
    }.items():
        rows = "".join(f"{number},{text},{number}\n" for number, text in enumerate(texts, start=1))
        yield Shape(name, ("id,review,stars\n" + rows).encode(), header, 3, texts[0])


def outfile(rows: Sequence[Cells], delimiter: str, line_end: str) -> str:
    r"""Rows by the rules of SELECT … INTO OUTFILE with FIELDS ESCAPED BY '\\' and no ENCLOSED BY.

    Source: MySQL 8.4 reference manual, 15.2.13.1 (SELECT … INTO) and 15.2.9 (LOAD DATA).
    """

    def written(cell: str | None) -> str:
        if cell is None:
            return r"\N"
        return "".join("\\" + mark if mark in ("\\", delimiter, line_end[0]) else mark for mark in cell)

    return "".join(delimiter.join(map(written, row)) + line_end for row in rows)
