"""Chinese spelling: the marks of print whatever the width, and the same in a tokenizer's file."""

import pytest

from core.training.small.characters import sentence_characters, spelling, spelt

SPELT = {
    "这家酒店的房间很大，早餐也好！": "这家酒店的房间很大，早餐也好！",
    "房间太小.其他还行!!  真的?": "房间太小。其他还行！！真的？",
    "ＩＢＭ　Ｔ６０ 本子,好:(": "ibm t60本子，好：（",
    "15.4寸 1,000元 9:30退房": "15.4寸1,000元9:30退房",
    "很好。。。。 下次再来……": "很好…下次再来…",
    "Windows XP 系统 (正版); 不错...": "windows xp系统（正版）；不错…",
    "\n 头 \t 尾 ": "头尾",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), SPELT.items())
def test_a_text_is_spelt_alike_by_us_and_by_the_tokenizers_library(text: str, expected: str) -> None:
    assert spelt(text) == expected
    assert spelling().normalize_str(text) == expected


def test_characters_without_blanks() -> None:
    assert sentence_characters("Win XP,好 用") == [*"winxp，好用"]
