"""States of a corpus: the trace's own, one place of each text, the sentence itself left out."""

import pytest
import torch

from core.models.classifiers import load_classifier
from core.topics.recurrent.prefixes import Found, read_prefixes, similar_prefixes
from core.topics.recurrent.trace import trace_sentence
from core.topics.recurrent.views.prefixes import around

TEXTS = ("the film is not good", "a story", "  ", "not a good film , but a warm one")


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_every_word_has_the_state_of_a_trace_of_its_own_text(kind: str) -> None:
    model = load_classifier(f"sst2-{kind}")
    read = read_prefixes(model, TEXTS)
    assert [" ".join(line) for line in read.lines] == [text for text in TEXTS if text.strip()]
    for number, line in enumerate(read.lines):
        alone, rows = trace_sentence(model, " ".join(line)), read.texts == number
        torch.testing.assert_close(read.states[rows], alone.steps["hidden"], rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(read.words[rows], alone.x)
        assert read.positions[rows].tolist() == list(range(len(line)))


def test_the_nearest_by_state_and_by_word_in_the_other_texts() -> None:
    model = load_classifier("sst2-gru")
    read, own = read_prefixes(model, TEXTS), trace_sentence(model, TEXTS[0])
    by_state, by_word = similar_prefixes(read, own, 4, 5)
    assert len(by_state) == len(by_word) == 2  # of three texts one is the sentence itself
    assert {place.words for place in (*by_state, *by_word)} == set(read.lines[1:])
    assert by_word[0].words[by_word[0].position] == "good"
    assert by_word[0].cosine == pytest.approx(1)
    others = read.states[read.texts != 0]
    alike = torch.cosine_similarity(own.steps["hidden"][4][None], others)
    assert by_state[0].cosine == pytest.approx(alike.max().item(), abs=1e-5)


def test_a_line_is_cut_around_its_word() -> None:
    words = tuple("abcdefghijklm")
    assert around(Found(words, 9, 1.0)) == "… c d e f g h i [j] k l …"
    assert around(Found(words, 0, 1.0)) == "[a] b c …"
    assert around(Found(words, 12, 1.0)) == "… f g h i j k l [m]"
