"""A sentence's tokens against the tokenizer's own answer, and padding counted by hand."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import SentiscopeError
from core.models.loading import load_network, load_tokenizer
from core.topics.workshop.token_path import (
    PADDINGS,
    SENTENCES,
    Padding,
    measure_paddings,
    normal_characters,
    padded,
    token_path,
)


@pytest.mark.parametrize("text", ["A Good film .", "good unknownword", "naïve film", "a " * 30])
def test_every_piece_is_the_tokenizers_and_knows_its_characters(
    tiny_classifier_folder: Path, text: str
) -> None:
    tokenizer = load_tokenizer(tiny_classifier_folder)
    path = token_path(tokenizer, text, 12, 16)
    want = tokenizer(text, truncation=True, max_length=12, padding="max_length")
    kept = [piece.id for piece in path.pieces if piece.mask]
    assert kept == [i for i, seen in zip(want["input_ids"], want["attention_mask"], strict=True) if seen]
    assert len(path.pieces) == 16
    assert [piece.mask for piece in path.pieces] == [1] * len(kept) + [0] * (16 - len(kept))
    assert path.cut == len(tokenizer(text)["input_ids"]) - len(kept)
    inside = [piece for piece in path.pieces if piece.end > piece.start]
    assert "".join(path.typed[piece.start : piece.end] for piece in inside) in path.typed.replace(" ", "")


# What each piece of E5's tokenizer was made of, as anyone reads it off the text; SentencePiece's own normal
# form (NFKC) makes three pieces of the one character ½.
SPANS = {
    "剧情拖沓，好": ["", "剧情", "拖", "沓", "，", "好"],
    "ＡＢＣ１２３　ｆｉｌｍ！": ["", "ＡＢＣ", "１２３", "\u3000ｆｉｌｍ", "！"],
    "劇情讓人": ["", "劇", "情", "讓人"],
    "𠮷野 👍 ok": ["", "𠮷", "野", " ", "👍", " ok"],
    "A gripping film.": ["A", " gri", "pping", " film", "."],
    "é ½": ["é", " ½", "½", "½"],
}


@pytest.mark.parametrize("text", SPANS)
def test_pieces_of_unigram_know_their_characters(unigram: Any, text: str) -> None:
    path = token_path(unigram, text, 64, 0)
    assert [path.typed[piece.start : piece.end] for piece in path.pieces[1:-1]] == SPANS[text]
    assert [piece.special for piece in path.pieces] == [True, *[False] * len(SPANS[text]), True]
    assert path.kind == "unigram"


def test_normal_characters_are_lower_case_without_accents_or_nfkc(
    unigram: Any, tiny_classifier_folder: Path
) -> None:
    assert normal_characters(unigram, "Ａé ㈱，") == ("A", "é", " ", "(株)", ",")
    assert normal_characters(load_tokenizer(tiny_classifier_folder), "AÉ 好\x00") == ("a", "e", " ", "好", "")


def test_five_hundred_characters_without_a_blank_are_all_accounted_for(unigram: Any) -> None:
    text = ("剧情拖沓得让人犯困好在演员的表演十分动人" * 25)[:500]
    path = token_path(unigram, text, 512, 0)
    inside = [(piece.start, piece.end) for piece in path.pieces if piece.end > piece.start]
    assert inside[0][0] == 0
    assert inside[-1][1] == 500
    assert all(end == start for (_, end), (start, _) in pairwise(inside))
    assert path.cut == 0


def test_blank_text_is_refused(tiny_classifier_folder: Path) -> None:
    with pytest.raises(SentiscopeError, match="text_empty"):
        token_path(load_tokenizer(tiny_classifier_folder), "  ", 12, 16)


def test_padding_is_counted_and_sorting_wastes_least(tiny_classifier_folder: Path) -> None:
    network = load_network(tiny_classifier_folder)
    rows = [[2, 5, 3], [2, 5, 5, 5, 5, 3], [2, 3], [2, 5, 5, 5, 3]]
    ways = {name: padded(network, rows, name, 2, 8, 0) for name in PADDINGS}
    assert {name: way.cells for name, way in ways.items()} == {"max_length": 32, "dynamic": 22, "sorted": 18}
    assert {name: way.wasted for name, way in ways.items()} == {"max_length": 16, "dynamic": 6, "sorted": 2}
    assert all(way.seconds > 0 for way in ways.values())
    assert ways["max_length"].wasted_proportion == 16 / 32


def test_speed_is_a_ratio_of_seconds() -> None:
    slow, fast = Padding("max_length", (), 3.0), Padding("sorted", (), 0.5)
    assert fast.speed_against(slow) == 6
    assert slow.speed_against(slow) == 1


def test_the_same_sentences_are_read_in_every_way(tiny_classifier_folder: Path) -> None:
    network, tokenizer = load_network(tiny_classifier_folder), load_tokenizer(tiny_classifier_folder)
    sentences = [" ".join(["good"] * (1 + number % 9)) for number in range(SENTENCES + 20)]
    first, again = (measure_paddings(network, tokenizer, sentences, 8, 12) for _ in range(2))
    assert [padding.name for padding in first] == list(PADDINGS)
    tokens = [padding.cells - padding.wasted for padding in first]
    assert tokens == [tokens[0]] * len(PADDINGS)
    assert [sum(map(len, padding.masks)) for padding in first] == [SENTENCES] * len(PADDINGS)
    assert [padding.cells for padding in first] == [padding.cells for padding in again]
