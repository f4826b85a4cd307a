"""Tables saved by spreadsheets, in English, German and Chinese."""

import csv
from collections.abc import Iterator

from tests.data.shapes.shape import Shape, table

ENGLISH = ("A warm, clever little film", "Dull from start to end", "Two lines:\nboth are fine")
GERMAN = ("Äußerst schön, für mich", "Übel; sehr übel", "Geht so")
CHINESE = ("房间又大又干净，早餐不错", "服务态度很差", "位置还行，设施旧")


def spreadsheets() -> Iterator[Shape]:
    """What Excel, LibreOffice, Numbers and R make of a table of reviews."""
    yield from english()
    yield from german()
    yield from chinese()


def rows_of(texts: tuple[str, ...]) -> list[list[str]]:
    return [[str(i + 1), text, str(5 - 2 * i)] for i, text in enumerate(texts)]


def english() -> Iterator[Shape]:
    header = ["id", "review", "stars"]
    whole = [header, *rows_of(ENGLISH)]
    for name, content in {
        "excel.csv": table(whole).encode("cp1252"),
        "excel-utf8.csv": table(whole).encode("utf-8-sig"),
        "excel-unicode-text.txt": table(whole, "\t").encode("utf-16"),
        "excel-separator.csv": ("sep=,\r\n" + table(whole)).encode(),
        "excel-separator-tab.csv": ("sep=\t\r\n" + table(whole, "\t")).encode("utf-16"),
        "libreoffice.csv": table(whole, quoting=csv.QUOTE_NONNUMERIC, end="\n").encode(),
        "below-a-title.csv": (table([["Reviews of May", "", ""], ["", "", ""]]) + table(whole)).encode(),
        "below-a-comment.csv": ("# exported 2024-03-01\n" + table(whole)).encode(),
    }.items():
        yield Shape(name, content, tuple(header), 3, ENGLISH[0])

    # A Mac's line ends; a quoted line break is one too.
    mac = table(whole, quoting=csv.QUOTE_ALL, end="\r").replace("\n", "\r")
    yield Shape("mac.csv", mac.encode("cp1252"), tuple(header), 3, ENGLISH[0])

    trailing = table([header, *[[*row, ""] for row in rows_of(ENGLISH)]])
    yield Shape("commas-behind.csv", trailing.encode(), ("id", "review", "stars", "#4"), 3, ENGLISH[0])
    numbered = table([header[1:], *rows_of(ENGLISH)], quoting=csv.QUOTE_NONNUMERIC, end="\n")
    yield Shape("r-write-table.csv", numbered.encode(), ("#1", "review", "stars"), 3, ENGLISH[0])
    unnamed = table([["", *header], *[[str(i), *row] for i, row in enumerate(rows_of(ENGLISH))]], end="\n")
    yield Shape("pandas-index.csv", unnamed.encode(), ("#1", *header), 3, ENGLISH[0])

    pasted = table([[table([row], end="\n").removesuffix("\n")] for row in whole], quoting=csv.QUOTE_ALL)
    yield Shape("pasted-into-one-column.csv", pasted.encode(), question="csv_wrapped_rows")

    people = [["Anna", "I love this phone"], ["Bob", "The battery is awful"], ["Cleo", "Best camera ever"]]
    yield Shape(
        "names-and-texts.csv", table(people).encode(), ("#1", "#2"), 3, people[0][1], None, "csv_no_header", 0
    )

    title = [
        ["Reviews of May, by our guests", "", "", ""],
        ["Anna", "I love it", "Room", "Bar"],
        ["Bob", "So so", "Bar", "Spa"],
    ]
    yield Shape(
        "no-header-below-a-title.csv",
        table(title).encode(),
        ("Anna", "I love it", "Room", "Bar"),
        1,
        "So so",
        None,
        "csv_header_elsewhere",
        2,
    )


def german() -> Iterator[Shape]:
    header = ["Nr.", "Bewertung", "Sterne"]
    whole = [header, *[[*row[:2], f"{row[2]},0"] for row in rows_of(GERMAN)]]
    yield Shape("excel-de.csv", table(whole, ";").encode("cp1252"), tuple(header), 3, GERMAN[0])
    yield Shape(
        "excel-de-separator.csv",
        ("sep=;\r\n" + table(whole, ";")).encode("cp1252"),
        tuple(header),
        3,
        GERMAN[0],
    )
    above = table([["Auswertung", "", ""], ["Stand:", "01.03.2024", ""], ["", "", ""]], ";")
    yield Shape(
        "auswertung.csv", (above + table(whole, ";")).encode("utf-8-sig"), tuple(header), 3, GERMAN[0]
    )
    units = ["", "Freitext", "1 bis 5"]
    two = table([["Nummer", "Meinung der Gäste", "Note"], units, *rows_of(GERMAN), ["4", "Gut", "2"]], ";")
    yield Shape(
        "zwei-kopfzeilen.csv",
        two.encode("cp1252"),
        ("Nummer", "Meinung der Gäste", "Note"),
        5,
        "Freitext",
        None,
        "csv_header_elsewhere",
        1,
    )


def chinese() -> Iterator[Shape]:
    header = ["编号", "评论内容", "星级"]
    whole = [header, *rows_of(CHINESE)]
    yield Shape("excel-zh.csv", table(whole).encode("gbk"), tuple(header), 3, CHINESE[0])
    yield Shape("wps.csv", table(whole).encode("utf-8-sig"), tuple(header), 3, CHINESE[0])
    yield Shape("excel-zh-unicode.txt", table(whole, "\t").encode("utf-16"), tuple(header), 3, CHINESE[0])
    above = table([["2024年3月酒店评论汇总", "", ""]])
    yield Shape("汇总.csv", (above + table(whole)).encode("gbk"), tuple(header), 3, CHINESE[0])
    listed = "".join(f"{text}\n" for text in CHINESE)
    yield Shape("评论.txt", listed.encode("gbk"), ("#1",), 3, CHINESE[0], None, "csv_no_header", 0)
    traditional = [["評論", "標籤"], ["這部電影非常好看", "1"], ["劇情很無聊", "0"]]
    yield Shape("繁體.csv", table(traditional).encode("big5"), ("評論", "標籤"), 2, traditional[1][0], "標籤")
