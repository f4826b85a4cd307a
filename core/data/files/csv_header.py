"""Whether a record holds names of columns or is a row: told by the kinds of its cells and those below."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from core.data.labels import label_pair

LONGEST_NAME = 200  # characters; a "header" cell beyond it is a text
LONGEST_KIND = 60  # characters of a number, a date or a label
MOST_OF = 0.9  # of the cells below, for what is said of a column
FEWEST_WORDS = 3  # of a cell that may be a text: as many words, or twice as many Han characters
SURE_WORDS = 4  # of a cell that surely is one, where another cell continues its column
# What columns are called: English, German, French and Spanish words; how Chinese and Japanese names end.
NAMES = """
review reviews text texts sentence comment comments content body feedback full message response answer
question opinion title headline summary subject caption description tweet post phrase verbatim snippet
label labels sentiment polarity target class gold category tag tone topic rating ratings stars star score
grade points helpful votes likes id ids no nr number index key uid uuid guid sku asin app user username
author name customer client reviewer product item brand store place hotel film movie book date time
timestamp day month year created updated submitted at on of utc language lang locale source country city
region location state status type version device url link email age gender verified kommentar kommentare
bewertung bewertungen rezension sterne note datum titel sprache kunde produkt nummer stimmung avis
commentaire commentaires texte titre étoiles auteur langue produit ressenti opinión comentario
comentarios reseña estrellas fecha título autor idioma producto
"""
ENDINGS = """
评论 内容 文本 评价 点评 句子 正文 留言 反馈 标签 标注 情感 极性 类别 倾向 时间 日期
编号 序号 标题 评分 星级 用户 昵称 用户名 语言 来源 作者 商品 产品 意见 建议 地区
城市 姓名 點評 評論 內容 評價 標題 日期 評分 感想 口コミ レビュー 本文 日付 評価
"""
NAME_WORDS = frozenset(NAMES.split())
NAME_ENDINGS = tuple(ENDINGS.split())
PIECE = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])")
IDENTIFIER = re.compile(r"[A-Za-z]+\d*([_.][A-Za-z0-9]+)+|[a-z]+([A-Z][a-z]*)+")
NUMBER = re.compile(r"[-+−]?[€$£¥]?\s*\d[\d.,]*\s*(%|[€$£¥]|/\s*\d+)?")
DATE = re.compile(
    r"(\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .{0,24}\d{4}|(\d{1,2} )?[a-z]{3,9}\.? \d{1,2}?,? ?\d{4})"
    r"([T ,]+\d{1,2}:.{1,20})?",
    re.IGNORECASE,
)
LINK = re.compile(r"(https?://|www\.)\S+|\d{1,3}(\.\d{1,3}){3}.{0,20}")  # or the address of a machine
STARS = re.compile(r"[★☆⭐]+")
MISSING = frozenset(["na", "none", "null", "nan", "unknown", "missing", "notavailable", "ka", "无", "暂无"])
Cells = Sequence[str]


def kind_of(cell: str) -> object:
    """A cell's kind: number, date, link, stars, or the words of its pair of labels; None for a text."""
    if len(cell) > LONGEST_KIND:
        return "link" if LINK.fullmatch(cell) else None
    return _kind_of_short(cell)


@lru_cache(maxsize=2**14)  # each line that may be the header looks at the rows below it again
def _kind_of_short(cell: str) -> object:
    if is_number(cell) or NUMBER.fullmatch(cell):
        return "number"
    for kind, pattern in (("date", DATE), ("link", LINK), ("stars", STARS)):
        if pattern.fullmatch(cell):
            return kind
    return label_pair(cell) or None


def column_kind(rows: Iterable[Cells], index: int) -> object:
    """The kind of nine in ten cells of a column that are not blank; None where they have none in common."""
    kinds = Counter(kind_of(cell) for cell in cells_of(rows, index))
    if not kinds:
        return None
    most, count = kinds.most_common(1)[0]
    return most if count >= MOST_OF * kinds.total() else None


def is_data(first: Cells, rows: Sequence[Cells]) -> bool:
    """Whether a first record is a row like those after it, rather than a header.

    It is if a cell continues its column, if it is too long for a name, or if all its cells are empty.
    """
    if not any(cell.strip() for cell in first) or any(len(cell) > LONGEST_NAME for cell in first):
        return True
    return _continues(first, rows)


