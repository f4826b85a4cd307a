"""The columns of a table: their names, and a guess what each is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.data.files.csv_header import cells_of, column_kind, is_number, text_length
from core.data.labels import parse_label

TEXT_WORDS = {"review", "reviews", "text", "sentence", "comment", "comments", "content", "body", "feedback"}
TEXT_WORDS_CHINESE = ("评论", "内容", "文本", "评价", "点评", "句子", "正文", "留言", "反馈", "評論", "內容")
LABEL_WORDS = {"label", "labels", "sentiment", "polarity", "target", "class", "gold"}
# What ones and zeros of a verdict are also called; those of votes, or of purchases, are not.
SCORE_WORDS = {"score", "rating", "recommended", "recommend", "positive"}
LABEL_WORDS_CHINESE = ("标签", "标注", "情感", "极性", "类别", "倾向", "標籤", "類別")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True)
class Guess:
    """Index of the column that probably holds the text, and of the labels if there are any."""

    text: int
    label: int | None


def display_names(header: Sequence[str]) -> tuple[str, ...]:
    """A unique name for each column: `name`, `name (2)` for a repeated one, `#3` for a nameless one."""
    own_names = [cell.strip() or f"#{index}" for index, cell in enumerate(header, start=1)]
    taken, given = set(own_names), set[str]()
    # What a name was last numbered: looked for from 2 again, equal names would cost their square.
    counts: dict[str, int] = {}
    names = []
    for name in own_names:
        unique = name
        while unique in given or (unique != name and unique in taken):
            counts[name] = counts.get(name, 1) + 1
            unique = f"{name} ({counts[name]})"
        given.add(unique)
        names.append(unique)
    return tuple(names)


def added_names(header: Sequence[str], added: Sequence[str]) -> list[str]:
    """Names for columns to add: `prediction`, or `prediction_2` if the header has one already.

    Capitals and spaces around a name make no difference.
    """
    taken = {cell.strip().casefold() for cell in header}
    names: list[str] = []
    for name in added:
        unique, count = name, 2
        while unique.casefold() in taken:
            unique, count = f"{name}_{count}", count + 1
        taken.add(unique.casefold())
        names.append(unique)
    return names


def guess_columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Guess:
    """Guess by names first, then by values: the longest texts; cells that are all labels."""
    values = [cells_of(rows, index) for index in range(len(columns))]
    kinds = [column_kind(rows, index) for index in range(len(columns))]
    lengths = [sum(map(text_length, column)) / max(1, len(column)) for column in values]
    longest = max(lengths)
    ranks = [
        (-1 if kind else _text_rank(name, length, longest), length)
        for name, kind, length in zip(columns, kinds, lengths, strict=True)
    ]
    text = ranks.index(max(ranks))
    return Guess(text, _guess_label(columns, values, text))


def _text_rank(name: str, length: float, longest: float) -> int:
    words = _words(name)
    if (len(words) == 1 and words[0] in TEXT_WORDS) or name.strip() in TEXT_WORDS_CHINESE:
        return 2
    # `review_id` and `content type` are named after a text, but hold something far shorter.
    is_named = _has_word(name, TEXT_WORDS, TEXT_WORDS_CHINESE) and length >= 0.2 * longest
    return 1 if is_named else 0


def _guess_label(columns: Sequence[str], values: list[list[str]], text: int) -> int | None:
    others = [index for index in range(len(columns)) if index != text and values[index]]
    named = [index for index in others if _has_word(columns[index], LABEL_WORDS, LABEL_WORDS_CHINESE)]
    wordy = [index for index in others if not all(map(is_number, values[index]))]
    # A sentiment may be neutral, in words; a 2 among ones and zeros makes them classes of another kind.
    for index in named:
        if _proportion_read(values[index]) >= (0.5 if index in wordy else 0.8):
            return index
    # Words for positive and negative say what they are. Ones and zeros may be anything: votes, purchases.
    likely = [index for index in others if index in wordy or _is_score(columns[index], values[index])]
    return next((index for index in likely if _proportion_read(values[index]) >= 0.8), None)


def _proportion_read(values: list[str]) -> float:
    return sum(parse_label(value) is not None for value in values) / len(values)


def _is_score(name: str, values: list[str]) -> bool:
    """Whether ones and zeros, or minus ones, are of a column that is called like a verdict."""
    is_named = not SCORE_WORDS.isdisjoint(_words(name)) or name.strip().lower() == "y"
    return is_named and {parse_label(value) for value in values} == {0, 1}


def _has_word(name: str, words: set[str], chinese: tuple[str, ...]) -> bool:
    return not words.isdisjoint(_words(name)) or any(word in name for word in chinese)


def _words(name: str) -> list[str]:
    """`reviewText` and `review_text` are both `review` and `text`."""
    return [word.lower() for word in WORD.findall(name)]
