"""A corpus as vectors: the library's hidden states, spans, the own line left out, nearest by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.models.bert.weights import OpenedModel
from core.topics.pretraining.concept import nearest_contexts
from core.topics.pretraining.contexts import (
    MOST_BESIDE,
    Corpus,
    others_than,
    own_vectors,
    paths,
    read_corpus,
    similar,
)

LINES = ("the film is slow", "a Story", "the film is a gorgeous and witty story .", "a slow film is slow")
HALF = 4e-3  # what half precision takes from a number below four


@pytest.fixture(scope="module")
def corpus(opened: OpenedModel) -> Corpus:
    return read_corpus(opened, LINES)


def test_every_token_has_the_library_s_hidden_states(opened: OpenedModel, corpus: Corpus, network) -> None:
    for number, line in enumerate(LINES):
        read = opened.tokenizer(line, return_tensors="pt")
        with torch.inference_mode():
            states = network(**read, output_hidden_states=True).hidden_states
        expected = torch.cat(states)[:, 1:-1]  # (S, T, D)
        rows = corpus.texts == number
        torch.testing.assert_close(corpus.vectors[:, rows].float(), expected, rtol=HALF, atol=HALF)
        assert corpus.ids[rows].tolist() == read["input_ids"][0, 1:-1].tolist()
        pieces = [line[start:end] for start, end in corpus.spans[rows].tolist()]
        assert "".join(pieces) == line.replace(" ", "")


def test_a_line_that_is_the_sentence_itself_is_left_out(opened: OpenedModel, corpus: Corpus) -> None:
    left = others_than(corpus, opened.batch(LINES[1]))
    assert corpus.texts[left].unique().tolist() == [0, 2, 3]
    assert len(others_than(corpus, opened.batch("the film is"))) == len(corpus.texts)


def test_lists_and_paths_tell_the_same_cosines(opened: OpenedModel, corpus: Corpus) -> None:
    inputs, layers = opened.batch("is the film slow"), opened.shape.layers
    own = own_vectors(opened, inputs)
    for layer in range(layers + 1):
        found, static = similar(opened, corpus, inputs, 3, layer, 3)
        lines = paths(opened, corpus, inputs, 3, [place.row for place in found])
        assert lines.shape == (3, layers + 1)
        assert [place.cosine for place in found] == pytest.approx(lines[:, layer].tolist(), abs=1e-5)
        among = corpus.vectors[layer].float()
        everywhere = torch.cosine_similarity(own[layer, 3][None], among)
        assert found[0].cosine == pytest.approx(everywhere.max().item(), abs=1e-5)
        assert [place.token for place in static] == ["film"] * 3
        assert [place.cosine for place in static] == pytest.approx([1.0] * 3)
        for place in (*found, *static):
            assert place.before + place.token + place.after in LINES


def test_long_ends_are_cut_between_words(opened: OpenedModel) -> None:
    line = " ".join(["slow"] * 20 + ["film"] + ["slow"] * 20)
    _, static = similar(opened, read_corpus(opened, [line]), opened.batch("a film"), 2, 0, 1)
    (place,) = static
    assert place.token == "film"
    for end in (place.before, place.after):
        assert 0 < len(end) <= MOST_BESIDE + 2
        assert {*end.split()} == {"…", "slow"}


def test_of_each_text_the_nearest_place_counts_once() -> None:
    vectors = torch.tensor([[1.0, 0], [3, 4], [0, 1], [-1, 0], [2, 0]])
    rows, cosines = nearest_contexts(torch.tensor([2.0, 0]), vectors, torch.tensor([0, 0, 1, 2, 3]), 3)
    assert rows.tolist() == [0, 4, 2]  # of equals the first
    assert cosines.tolist() == [1, 1, 0]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.integers(1, 6), st.integers(0, 99))
def test_no_text_comes_twice_and_none_is_nearer_than_the_last(
    texts: list[int], count: int, seed: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    vectors, query = torch.randn(len(texts), 3, generator=generator), torch.randn(3, generator=generator)
    rows, cosines = nearest_contexts(query, vectors, torch.tensor(texts), count)
    found = [texts[row] for row in rows]
    assert len(set(found)) == len(found) == min(count, len(set(texts)))
    alike = torch.cosine_similarity(query[None], vectors)
    others = [value for value, text in zip(alike.tolist(), texts, strict=True) if text not in found]
    assert max(others, default=-2) <= cosines[-1] + 1e-6
    assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)
