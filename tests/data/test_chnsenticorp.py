"""Reading ChnSentiCorp: no header, labels in words, no text in both splits, one error for each bad file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label
from core.data.chnsenticorp import ABOUT, is_in, load_chnsenticorp, read_split
from core.data.holdout import hold_out
from core.data.labelled import Split
from core.data.language import is_chinese
from core.data.locations import SMALL_CHINESE

LABELS = ("negative", "positive")
TEXTS = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=4)
ROWS = st.lists(st.tuples(TEXTS, st.integers(0, 1)), max_size=12)


def write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        (folder / f"{name}.tsv").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def lines(rows: list[tuple[str, int]]) -> str:
    return "".join(f"{text}\t{LABELS[number]}\n" for text, number in rows)


def error_of(folder: Path | None) -> SentiscopeError:
    with pytest.raises(SentiscopeError) as caught:
        load_chnsenticorp(folder)
    return caught.value


def test_rows_in_order_without_a_header(tmp_path: Path) -> None:
    write(tmp_path, train="房间很大\tpositive\n太吵\tnegative\n\n", dev="早餐好 ，<不错>\tpositive")
    data = load_chnsenticorp(tmp_path)
    assert data.train == Split(["房间很大", "太吵"], [1, 0])
    assert data.dev == Split(["早餐好 ，<不错>"], [1])
    assert (data.about, data.source, data.held_out) == (ABOUT, "folder", 0)


def test_a_text_of_both_files_is_in_neither_split(tmp_path: Path) -> None:
    train = "好\tpositive\n差\tnegative\n好\tnegative\n"
    write(tmp_path, train=train, dev="好\tpositive\n一般\tnegative\n")
    data = load_chnsenticorp(tmp_path)
    assert (data.train, data.dev) == (Split(["差"], [0]), Split(["一般"], [0]))


@given(train=ROWS, dev=ROWS)
def test_splits_share_no_text_and_keep_all_others(
    tmp_path_factory: pytest.TempPathFactory, train: list, dev: list
) -> None:
    folder = write(tmp_path_factory.mktemp("data"), train=lines(train), dev=lines(dev))
    shared = {text for text, _ in train} & {text for text, _ in dev}
    kept = [[row for row in rows if row[0] not in shared] for rows in (train, dev)]
    if not all(kept):
        assert error_of(folder).key == ("data_all_shared" if train and dev else "data_empty")
        return
    data = load_chnsenticorp(folder)
    for split, rows in zip((data.train, data.dev), kept, strict=True):
        assert list(zip(split.sentences, split.labels, strict=True)) == rows


def test_holding_out_keeps_a_text_and_its_repetitions_together(tmp_path: Path) -> None:
    train = "".join(f"文本{n % 6}\t{LABELS[n % 2]}\n" for n in range(12))
    data = hold_out(load_chnsenticorp(write(tmp_path, train=train, dev="别的\tpositive\n")), 2)
    assert len(data.dev) == data.held_out == 2
    assert len(data.train) == 8
    assert set(data.train.sentences).isdisjoint(data.dev.sentences)
    assert data.about == ABOUT


def test_each_bad_file_has_its_error(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for content, key, parameters in (
        ("", "data_empty", {}),
        ("很好\n", "data_bad_row", {"line": 1, "count": 1}),
        ("很好\tpositive\n房间\t大\tpositive\n", "data_bad_row", {"line": 2, "count": 3}),
        ("很好\tpositive\n\n一般\tneutral\n", "data_bad_label", {"line": 3, "label": "neutral"}),
        ("text\tlabel\n", "data_bad_label", {"line": 1, "label": "label"}),
        ("很好\t1\n", "data_bad_label", {"line": 1, "label": "1"}),
        ("\u3000\tpositive\n", "data_blank_text", {"line": 1}),
        ("很好\tpositive\n".encode() * 20 + b"\xff\tpositive\n", "data_undecodable", {"line": 21}),
    ):
        for language in LANGUAGES:
            with subtests.test(language=language, content=content, key=key, parameters=parameters):
                error = error_of(write(tmp_path, train=content))
                assert error.key == key
                assert error.parameters.items() >= {"file": "train.tsv", **parameters}.items()
                sentence = label(f"errors.{key}", language, **error.parameters)
                assert "train.tsv" in sentence
                assert all(str(value) in sentence for value in parameters.values())


def test_missing_folder_file_and_path(tmp_path: Path) -> None:
    assert error_of(None).parameters == {"name": "ChnSentiCorp"}
    assert error_of(tmp_path / "nowhere").key == "data_folder_missing"
    assert error_of(write(tmp_path, train="很好\tpositive\n")).parameters["file"] == "dev.tsv"


def test_byte_order_mark_is_no_part_of_the_first_text(tmp_path: Path) -> None:
    write(tmp_path, train="\ufeff很好\tpositive\n")
    assert read_split(tmp_path / "train.tsv").sentences == ["很好"]


def test_the_form_is_told_by_the_first_line(tmp_path: Path) -> None:
    assert not is_in(tmp_path)
    for content, own in (
        ("很好\tpositive\n", True),
        ("sentence\tlabel\ngood\t1\n", False),
        ("positive\n", True),  # damaged, and told so by its own reader
        ("", False),
    ):
        assert is_in(write(tmp_path, train=content)) is own


def test_the_small_set_is_balanced_and_no_text_stands_in_both_files() -> None:
    data = load_chnsenticorp(SMALL_CHINESE)
    assert (len(data.train), sum(data.train.labels)) == (48, 24)
    assert (len(data.dev), sum(data.dev.labels)) == (16, 8)
    texts = [*data.train.sentences, *data.dev.sentences]
    assert len(set(texts)) == 64
    assert all(map(is_chinese, texts))
