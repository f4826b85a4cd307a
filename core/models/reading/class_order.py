"""Which of a model's two classes means positive, by what their names say in whatever language."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.base.errors import SentiscopeError
from core.data.labels import PAIRS
from core.models.reading.folder import config_of

# Beginnings of words: "positiv" also stands for "positive", "Positiva", "positivity".
STEMS = (
    ("positiv positif pozitiv pozitif pozytywn", "negativ negatif négatif negatywn"),
    ("позитив положительн хорош", "негатив отрицательн плох"),
    ("θετικ חיובי إيجاب ايجاب مثبت", "αρνητικ שלילי سلبي منفي منفی"),
    ("सकारात्मक", "नकारात्मक"),
    (
        "favorabl favourabl recommend satisf optimis bullish",
        "unfavorabl unfavourabl dissatisf pessimis bearish",
    ),
)
WORDS = (
    (
        "pos good great excellent happy like liked fresh gut bon bonne bueno buena",
        "neg bad poor awful terrible",
    ),
    ("buono buona bom boa", "unhappy sad dislike disliked rotten schlecht mauvais mauvaise malo mala ruim"),
)
# Languages that do not part their words with blanks.
INSIDE = (
    (
        "好评 好評 正面 积极 積極 正向 满意 滿意 推荐 推薦 喜欢 喜歡",
        "差评 差評 负面 負面 消极 消極 负向 負向 讨厌 討厭",
    ),
    ("褒义 好 ポジティブ 肯定的 良い 긍정 เชิงบวก", "贬义 差 坏 ネガティブ 否定的 悪い 부정 เชิงลบ"),
    ("👍 😀 😊 🙂", "👎 😞 😠 🙁"),
)
PHRASES = (("tích cực", "tiêu cực"), ("thumbs up", "thumbs down"))
NOT = ("not", "non", "nicht", "pas", "не")
LONGEST_TOLD = 60  # characters of a class's name, in a sentence
NOT_INSIDE = "不未没沒非"
_NUMBERED = re.compile(r"(?:(?:label|class|output)[\s_-]*)?([+-]?\d{1,9})(?:\.0)?")
_STARS = re.compile(r"(\d{1,9})[\s_-]*(?:stars?|星级?|分|étoiles?|sterne?|estrellas?)")


@dataclass(frozen=True)
class ClassOrder:
    """The output that means positive, 0 or 1, both classes' names, and whether these left it to a guess."""

    positive: int
    names: tuple[str, str]
    guessed: bool = False


def class_order(id2label: dict[int, str], name: str, positive: str | None = None) -> ClassOrder:
    """The order of a model's classes; `positive` is the class that somebody says is it.

    Where the names only count (LABEL_0, LABEL_1), the higher number is guessed to be positive. Errors:
    `model_not_two_classes`, `model_classes_unclear`, `model_class_unknown`.
    """
    if len(id2label) != 2:
        raise SentiscopeError("model_not_two_classes", name=name, count=len(id2label))
    first, second = (str(id2label[number]) for number in sorted(id2label))
    if positive is not None:
        return _as_said((first, second), name, positive)
    meanings = (meaning(first), meaning(second))
    if sorted(meanings, key=str) == [0, 1]:
        return ClassOrder(meanings.index(1), (first, second))
    for pattern, guessed in ((_STARS, False), (_NUMBERED, True)):
        numbers = [_number(pattern, text) for text in (first, second)]
        if numbers[0] is not None and numbers[1] is not None and numbers[0] != numbers[1]:
            return ClassOrder(int(numbers[0] < numbers[1]), (first, second), guessed)
    first, second = first[:LONGEST_TOLD], second[:LONGEST_TOLD]
    raise SentiscopeError("model_classes_unclear", name=name, first=first, second=second)


def positive_class(id2label: dict[int, str], name: str) -> int:
    """Which of the two outputs means positive; errors of `class_order`."""
    return class_order(id2label, name).positive


def classes_in(folder: Path) -> dict[int, str]:
    """The classes that a folder's config.json names, as transformers would; {} where it cannot be read."""
    try:
        config = config_of(folder)
        named = config.get("id2label") or [f"LABEL_{number}" for number in range(config.get("num_labels", 2))]
        numbered = named.items() if isinstance(named, dict) else enumerate(named)
        return {int(number): str(text) for number, text in numbered}
    except (SentiscopeError, OSError, ValueError, TypeError, AttributeError):
        return {}


def guess_in(folder: Path, name: str, positive: str | None = None) -> ClassOrder | None:
    """The order of a folder's classes if it is but a guess, which whoever reads the verdicts must hear."""
    try:
        order = class_order(classes_in(folder), name, positive)
    except SentiscopeError:  # loading the model will say what is wrong
        return None
    return order if order.guessed else None


def meaning(name: str) -> int | None:
    """1 for a class's name that means positive, 0 for negative, None if it says neither or both."""
    text = _folded(name)
    words = re.findall(r"[^\W\d_]+", text)
    said = {value for value in (0, 1) if _says(text, words, value)}
    if len(said) != 1:
        return None
    denied = any(word in NOT for word in words) or any(
        letter in NOT_INSIDE for letter in text.replace("非常", "")
    )
    return said.pop() ^ denied


def _says(text: str, words: list[str], value: int) -> bool:
    """Whether a name holds a word for negative (0) or positive (1)."""
    column = 1 - value  # the tables begin with positive
    pairs = {pair[column] for pair in PAIRS if pair[column].isalpha() and pair[column].isascii()}
    stems, inside = _column(STEMS, column), _column(INSIDE, column)
    return (
        any(word in pairs or word in _column(WORDS, column) or word.startswith(stems) for word in words)
        or any(part in text for part in inside)
        or any(pair[column] in text for pair in PHRASES)
    )


def _column(table: Iterable[tuple[str, str]], column: int) -> tuple[str, ...]:
    return tuple(word for row in table for word in row[column].split())


def _as_said(names: tuple[str, str], name: str, positive: str) -> ClassOrder:
    folded = [_folded(text) for text in names]
    if folded.count(_folded(positive)) != 1:
        raise SentiscopeError(
            "model_class_unknown", name=name, positive=positive, first=names[0], second=names[1]
        )
    return ClassOrder(folded.index(_folded(positive)), names)


def _number(pattern: re.Pattern[str], name: str) -> int | None:
    found = pattern.fullmatch(_folded(name))
    return int(found[1]) if found else None


def _folded(name: str) -> str:
    # NFKC turns full-width letters into ASCII; emoji lose what chooses their colour.
    return unicodedata.normalize("NFKC", name).casefold().replace("\ufe0f", "").strip()
