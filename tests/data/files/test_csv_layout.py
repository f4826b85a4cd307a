"""Where the header stands, or the question where it does."""

import pytest

from core.base.errors import SentiscopeError
from core.data.files.csv_layout import Layout, layout_of
from core.data.files.csv_records import Record
from core.data.files.reviews_csv import open_table, read_rows


def layout(text: str, given: int | None = None) -> Layout:
    lines = enumerate(text.split("\n"), start=1)
    return layout_of([Record(line.split(","), False, number) for number, line in lines], given, "x.csv")


def question(text: str) -> tuple[str, int]:
    with pytest.raises(SentiscopeError) as caught:
        layout(text)
    return caught.value.key, caught.value.parameters["line"]


@pytest.mark.parametrize(
    ("text", "header", "headers"),
    [
        ("review\nGood", ("review",), 1),
        ("Gästestimmen\nDas Frühstück war gut und die Zimmer ruhig", ("Gästestimmen",), 1),
        ("Timestamp,What did you think of it?\n3/5/2024 10:00,I liked it", None, 1),
        ("Wie war es für Sie?,Punkte\nSehr schön,9", None, 1),
        ("id,review\n1,I liked it,\n2,Not me,", ("id", "review", ""), 1),
        ("review,stars\n1,I liked it,5\n2,Not me,1", ("", "review", "stars"), 1),
        ("0,1\n0,I liked it", ("0", "1"), 1),
        ("I really liked this film,positive\nIt was a bore,negative", ("#1", "#2"), 0),
        ("0,146,NO_QUERY,awww that is a bummer\n4,147,NO_QUERY,I love you all", ("#1", "#2", "#3", "#4"), 0),
        ('Q1,Q2\nHow was it?,Why is that?\n{"ImportId": 1},{"ImportId": 2}\nGood,No', ("Q1", "Q2"), 3),
        ("Respondent ID,How was it?,\n,Open-Ended Response,Response\n1,Good,Yes", None, 2),
    ],
)
def test_where_it_is_certain(text: str, header: tuple[str, ...] | None, headers: int) -> None:
    found = layout(text)
    assert found.headers == headers
    assert header is None or found.header == header


def test_a_second_header_names_what_the_first_does_not() -> None:
    text = "Respondent ID,How was it?,\n,Open-Ended Response,Other (please specify)\n1,Good,Yes"
    assert layout(text).header == ("Respondent ID", "How was it?", "Other (please specify)")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I love this phone\nThe battery is awful\nBest camera ever", "csv_no_header"),
        ("Good\nBad\nFine", "csv_no_header"),
        ("Anna,I love this phone\nBob,The battery is awful", "csv_no_header"),
        ("2023,Great film\n2024,Dull", "csv_no_header"),
        ("好看,2024-01-02\n不好看,2024-01-03", "csv_no_header"),
        ("a,b\n1,Good,5,x\n2,Bad,1,y", "csv_header_elsewhere"),
        ("Weekly report,,\nAnna,Good,5\nBob,Bad,1", "csv_header_elsewhere"),
        ("review,when\nthe text,the day\nGood,3/5/2024\nBad,3/6/2024\nFine,3/7/2024", "csv_header_elsewhere"),
    ],
)
def test_where_it_is_asked(text: str, key: str) -> None:
    assert question(text) == (key, 1)
    assert layout(text, 1).headers == 1
    assert layout(text, 0).headers == 0


def test_a_missing_value_in_the_first_row_is_no_header() -> None:
    assert layout("review,stars\nGood,n/a\nBad,3\nFine,4\nNice,5").headers == 1


def rows(tmp_path, text: str, header: int | None = None) -> tuple[tuple[str, ...], list[list[str]]]:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    table = open_table(path, header=header)
    return table.columns, [row.cells for row in read_rows(table)]


PREAMBLE = "Report:,Weekly mentions\nFrom:,2024-01-01\nTo:,2024-01-07\n\n"
TABLE = 'Date,Source,Full Text,Sentiment\n2024-01-01,X,I love it,positive\n2024-01-02,Y,"Bad, bad",negative\n'


@pytest.mark.parametrize(
    "above", [PREAMBLE, "Weekly mentions\n", "# by a tool, of ours\n", "Weekly,,,\n,,,\n"]
)
def test_lines_above_the_header_are_no_rows(tmp_path, above: str) -> None:
    columns, cells = rows(tmp_path, above + TABLE)
    assert columns == ("Date", "Source", "Full Text", "Sentiment")
    assert [row[2] for row in cells] == ["I love it", "Bad, bad"]
    assert rows(tmp_path, above + TABLE, header=above.count("\n") + 1) == (columns, cells)


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
def test_a_separator_line_is_a_hint(tmp_path, line: str) -> None:
    columns, cells = rows(tmp_path, f"{line}\r\nid;review;stars\r\n1;A warm, clever film;5\r\n")
    assert (columns, cells) == (("id", "review", "stars"), [["1", "A warm, clever film", "5"]])


def test_texts_without_a_header(tmp_path) -> None:
    text = "I love this phone, really\nThe battery is awful\nBest camera, by far\n"
    assert rows(tmp_path, text, header=0) == (("#1",), [[line] for line in text.split("\n")[:-1]])


def test_a_header_in_a_line_that_is_not_there(tmp_path) -> None:
    with pytest.raises(SentiscopeError) as caught:
        rows(tmp_path, "review\nGood\n", header=9)
    assert (caught.value.key, caught.value.parameters["line"]) == ("csv_no_line", 9)


def test_escaped_quotes_are_found(tmp_path) -> None:
    text = 'id,review,label\n1,"She said \\"lovely\\", and I agree",positive\n2,Bad,negative\n'
    assert rows(tmp_path, text)[1][0] == ["1", 'She said "lovely", and I agree', "positive"]


def test_a_single_line_may_be_a_text(tmp_path) -> None:
    with pytest.raises(SentiscopeError) as caught:
        rows(tmp_path, "I love this phone\n")
    assert caught.value.key == "csv_no_header"
    assert rows(tmp_path, "I love this phone\n", header=0)[1] == [["I love this phone"]]
