"""Reading SST-2: what a good file gives, and one clear error for each bad one."""

import errno
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.data.labelled import Split
from core.data.sst2 import HUB_IDS, load_sst2, read_split

HEADER = "sentence\tlabel\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write_content(content: str | bytes) -> Path:
        file = tmp_path / "train.tsv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write_content


def error_of(call: Callable[[], object]) -> SentiscopeError:
    with pytest.raises(SentiscopeError) as caught:
        call()
    return caught.value


def test_reads_both_splits_in_order(small_sst2: Path) -> None:
    data = load_sst2(small_sst2)
    assert (len(data.train), len(data.dev), data.source) == (60, 24, "folder")
    assert sum(data.train.labels) == 30
    assert data.train.sentences[:2] == ["a warm and funny film", "a cold and boring film"]
    assert data.train.labels[:2] == [1, 0]


def test_line_endings_leave_no_trace(write: Callable, subtests: pytest.Subtests) -> None:
    for last in ("", "end"):
        for end in ("\n", "\r\n"):
            with subtests.test(end=end, last=last):
                text = f"sentence\tlabel{end}good\t1{end}bad\t0{end if last else ''}"
                split = read_split(write(text))
                assert split == Split(["good", "bad"], [1, 0])


def test_quotes_stay_as_they_are(write: Callable) -> None:
    rows = ['"good', 'it \'s "fine"', '"" a ""', "'tis"]
    split = read_split(write(HEADER + "".join(f"{row}\t1\n" for row in rows)))
    assert split.sentences == rows


def test_blank_lines_are_left_out_and_spaces_are_kept(write: Callable) -> None:
    split = read_split(write(HEADER + "\n good \t1\n\n"))
    assert split == Split([" good "], [1])


def test_other_line_breaks_stay_inside_a_sentence(write: Callable) -> None:
    split = read_split(write(HEADER + "one\u2028two\x0bthree\t1\n"))
    assert split.sentences == ["one\u2028two\x0bthree"]


def test_each_bad_file_has_its_error(write: Callable, subtests: pytest.Subtests) -> None:
    for content, key, parameters in (
        ("", "data_bad_header", {}),
        ("good\t1\n", "data_bad_header", {}),
        ("sentence,label\ngood,1\n", "data_bad_header", {}),
        ("label\tsentence\n1\tgood\n", "data_bad_header", {}),
        (HEADER, "data_empty", {}),
        (HEADER + "\n\n", "data_empty", {}),
        (HEADER + "good\t1\nbad\tworse\t0\n", "data_bad_row", {"line": 3, "count": 3}),
        (HEADER + "good\n", "data_bad_row", {"line": 2, "count": 1}),
        (HEADER + "good\t1\n \t1\n", "data_blank_text", {"line": 3}),
        (HEADER + "good\t1\n\nso so\t2\n", "data_bad_label", {"line": 4, "label": "2"}),
        (HEADER + "good\tpositive\n", "data_bad_label", {"line": 2, "label": "positive"}),
        (HEADER + "good\t 1\n", "data_bad_label", {"line": 2, "label": " 1"}),
        (HEADER + "good\t\n", "data_bad_label", {"line": 2, "label": ""}),
        (HEADER + "good\t" + "x" * 99 + "\n", "data_bad_label", {"line": 2, "label": "x" * 20}),
    ):
        with subtests.test(content=content, key=key, parameters=parameters):
            error = error_of(partial(read_split, write(content)))
            label_names = {"negative": "0", "positive": "1"} if key == "data_bad_label" else {}
            assert (error.key, error.parameters) == (key, {"file": "train.tsv", **parameters, **label_names})


def test_missing_folder_and_file(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert error_of(lambda: load_sst2(nowhere)).key == "data_folder_missing"
    error = error_of(lambda: load_sst2(tmp_path))
    assert (error.key, error.parameters) == ("data_file_missing", {"file": "train.tsv", "folder": tmp_path})


def test_fingerprint_knows_every_row_and_their_order() -> None:
    split = Split(["good", "bad"], [1, 0])
    others = [Split(["bad", "good"], [0, 1]), Split(["good", "bad"], [1, 1]), Split(["good"], [1])]
    assert split.fingerprint() == Split(["good", "bad"], [1, 0]).fingerprint()
    assert split.fingerprint() not in {other.fingerprint() for other in others}


def test_hub_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    hub_ids = []

    def refuse(hub_id: str, config: str | None) -> None:
        hub_ids.append((hub_id, config))
        raise ConnectionError("no network")

    import datasets

    monkeypatch.setattr(datasets, "load_dataset", refuse)
    error = error_of(load_sst2)
    assert error.key == "data_hub_unreachable"
    assert str(error.__cause__) == "no network"
    assert tuple(hub_ids) == HUB_IDS


def test_a_full_disk_is_not_the_hubs_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(hub_id: str, config: str | None) -> None:
        raise datasets.exceptions.DatasetGenerationError("no") from OSError(errno.ENOSPC, "full")

    import datasets

    monkeypatch.setattr(datasets, "load_dataset", refuse)
    assert error_of(load_sst2).key == "disk_full"


def test_second_hub_place_is_asked_when_the_first_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(hub_id: str, config: str | None) -> dict:
        if hub_id == HUB_IDS[0][0]:
            raise ConnectionError("gone")
        return {
            "train": {"sentence": ["good", "bad"], "label": [1, 0]},
            "validation": {"sentence": ["fine"], "label": [1]},
        }

    import datasets

    monkeypatch.setattr(datasets, "load_dataset", answer)
    data = load_sst2()
    assert (data.train, data.dev) == (Split(["good", "bad"], [1, 0]), Split(["fine"], [1]))
    assert data.source == HUB_IDS[1][0]


def test_byte_order_mark_of_a_windows_editor_is_no_part_of_the_header(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_bytes("\ufeffsentence\tlabel\ngood\t1\n".encode())
    assert read_split(tmp_path / "train.tsv").sentences == ["good"]
