import csv

from core.data.files.csv_dialect import detect, sample_records

PROSE = [
    "Good, fun; and short",
    "Bad | really, really bad",
    'He said "no", twice',
    "Two\nlines, one; cell",
    "Fine",
]


def write(tmp_path, text: str):
    path = tmp_path / "reviews.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def delimiter_of(tmp_path, text: str) -> str:
    return detect(write(tmp_path, text)).delimiter


def test_delimiter_among_prose_full_of_the_others(tmp_path, subtests):
    for quoting, end in (
        (csv.QUOTE_MINIMAL, "\r\n"),
        (csv.QUOTE_MINIMAL, "\n"),
        (csv.QUOTE_ALL, "\n"),
        (csv.QUOTE_ALL, "\r"),
    ):
        for delimiter in (",", ";", "\t", "|"):
            with subtests.test(delimiter=delimiter, quoting=quoting, end=end):
                path = tmp_path / "reviews.csv"
                with open(path, "w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end)
                    writer.writerow(["id", "review", "label"])
                    writer.writerows(
                        [str(number), text, str(number % 2)] for number, text in enumerate(PROSE)
                    )
                dialect = detect(path)
                assert (dialect.delimiter, dialect.quotechar) == (delimiter, '"')
                assert [row.cells[1] for row in sample_records(path, dialect)[1:]] == PROSE


def test_a_single_column_has_no_delimiter(tmp_path, subtests):
    for text in (
        "review\nGood, fun\nBad, long, dull\nFine\n",
        "review\nGood, but long\nBad, and short\n",
        'review\n"Good, but long"\nBad; short\n',
        "评论\n好看，很棒\n一般\n",
        "Reviews, all of them\nGood\nBad, long, dull\nBad\n",
        "review\n",
    ):
        with subtests.test(text=text):
            assert delimiter_of(tmp_path, text) == ""


def test_ragged_short_and_broken_files(tmp_path, subtests):
    for text, delimiter in (
        ("text,label\nonly text\nanother\ngood,1\n", ","),
        ("text,label\nonly text\nanother\n", ","),
        ("text,label\ngood, fun,1\nbad, long, dull,0\nfine,1\n", ","),
        ("text;score\ngood, fun;3,5\nbad, dull;1,5\n", ";"),
        ("text,label\n", ","),
        ("text,a|b|c\ngood,1\n", ","),
        ('text,label\n"open,1\ngood,1\n', ","),
    ):
        with subtests.test(text=text, delimiter=delimiter):
            assert delimiter_of(tmp_path, text) == delimiter


def test_quotes_of_a_tsv_may_mean_nothing(tmp_path):
    dialect = detect(write(tmp_path, 'sentence\tlabel\n"good film\t1\nit\'s "bad"\t0\n" open\t1\n'))
    assert (dialect.delimiter, dialect.quotechar) == ("\t", "")


def test_quotes_of_a_list_of_sentences_may_mean_nothing(tmp_path):
    path = write(tmp_path, 'review\n"good" film, really\nfine\n"bad" film\n" open\n')
    dialect = detect(path)
    assert (dialect.delimiter, dialect.quotechar) == ("", "")
    assert sample_records(path, dialect)[1].cells == ['"good" film, really']


def test_one_broken_quote_does_not_make_all_of_them_plain(tmp_path):
    assert detect(write(tmp_path, 'sentence\tlabel\n"open\t1\ngood\t1\n')).quotechar == '"'
    assert detect(write(tmp_path, 'review\n"open\ngood\n')).quotechar == '"'


def test_quotes_of_a_tsv_may_mean_something(tmp_path):
    text = 'sentence\tlabel\n"two\nlines"\t1\n"a\ttab"\t0\n"open\t1\nplain\t0\n'
    assert detect(write(tmp_path, text)).quotechar == '"'


def test_sample_is_bounded(tmp_path):
    path = write(tmp_path, "text,label\n" + f"{'x' * 10_000},1\n" * 400)
    sample = sample_records(path, detect(path))
    assert sum(len(record.cells[0]) for record in sample) < 1_100_000
