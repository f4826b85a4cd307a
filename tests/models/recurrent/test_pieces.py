"""Chinese words for a recurrent network: pieces, their places, and characters where none is known."""

from pathlib import Path
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from core.data.vocabulary import SPECIAL
from core.models.recurrent.pieces import PieceVocabulary, load_vocabulary
from core.models.recurrent.words import TextVocabulary, split_words
from core.training.chinese.pieces import tokenizer_of
from tests.support.e5_file import PIECES, SCORES

TOKENIZER = tokenizer_of(PIECES, SCORES)
WORDS = PieceVocabulary((*SPECIAL, "film", "好看", "好"), tokenizer=TOKENIZER)


def test_pieces_are_words_without_their_marks_of_blanks() -> None:
    assert WORDS.split("好看 Film film") == ["好看", "film", "film"]
    assert WORDS.split(" 好看") == ["好看"]
    assert WORDS.encode("好看 film", 9) == [3, 2]
    assert WORDS.encode("", 9) == [1]


def test_a_word_without_a_vector_is_read_character_by_character() -> None:
    fewer = PieceVocabulary((*SPECIAL, "好"), tokenizer=TOKENIZER)
    assert fewer.split("好看") == ["好", "看"]
    assert fewer.encode("好看", 9) == [2, 1]
    assert fewer.spans(" 好看") == [(1, 2), (2, 3)]


@given(st.text(alphabet="好看a film，", max_size=12))
def test_each_word_stands_where_its_place_says(text: str) -> None:
    for word, (start, end) in zip(WORDS.split(text), WORDS.spans(text), strict=True):
        assert word == normalize("NFKC", text[start:end]).lower()
        assert text[start:end].strip() == text[start:end]


def test_each_kind_of_vocabulary_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    for name, made in (("pieces", PieceVocabulary((*SPECIAL, "好"))), ("words", TextVocabulary(SPECIAL))):
        folder = tmp_path / name
        folder.mkdir()
        made.save(folder)
        read = load_vocabulary(folder)
        assert (type(read), read.words) == (type(made), made.words)


def test_english_words_keep_their_places() -> None:
    text = "It isn’t GOOD"
    words = TextVocabulary(SPECIAL)
    assert words.split(text) == split_words(text) == ["it", "is", "n't", "good"]
    assert [text[start:end] for start, end in words.spans(text)] == ["It", "is", "n’t", "GOOD"]
