"""Our Unigram tokenizer against E5's own: on sentences of both languages, and on any text."""

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.workshop.concepts.unigram import (
    batch_ids,
    best_cut,
    input_ids,
    normal,
    scores_of,
    stretches,
    tokenize,
    unknown_joined,
)
from core.topics.workshop.twins import small_unigram

TEXTS = (
    "剧情拖沓得让人犯困，好在演员的表演十分动人。",
    "劇情拖沓得讓人犯睏，好在演員的表演十分動人。",
    "房间宽敞明亮，床很舒服，早餐的豆浆也热乎，下次出差还住这里。",
    "iPhone 手机很好用，电池能用一整天！！！",
    "这部电影 not bad，8.5 分",
    "ＡＢＣ１２３　ｆｉｌｍ！",
    "人" * 500,
    "the plot is thin, but the acting is superb.",
    "A truely wonderfull flim, beautifuly acted.",
    "  two  blanks\tand a tab ",
    "Café naïve ½ ①㈱ ﬁ Å",
    "𠮷野家 👍🏽 ok",
    "<s> hi </s>好",
    "好<mask>好 <unk>",
    "▁a▁ b",
    "a\u200bb\u2028c\ufeffd",
    "e\u0301 ﾊﾟ が 한글",
    "\x00a\x01b\x7f",
    "...—— “引号” ‘单引号’",
    "1234567890 https://example.org/a?b=c",
)
LETTERS = st.text(
    st.sampled_from("abcé剧情好人的看 \u3000，。！ＡｂÅﬁ½㈱\t\n▁🙂𠮷한글が\u200b\x01\u0301"), max_size=40
)


def test_equals_the_tokenizer_on_twenty_texts(unigram: Any) -> None:
    assert len(TEXTS) == 20
    scores = scores_of(unigram)
    for text in TEXTS:
        theirs = unigram(text, truncation=True, max_length=512)["input_ids"]
        assert input_ids(text, scores, unigram, 512) == theirs, text


@settings(deadline=None, derandomize=True, max_examples=100)
@given(LETTERS)
def test_equals_the_tokenizer_on_any_text(unigram: Any, text: str) -> None:
    assert (
        input_ids(text, scores_of(unigram), unigram, 16)
        == unigram(text, truncation=True, max_length=16)["input_ids"]
    )


def test_the_cut_with_the_largest_sum_is_taken_not_the_longest_piece() -> None:
    scores = {"ab": -1.0, "abc": -5.0, "a": -4.0, "b": -4.0, "c": -2.0, "bc": -1.5}
    assert best_cut("abc", scores) == ["ab", "c"]  # -3, where a + bc has -5.5 and abc -5
    assert best_cut("abc", scores | {"abc": -2.9}) == ["abc"]
    assert best_cut("abx", scores) == ["ab", "x"]
    assert best_cut("", scores) == []


def test_unknown_characters_that_stand_together_are_one_piece() -> None:
    scores = {"a": -1.0}
    assert unknown_joined(best_cut("xyaz", scores), scores) == ["xy", "a", "z"]


def test_a_blank_begins_each_stretch_and_compatible_forms_are_unified() -> None:
    assert normal(" Ａ，\t\u3000ﬁ\x01 ") == "A, fi"
    assert stretches("a  film") == ["▁a", "▁film"]
    assert stretches(" ") == []
    assert tokenize("</s>a", {"▁a": -1.0}, ("</s>",)) == ["</s>", "▁a"]


def test_rows_are_padded_to_the_longest() -> None:
    tokenizer = small_unigram()
    want = tokenizer(["好", "剧情好看 a"], padding=True, return_tensors="pt")["input_ids"]
    assert torch.equal(batch_ids(["好", "剧情好看 a"], tokenizer), want)
    assert want[0, -1] == tokenizer.pad_token_id


@pytest.mark.parametrize("longest", [3, 5])
def test_long_texts_are_cut_and_still_end(longest: int) -> None:
    tokenizer = small_unigram()
    (row,) = batch_ids(["好看" * 9], tokenizer, longest).tolist()
    assert len(row) == longest
    assert (row[0], row[-1]) == (tokenizer.bos_token_id, tokenizer.eos_token_id)