def is_surely_data(first: Cells, rows: Sequence[Cells]) -> bool:
    """Whether it is past doubt: one cell continues its column, another is a text where texts stand."""
    if any(map(is_name, first)) or not _continues(first, rows):
        return False
    lengths = [sum(map(text_length, cells_of(rows, index))) for index in range(len(first))]
    return _words(first[lengths.index(max(lengths))]) >= SURE_WORDS


def is_like_a_header(first: Cells, rows: Sequence[Cells]) -> bool:
    """Whether something speaks for a header: a cell that is a name, or no number above numbers."""
    if len(first) == 1:
        return is_name(first[0]) or _is_heading(first[0], cells_of(rows, 0))
    return any(is_name(cell) or IDENTIFIER.fullmatch(cell.strip()) for cell in first) or any(
        cell.strip() and kind_of(cell.strip()) is None and column_kind(rows, index) is not None
        for index, cell in enumerate(first)
    )


def is_surely_header(first: Cells, rows: Sequence[Cells]) -> bool:
    """Whether a record is a header wherever it stands: short names, all different, and speaking for it."""
    names = [cell.strip() for cell in first]
    is_neat = all(names) and len(set(names)) == len(names) and max(map(len, names)) <= LONGEST_NAME / 2
    starts_words = not any(cell.startswith(" ") for cell in first)
    return is_neat and starts_words and not is_data(first, rows) and is_like_a_header(first, rows)


def stands_above_kinds(cells: Cells, rows: Sequence[Cells]) -> bool:
    """Whether a record has words where the rows below it have a kind, and no text elsewhere."""
    has_kind = [isinstance(column_kind(rows, index), str) for index in range(len(cells))]
    words = [cell.strip() for cell, has in zip(cells, has_kind, strict=True) if has and cell.strip()]
    others = [cell for cell, has in zip(cells, has_kind, strict=True) if not has]
    is_kind = any(kind_of(cell) or _is_missing(cell) for cell in words)
    return bool(words) and not is_kind and not may_be_text(others)


def may_be_text(cells: Cells) -> bool:
    """Whether some cell is as long as a sentence."""
    return any(_words(cell) >= FEWEST_WORDS for cell in cells)


def is_name(cell: str) -> bool:
    """Whether a cell consists of words that columns are called."""
    cell = cell.strip()
    if cell.endswith(NAME_ENDINGS) and len(cell) <= 10 and "的" not in cell:
        return True
    words = [word.lower() for word in PIECE.findall(cell)]
    if any(map(str.isdigit, cell)):
        return False  # user7 is one of them, not what they are called
    return bool(words) and len(words) <= 5 and cell[-1] not in ".!" and NAME_WORDS.issuperset(words)


def is_number(cell: str) -> bool:
    """Whether Python reads a cell as a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def text_length(cell: str) -> int:
    """Characters of a cell, a Han character being two: it says as much as a few letters."""
    return len(cell) + _han(cell)


def cells_of(rows: Iterable[Cells], index: int) -> list[str]:
    """The cells of a column that are not blank, without the blanks around them."""
    cells = (row[index].strip() for row in rows if index < len(row))
    return [cell for cell in cells if cell]


def _continues(first: Cells, rows: Sequence[Cells]) -> bool:
    numbered = [str(number) for number in range(len(first))]
    if list(first) == numbered or list(first) == ["", *numbered[:-1]]:
        return False  # what pandas writes for columns that never had names
    kinds = [(kind_of(cell.strip()), index) for index, cell in enumerate(first)]
    return any(kind is not None and kind == column_kind(rows, index) for kind, index in kinds)


def _is_heading(cell: str, values: list[str]) -> bool:
    """Whether a cell is far shorter than the texts below it: a word or two above sentences."""
    mean = sum(map(len, values)) / max(1, len(values))
    return _words(cell) < FEWEST_WORDS and cell.strip()[-1:] not in ".!?" and 3 * len(cell.strip()) <= mean


def _is_missing(cell: str) -> bool:
    return "".join(filter(str.isalnum, cell.casefold())) in MISSING


def _words(cell: str) -> float:
    """The words of a cell; a Han character is half of one."""
    return max(len(cell.split()), _han(cell) / 2)


def _han(cell: str) -> int:
    return 0 if cell.isascii() else sum(unicodedata.category(character) == "Lo" for character in cell)
