"""Wishes checked against the file, before any model is loaded."""

import os
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.data.files import tables
from core.data.files.csv_records import Dialect
from core.data.files.reviews_csv import Table
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.scoring.plan import Plan, Request, make_plan

ROWS = "id,review,label\n1,a fine film,1\n2,a bad film,0\n"


def plan_of(tmp_path: Path, content: str = ROWS, **options) -> Plan:
    path = tmp_path / "reviews.csv"
    path.write_text(content, encoding="utf-8")
    return make_plan(Request(path, options.pop("output", tmp_path / "scored.csv"), **options))


def error_of(tmp_path: Path, content: str = ROWS, **options) -> SentiscopeError:
    with pytest.raises(SentiscopeError) as caught:
        plan_of(tmp_path, content, **options)
    return caught.value


def test_columns_are_found_and_rows_counted(tmp_path: Path) -> None:
    guessed, named = plan_of(tmp_path), plan_of(tmp_path, text="id", label="label")
    assert (guessed.text, guessed.label, guessed.rows) == (1, None, 2)
    assert (named.text, named.label, named.rows) == (0, 2, 2)


@pytest.mark.parametrize("role", ["text", "label"])
def test_a_column_that_is_not_there(tmp_path: Path, role: str) -> None:
    error = error_of(tmp_path, **{role: "gone"})
    assert error.key == "csv_column_missing"
    assert error.parameters == {"column": "gone", "columns": "id, review, label"}


def test_one_column_cannot_be_both(tmp_path: Path) -> None:
    assert error_of(tmp_path, label="review").key == "scoring_same_column"


@pytest.mark.parametrize(
    "labels",
    [["positive", "negative"], ["1", "0"], ["pos", "neg"], ["正面", "负面"], [" Positive ", ""], ["", ""]],
)
def test_labels_in_other_words_are_understood(tmp_path: Path, labels: list[str]) -> None:
    text = "review,label\n" + "".join(f"a fine film,{label}\n" for label in labels)
    assert plan_of(tmp_path, text, label="label").rows == 2


def test_an_unknown_label_far_down_is_found(tmp_path: Path) -> None:
    text = "review,label\n" + "a fine film,1\n" * 3000 + "a fine film,neutral\n"
    error = error_of(tmp_path, text, label="label")
    assert (error.key, error.parameters["values"]) == ("csv_labels_unknown", "neutral (3001)")
    assert plan_of(tmp_path, text, label="label", skip_unknown_labels=True).rows == 3001


def test_nought_is_neutral_where_labels_are_one_and_minus_one(tmp_path: Path) -> None:
    text = "review,label\n" + "a fine film,1\na bad film,-1\n"
    assert not plan_of(tmp_path, text.replace("-1", "0"), label="label").zero_is_neutral
    assert plan_of(tmp_path, text, label="label").zero_is_neutral
    error = error_of(tmp_path, text + "a film,0\n", label="label")
    assert (error.key, error.parameters["rows"]) == ("csv_labels_unknown", 1)


def test_what_slipped_under_the_labels_in_a_damaged_row_is_no_label(tmp_path: Path) -> None:
    text = "review,label\na fine film,1\na fine, long film,1\nshort\n"
    assert plan_of(tmp_path, text, label="label").rows == 3


def test_the_output_is_looked_at_first(tmp_path: Path) -> None:
    assert error_of(tmp_path, output=tmp_path / "reviews.csv").key == "csv_output_is_input"
    for output in (tmp_path, tmp_path / "gone" / "scored.csv"):
        assert error_of(tmp_path, output=output).key == "csv_cannot_write"


def test_a_header_that_looks_like_data_can_be_trusted(tmp_path: Path) -> None:
    text = "2023,Great film\n2024,Dull\n"
    assert error_of(tmp_path, text).key == "csv_no_header"
    assert plan_of(tmp_path, text, header=1).rows == 1


@pytest.mark.parametrize(
    ("text", "options", "model"),
    [
        ("房间很大,ok\n太吵了,fine\n", {}, CHINESE_MODEL),
        ("房间很大,ok\n太吵了,fine\n", {"text": "note"}, MAIN_MODEL),
        ("房间很大,ok\n", {"model": "bag-of-words"}, "bag-of-words"),
        ("a fine film,好\n", {}, MAIN_MODEL),
    ],
)
def test_the_model_follows_the_language_unless_named(
    tmp_path: Path, text: str, options: dict, model: str
) -> None:
    assert plan_of(tmp_path, f"review,note\n{text}", **options).model == model


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have names on Unix only")
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "device"])
def test_an_output_that_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    output = tmp_path / "scored.csv"
    if kind == "pipe":
        os.mkfifo(output)
    elif kind == "device":
        output = Path("/dev/null")
    else:
        os.mkfifo(tmp_path / "pipe")
        output.symlink_to(tmp_path / "pipe")
    before = output.lstat().st_ino
    assert error_of(tmp_path, output=output).key == "output_no_file"
    assert output.lstat().st_ino == before


def test_names_the_system_does_not_take_are_said(tmp_path: Path) -> None:
    for characters in (250, 5000):  # 250 are a name, but none that `.summary.json` may follow
        error = error_of(tmp_path, output=tmp_path / ("n" * characters))
        assert error.key == "csv_cannot_write"
        assert len(str(error.parameters["file"])) < 100
    with pytest.raises(SentiscopeError) as caught:
        make_plan(Request(tmp_path / ("n" * 5000), tmp_path / "scored.csv"))
    assert caught.value.key == "data_file_unreadable"


def test_an_input_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is made up."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tables, "is_parquet", refuse)
    error = error_of(tmp_path)
    assert (error.key, error.parameters) == (
        "data_file_unreadable",
        {"file": "reviews.csv", "reason": "Permission denied"},
    )


def test_a_missing_column_is_told_beside_the_first_there_are(tmp_path: Path) -> None:
    names = [f"name {number}" for number in range(60)] + ["n" * 5000]
    table = Table(tmp_path / "x.csv", Dialect("utf-8", ","), tuple(names), tuple(names))
    with pytest.raises(SentiscopeError) as caught:
        table.index("g" * 5000)
    assert len(str(caught.value)) < 1000
    assert "name 39, …" in str(caught.value)
