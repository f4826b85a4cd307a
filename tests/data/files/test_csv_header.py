from core.data.files.csv_header import is_data


def test_data_above_data_is_no_header(subtests):
    for first, rows in (
        (["Great film", "positive"], [["Dull", "negative"], ["Fine", "positive"]]),
        (["Great film", "1"], [["Dull", "0"]]),
        (["好看", "好评"], [["无聊", "差评"]]),
        (["17", "Great film"], [["18", "Dull"]]),
        (["x" * 300], [["y"]]),
        (["", " "], [["a", "b"]]),
    ):
        with subtests.test(first=first, rows=rows):
            assert is_data(first, rows)


def test_headers_are_headers(subtests):
    for first, rows in (
        (["review", "label"], [["Dull", "0"]]),
        (["review", "positive", "negative"], [["Dull", "0", "1"]]),
        (["review", "positive"], [["Dull", ""]]),
        (["", "0", "1"], [["0", "Dull", "1"]]),
        (["0", "1"], [["7", "Dull"]]),
        (["1. How was it? Please tell us in a few words."], [["Dull"]]),
        (["review"], []),
    ):
        with subtests.test(first=first, rows=rows):
            assert not is_data(first, rows)
