"""Our WordPiece against the shipped tokenizer: on 1,000 sentences of the project, and on any text."""

import unicodedata
from functools import cache
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.settings import ASSETS, REPOSITORY, TOPICS
from core.data.film_sentences import film_sentences
from core.data.small_corpus import small_corpus
from core.models.loading import load_tokenizer
from core.topics.workshop.concepts.wordpiece import (
    HAN,
    basic_tokens,
    batch_ids,
    input_ids,
    tokenize,
    word_pieces,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz ABCÉÜñßøœÇİıŁ"
OTHERS = "0123456789 .,!?'\"$~^`|-–—…“”«»\t\n\r\x00\x07\u00a0\u3000\u200b\ufffd\u0301\u0308"
SCRIPTS = "αΣςжЯ好電影的한글あア々،؟हि"
ANY = st.text(st.sampled_from(LETTERS + OTHERS + SCRIPTS), max_size=60)


@cache
def shipped() -> tuple[Any, dict[str, int]]:
    tokenizer = load_tokenizer(ASSETS / "models" / "sst2-minilm")
    return tokenizer, tokenizer.get_vocab()


@pytest.fixture
def tokenizer() -> Any:
    return shipped()[0]


def sentences() -> list[str]:
    """A thousand lines that the project wrote: films, reviews, the little world, and its own articles."""
    files = [ASSETS / "samples" / "reviews.csv", *sorted(TOPICS.glob("*/text/*.md"))]
    files += [REPOSITORY / "README.md", REPOSITORY / "README.zh.md"]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = dict.fromkeys([*film_sentences(), *small_corpus().splitlines(), *lines])
    return [line for line in found if line.strip()][:1000]


def test_equals_the_tokenizer_on_a_thousand_sentences(tokenizer: Any) -> None:
    texts = sentences()
    assert len(texts) == 1000
    theirs = tokenizer(texts, truncation=True, max_length=128)["input_ids"]
    vocabulary, special = tokenizer.get_vocab(), tokenizer.all_special_tokens
    for text, row in zip(texts, theirs, strict=True):
        assert input_ids(text, vocabulary, special, 128)[1] == row, text


@settings(deadline=None, derandomize=True, max_examples=150)
@given(ANY)
def test_equals_the_tokenizer_on_any_text(text: str) -> None:
    tokenizer, vocabulary = shipped()
    assert tokenize(text, vocabulary, tokenizer.all_special_tokens) == tokenizer.tokenize(text)


def test_special_tokens_in_a_text_are_taken_as_they_stand(tokenizer: Any) -> None:
    ours = tokenize("good [SEP] bad[MASK]", tokenizer.get_vocab(), tokenizer.all_special_tokens)
    assert ours == ["good", "[SEP]", "bad", "[MASK]"]


@pytest.mark.parametrize("block", HAN)
def test_a_block_of_chinese_characters_begins_and_ends_where_the_library_says(block: tuple[int, int]) -> None:
    library = load_tokenizer(ASSETS / "models" / "sst2-minilm").backend_tokenizer.normalizer
    codes = (block[0] - 1, *block, block[1] + 1)
    # What Unicode has not assigned yet is left out as by BERT's published code; the library keeps it.
    for text in (f"a{chr(code)}b" for code in codes if unicodedata.category(chr(code)) != "Cn"):
        assert len(basic_tokens(text)) == len(library.normalize_str(text).split()), ascii(text)


def test_words_by_hand() -> None:
    known = {"un", "##for", "##get", "##table", "a"}
    assert word_pieces("unforgettable", known) == ["un", "##for", "##get", "##table"]
    assert word_pieces("unforgettably", known) == ["[UNK]"]
    assert word_pieces("a" * 101, known) == ["[UNK]"]
    assert basic_tokens("  Café's\tNAÏVE—好电影!") == ["cafe", "'", "s", "naive", "—", "好", "电", "影", "!"]
    assert basic_tokens("") == []


def test_batches_are_cut_and_padded(tokenizer: Any) -> None:
    ids = batch_ids(["good", "a very long film " * 50], tokenizer, 16)
    assert ids.shape == (2, 16)
    assert torch.equal(ids[0, 3:], torch.zeros(13, dtype=torch.long))
    assert ids[1, -1] == tokenizer.sep_token_id
