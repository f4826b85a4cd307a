"""Documents are read, cleaned and split whole."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.data.documents import (
    count_sentences,
    fingerprint,
    load_documents,
    read_documents,
    split,
    without_sentences,
)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "texts.txt"
    file.write_bytes(text.encode(encoding))
    return file


def several(count: int) -> list[list[str]]:
    return [[f"{number} a", f"{number} b"] for number in range(count)]


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo\n\nthree\n",
        "\ufeffone\ntwo\n\nthree",
        "\n\none\r\n two \r\n\r\n \t\r\n\r\nthree\r\n\r\n",
    ],
)
def test_blank_lines_part_documents(tmp_path: Path, text: str) -> None:
    assert read_documents(write(tmp_path, text)) == [["one", "two"], ["three"]]


def test_only_a_line_feed_ends_a_sentence(tmp_path: Path) -> None:
    assert read_documents(write(tmp_path, "one\u2028still one\x0cand on\n")) == [
        ["one\u2028still one\x0cand on"]
    ]


lines = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8
).filter(lambda line: not line.startswith("\ufeff"))


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.lists(st.lists(lines, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, documents: list[list[str]]
) -> None:
    text = "\n\n".join("\n".join(document) for document in documents)
    assert read_documents(write(tmp_path_factory.mktemp("texts"), text)) == documents


def test_bad_files_say_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(SentiscopeError, match="data_file_missing"):
        read_documents(tmp_path / "none.txt")
    with pytest.raises(SentiscopeError, match="documents_none"):
        read_documents(write(tmp_path, " \n\n\t\n"))


def test_judged_sentences_are_taken_out_however_spelt() -> None:
    documents = [["So slow .", "fine"], ["so  SLOW!"], ["slow"]]
    assert without_sentences(documents, ["so slow"]) == [["fine"], ["slow"]]
    assert without_sentences(documents, []) == documents


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(4, 40), st.data())
def test_split_keeps_documents_whole_and_in_order(count: int, data: st.DataObject) -> None:
    held_out = data.draw(st.integers(2, count - 2))
    documents = several(count)
    train, rest = split(documents, held_out, seed=42)
    assert len(rest) == held_out
    assert sorted(train + rest, key=documents.index) == documents
    assert train == sorted(train, key=documents.index)
    assert rest == sorted(rest, key=documents.index)


def test_the_seed_draws_the_held_out() -> None:
    documents = several(30)
    assert split(documents, 5, 42) == split(documents, 5, 42)
    assert split(documents, 5, 42) != split(documents, 5, 43)


def test_both_sides_need_two_documents(subtests: pytest.Subtests) -> None:
    for held_out in (-1, 0, 1, 9, 10, 99):
        with subtests.test(held_out=held_out):
            with pytest.raises(SentiscopeError) as caught:
                split(several(10), held_out, 42)
            assert (caught.value.key, caught.value.parameters) == (
                "documents_held_out",
                {"held_out": held_out, "count": 10},
            )


def test_loading_tells_how_many_sentences_were_taken_out(tmp_path: Path) -> None:
    file = write(tmp_path, "one\ndev !\n\ntwo\n\nDEV\n\nthree\n\nfour\n\nfive\ndev")
    loaded = load_documents(file, held_out=2, excluded=["dev ."])
    assert loaded.removed == 3
    assert sorted(sentence for document in loaded.train + loaded.held_out for sentence in document) == [
        "five",
        "four",
        "one",
        "three",
        "two",
    ]
    assert load_documents(file, held_out=2).removed == 0


def test_fingerprint_sees_sentences_and_borders() -> None:
    prints = {fingerprint(documents) for documents in ([["a", "b"]], [["a"], ["b"]], [["b", "a"]], [["a b"]])}
    assert len(prints) == 4
    assert fingerprint([["a", "b"]]) == fingerprint([["a", "b"]])
    assert count_sentences([["a", "b"], ["c"]]) == 3
