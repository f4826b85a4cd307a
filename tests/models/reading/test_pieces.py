"""Which pieces make a word, as two kinds of tokenizers cut it."""

import pytest

from core.models.prediction import Token
from core.models.reading.pieces import word_starts


@pytest.mark.parametrize(
    ("pieces", "starts"),
    [
        ("[CLS] un ##forget ##table film [SEP]", [0, 1, 1, 1, 4, 5]),
        ("[CLS] [UNK] ##x [SEP]", [0, 1, 1, 3]),
        ("<s> ▁un for get table ▁film . </s>", [0, 1, 1, 1, 1, 5, 6, 7]),
        ("<s> ▁ 剧情 拖 沓 , 好 </s>", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("<s> ▁ iPhone 手机 ▁mix ed 的 film s </s>", [0, 1, 2, 3, 4, 4, 6, 7, 7, 9]),
        ("", []),
    ],
)
def test_each_piece_leads_to_the_first_of_its_word(pieces: str, starts: list[int]) -> None:
    special = ("[CLS]", "[SEP]", "<s>", "</s>")
    tokens = [Token(text, 0, special=text in special) for text in pieces.split()]
    assert word_starts(tokens) == starts
