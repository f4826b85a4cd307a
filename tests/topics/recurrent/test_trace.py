"""A sentence on its way through a shipped cell: what the parts add up to, held gates, and jumps elsewhere."""

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.classifiers import load_classifier
from core.models.recurrent.classifier import RecurrentClassifier
from core.topics.recurrent.concept import BLOCKS, GATES
from core.topics.recurrent.trace import (
    MOST_WORDS,
    HeldGate,
    before,
    by_movement,
    jumps_like,
    probabilities,
    terms,
    trace_sentence,
    turning_point,
)

SENTENCE = "The acting isn't bad, but the story is dull."
KINDS = ("rnn", "lstm", "gru")


@pytest.fixture(scope="module", params=KINDS)
def model(request: pytest.FixtureRequest) -> RecurrentClassifier:
    return load_classifier(f"sst2-{request.param}")


def test_the_last_word_s_verdict_is_the_classifier_s(model: RecurrentClassifier) -> None:
    shown = trace_sentence(model, SENTENCE)
    prediction = model.classify([SENTENCE])[0]
    assert shown.words == tuple(token.text for token in prediction.tokens)
    assert shown.probability[-1].item() == pytest.approx(prediction.probability, abs=1e-5)
    halfway = model.classify(["The acting isn't bad"])[0].probability
    assert shown.probability[shown.words.index("bad")].item() == pytest.approx(halfway, abs=1e-5)


def test_gates_follow_from_their_two_parts(model: RecurrentClassifier) -> None:
    shown = trace_sentence(model, SENTENCE)
    for name in GATES[shown.kind]:
        expected = torch.sigmoid(shown.from_word[name] + shown.from_state[name])
        torch.testing.assert_close(shown.steps[name], expected)


def test_terms_add_up_to_the_parts(model: RecurrentClassifier) -> None:
    shown = trace_sentence(model, SENTENCE)
    for block in BLOCKS[shown.kind]:
        found = terms(model, shown, block, 5, 3)
        word = found.word.prod(-1).sum().item() + found.bias_x
        state = found.state.prod(-1).sum().item() + found.bias_h
        assert word == pytest.approx(shown.from_word[block][3, 5].item(), abs=1e-4)
        assert state == pytest.approx(shown.from_state[block][3, 5].item(), abs=1e-4)
        assert found.result == shown.steps[block][3, 5].item()


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_a_held_gate_holds_and_changes_what_comes_after_only(kind: str) -> None:
    model = load_classifier(f"sst2-{kind}")
    gate = GATES[kind][0]  # type: ignore[index]
    free = trace_sentence(model, SENTENCE)
    held = trace_sentence(model, SENTENCE, HeldGate(gate, 0.0, 4, 6))
    assert not held.steps[gate][4:7].any()
    assert torch.equal(held.probability[:4], free.probability[:4])
    assert not torch.isclose(held.probability[4:], free.probability[4:]).any()
    one = trace_sentence(model, SENTENCE, HeldGate(gate, 1.0, 0, 9, unit=7))
    assert (one.steps[gate][:10, 7] == 1).all()
    assert not (one.steps[gate][:10, 8] == 1).any()
    half = trace_sentence(model, SENTENCE, HeldGate(gate, 0.5, 2, 2))
    assert (half.steps[gate][2] == 0.5).all()
    assert not (half.steps[gate][[1, 3]] == 0.5).any()


def test_a_gru_that_keeps_everything_never_changes_its_mind() -> None:
    model = load_classifier("sst2-gru")
    shown = trace_sentence(model, SENTENCE, HeldGate("update", 1.0, 0, 99))
    nothing = probabilities(model, torch.zeros(1, model.network.shape.width))
    assert torch.allclose(shown.probability, nothing.expand(len(shown.words)))


def test_units_by_movement() -> None:
    values = torch.tensor([[0.0, 5.0, 0.0], [0.1, 5.0, 1.0], [0.0, 5.0, -1.0]])
    assert by_movement(values) == [2, 0, 1]
    assert by_movement(values[:1]) == [1, 0, 2]
    assert torch.equal(before(values)[0], torch.zeros(3))
    assert torch.equal(before(values)[1:], values[:-1])


def test_jumps_are_found_where_the_unit_moves_most(model: RecurrentClassifier) -> None:
    sentences = ["a dull film", "a wonderful film", "", "dull", "it is neither good nor bad ."]
    found = jumps_like(model, sentences, "hidden", 3, True, 9)
    assert len(found) == 3  # nothing moves within one word, or none
    rises = [one.later - one.earlier for one in found]
    assert rises == sorted(rises, reverse=True)
    for one in found:
        track = trace_sentence(model, " ".join(one.words)).steps["hidden"][:, 3]
        assert one.position == int(track.diff().argmax()) + 1
        assert one.later == pytest.approx(track[one.position].item(), abs=1e-5)


def test_long_and_blank_sentences(model: RecurrentClassifier) -> None:
    shown = trace_sentence(model, "good " * (MOST_WORDS + 5))
    assert (len(shown.words), shown.cut) == (MOST_WORDS, 5)
    for blank in ("  ", "\u200b"):
        with pytest.raises(SentiscopeError, match="text_empty"):
            trace_sentence(model, blank)
    assert trace_sentence(model, "zzzzxq good").unknown == (True, False)


def test_the_turning_point_is_the_largest_move_after_the_first_word() -> None:
    shown = trace_sentence(load_classifier("sst2-lstm"), SENTENCE)
    place, move = turning_point(shown)
    moves = shown.probability.diff()
    assert move == moves[place - 1].item()
    assert abs(move) == moves.abs().max().item()
    assert turning_point(trace_sentence(load_classifier("sst2-lstm"), "dull"))[0] == 0
