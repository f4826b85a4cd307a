"""Which script a text is written in, by its characters."""

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
_PIECES = re.compile(rf"(?P<han>[{HAN}])|(?P<kana>[{KANA}])|(?P<word>[^\W\d_{HAN}{KANA}]+)")
KANA_WEIGHT = 5  # Japanese mixes kana into its Han characters; a Chinese text has one の at most


def is_chinese(text: str) -> bool:
    """Whether Han characters outnumber the words of other scripts, and kana are rare.

    A Latin word counts as one, however long: "iPhone 手机很好用" is Chinese.
    """
    counts = {"han": 0, "kana": 0, "word": 0}
    for piece in _PIECES.finditer(text):
        counts[str(piece.lastgroup)] += 1
    return counts["han"] > max(counts["word"], KANA_WEIGHT * counts["kana"])
