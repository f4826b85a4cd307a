from core.data.labels import LabelColumn, parse_label


def test_positive(subtests):
    for cell in (
        "positive",
        " Positive ",
        "POS",
        "1",
        "１",
        "1.0",
        "正面",
        "积极",
        "好评",
        "好 评\n",
        "+1",
        "Recommended",
        "推荐",
    ):
        with subtests.test(cell=cell):
            assert parse_label(cell) == 1


def test_negative(subtests):
    for cell in (
        "negative",
        "NEGATIVE",
        "\tneg",
        "0",
        "0.0",
        "负面",
        "消极",
        "差评",
        "　差评",
        "-1",
        "−1",
        "Not Recommended",
    ):
        with subtests.test(cell=cell):
            assert parse_label(cell) == 0


def test_anything_else_is_no_label(subtests):
    for cell in ("", " ", "true", "false", "yes", "2", "-2", "10", "neutral", "中性", "positively"):
        with subtests.test(cell=cell):
            assert parse_label(cell) is None


def read(*cells: str) -> LabelColumn:
    return LabelColumn().read(cells)


def test_what_is_no_label_is_told_with_its_rows():
    column = read("1", "", "meh", "0", " meh", "so-so", "meh", "meh")
    assert column.unread == 5
    assert column.told() == "meh (3, 5, 7), so-so (6)"


def test_five_values_are_told_and_all_their_rows_counted():
    column = read(*map(str, range(10)), "x" * 1000)
    assert column.unread == 9
    assert list(column.strays) == ["2", "3", "4", "5", "6"]
    assert list(read("x" * 1000).strays) == ["x" * 40]


def test_known_and_empty_values_pass():
    column = read("positive", "neg", "", "  ", "好评", "0")
    assert (column.unread, column.told(), column.zero_is_neutral) == (0, "", False)


def test_nought_between_one_and_minus_one_is_neutral():
    column = read("1", "0", "-1", "0", "−1", "2")
    assert (column.zero_is_neutral, column.unread, column.told()) == (True, 3, "0 (2, 4), 2 (6)")
    assert [parse_label(cell, column.zero_is_neutral) for cell in ("1", "0", "-1")] == [1, None, 0]
    assert read("1", "-1", "+1").unread == 0
