"""Chinese reviews as documents: whole sentences, none lost, as the reader of documents takes them."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.data.documents import read_documents
from core.training.chinese.documents import main, sentences, written

REVIEW = "房间很大。服务也好！好。下次还来？会的"


def test_a_sentence_ends_with_its_mark_and_a_very_short_one_goes_with_the_one_before() -> None:
    assert sentences(REVIEW) == ["房间很大。", "服务也好！好。", "下次还来？会的"]
    assert sentences("  一句没有句号的话 ") == ["一句没有句号的话"]
    assert sentences("好。") == ["好。"]


@given(st.text(alphabet="好不。！？; …a", max_size=30))
def test_nothing_but_blanks_and_lonely_marks_is_lost(text: str) -> None:
    kept = "".join(sentences(text)).replace(" ", "")
    assert [sign for sign in text if sign in "好不a"] == [sign for sign in kept if sign in "好不a"]


def test_the_file_is_read_back_review_by_review(tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text(written([REVIEW, " ", "很差，不推荐。"]), encoding="utf-8")
    assert read_documents(file) == [sentences(REVIEW), ["很差，不推荐。"]]


def test_dev_texts_stay_out(small_chnsenticorp: Path, tmp_path: Path) -> None:
    dev = (small_chnsenticorp / "dev.tsv").read_text(encoding="utf-8").split("\t")[0]
    for name, text in (("neg", "电池太不耐用，三个小时就没电了，后悔买它"), ("pos", dev)):
        (tmp_path / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    out = tmp_path / "texts.txt"
    folders = ["--data", str(small_chnsenticorp), "--reviews", str(tmp_path)]
    assert main([*folders, "-o", str(out)]) == 0
    found = ["".join(document) for document in read_documents(out)]
    assert "电池太不耐用，三个小时就没电了，后悔买它" in found
    assert dev not in found
