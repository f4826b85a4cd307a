"""Which pieces make a word, as two kinds of tokenizers cut it."""

import pytest

from core.models.prediction import Token
from core.models.reading.pieces import text_read, word_starts


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


def read(texts: str) -> str:
    """What is read of some pieces with blanks between them, the first and the last of them special."""
    pieces = texts.split()
    ends = (0, len(pieces) - 1)
    return text_read([Token(text, 0, 1, place in ends) for place, text in enumerate(pieces)])


def test_a_text_that_was_read_is_without_special_tokens_and_marks_of_blanks() -> None:
    assert read("[CLS] a slow ##ly film [SEP]") == "a slow ##ly film"
    assert read("<s> ▁ 剧情 拖 沓 </s>") == "剧情拖沓"
    assert read("<s> ▁a ▁film 好 </s>") == "a film好"
    assert read("[CLS] [SEP]") == "[CLS] [SEP]"  # nothing else was read
