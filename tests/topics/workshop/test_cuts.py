"""Three ways to cut a text, beside the tokenizers' own answers and counts made by hand."""

from pathlib import Path
from typing import Any

import pytest

from core.base.errors import SentiscopeError
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_tokenizer
from core.models.locate import locate
from core.topics.workshop.cuts import characters, cut_by


@pytest.fixture(scope="module")
def wordpiece() -> Any:
    return load_tokenizer(locate(MAIN_MODEL).folder)


def test_characters_leave_out_blanks_alone() -> None:
    assert characters("剧情 好！") == ("剧", "情", "好", "！")
    with pytest.raises(SentiscopeError, match="text_empty"):
        characters("  ")


def test_an_english_vocabulary_knows_few_chinese_characters(wordpiece: Any, unigram: Any) -> None:
    english, chinese = cut_by(wordpiece, "剧情动人。"), cut_by(unigram, "剧情动人。")
    assert [piece.text for piece in english.pieces] == ["[UNK]", "[UNK]", "[UNK]", "人", "。"]
    assert [piece.text for piece in chinese.pieces] == ["▁", "剧情", "动", "人", "。"]
    assert (english.unknown, chinese.unknown) == (3, 0)
    assert chinese.han > 10 * english.han > 0


def test_what_the_vocabulary_holds_is_counted(tiny_classifier_folder: Path) -> None:
    tokenizer = load_tokenizer(tiny_classifier_folder)
    cut = cut_by(tokenizer, "story 好 film")
    assert [piece.text for piece in cut.pieces] == ["story", "[UNK]", "film"]
    assert [piece.id for piece in cut.pieces] == tokenizer.convert_tokens_to_ids(["story", "[UNK]", "film"])
    assert (cut.unknown, cut.entries, cut.han) == (1, len(tokenizer), 0)
