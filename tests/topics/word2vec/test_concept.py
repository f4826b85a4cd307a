"""word2vec by hand: words, pairs, losses, gradients, noise, rotations."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.word2vec import concept as w


def test_sentences_of_several_scripts() -> None:
    assert w.sentences_of("The cat's asleep. Really!\nyes 42") == [
        ["the", "cat's", "asleep"],
        ["really"],
        ["yes"],
    ]
    assert w.sentences_of("我爱电影。好!") == [["我", "爱", "电", "影"], ["好"]]
    assert w.sentences_of("今天 天气 很 好。我爱电影") == [
        ["今天", "天气", "很", "好"],
        ["我", "爱", "电", "影"],
    ]
    assert w.sentences_of("我 爱看 Good films") == [["我", "爱看", "good", "films"]]
    assert w.sentences_of("看 a film 好") == [["看", "a", "film", "好"]]
    assert w.sentences_of("Привет мир") == [["привет", "мир"]]
    assert w.sentences_of(" 12 ... ") == []


def test_vocabulary_is_by_count_and_drops_rare_words() -> None:
    found = w.vocabulary([["a", "b", "a"], ["c", "b", "a"]], least=2)
    assert (found.words, found.counts.tolist()) == (["a", "b"], [3, 2])
    assert found.ids(["c", "b", "x", "a"]) == [1, 0]
    assert len(w.vocabulary([]).words) == 0


def test_pairs_and_examples_by_hand() -> None:
    assert w.pairs([5, 6, 7], 1).tolist() == [[5, 6], [6, 5], [6, 7], [7, 6]]
    assert w.pairs([5], 2).shape == (0, 2)
    centres, contexts = w.skipgram_examples([[0, 1, 2], [3]], 2)
    assert centres.squeeze(1).tolist() == [0, 0, 1, 1, 2, 2]
    assert contexts.tolist() == [1, 2, 0, 2, 0, 1]
    contexts, centres = w.cbow_examples([[0, 1, 2], [3]], 2)
    assert contexts.tolist() == [[1, 2, -1, -1], [0, 2, -1, -1], [0, 1, -1, -1]]
    assert centres.tolist() == [0, 1, 2]
    assert w.pairs_by_distance([3, 1, 2], 2) == {-2: 1, -1: 3, 1: 3, 2: 1}
    assert w.skipgram_examples([], 2)[0].shape == (0, 1)
    assert w.cbow_examples([[1]], 2)[0].shape == (0, 4)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 4))
def test_pairs_come_in_both_directions(ids: list[int], window: int) -> None:
    found = w.pairs(ids, window).tolist()
    assert sorted(found) == sorted([b, a] for a, b in found)
    assert len(found) == sum(w.pairs_by_distance([len(ids)], window).values())
    assert len(found) == sum(min(len(ids), i + window + 1) - max(0, i - window) - 1 for i in range(len(ids)))


def test_masked_loss_as_in_the_textbook() -> None:
    scores = torch.tensor([[1.1, -2.2, 3.3, -4.4]] * 2)
    truth = torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    mask = torch.tensor([[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 0.0]])
    assert [round(x, 4) for x in w.sigmoid_loss(scores, truth, mask).tolist()] == [0.9352, 1.8462]
    assert w.sigmoid_loss(torch.tensor([[1000.0]]), torch.zeros(1, 1), torch.ones(1, 1)).item() == 1000.0


def test_noise_lifts_rare_words() -> None:
    likely = w.noise(torch.tensor([16, 1]))
    assert likely.tolist() == pytest.approx([8 / 9, 1 / 9])


def test_a_step_downhill_lowers_the_loss() -> None:
    generator = torch.Generator().manual_seed(0)
    vectors, outputs = (torch.randn(6, 4, generator=generator).double() for _ in range(2))
    inputs, targets = w.cbow_examples([[0, 1, 2, 3, 4, 5]], 2)
    negatives = torch.randint(0, 6, (len(targets), 3), generator=generator)
    for rows in (
        lambda: w.softmax_rows(vectors, outputs, inputs, targets),
        lambda: w.sampled_rows(vectors, outputs, inputs, targets, negatives),
    ):
        before = rows()
        w.add_rows(vectors, outputs, inputs, before, -0.1)
        assert rows().loss < before.loss


def test_full_softmax_of_equal_scores_is_the_logarithm_of_v() -> None:
    found = w.softmax_rows(torch.zeros(7, 3), torch.zeros(7, 3), torch.tensor([[1]]), torch.tensor([2]))
    assert found.loss.item() == pytest.approx(torch.tensor(7.0).log().item())


@settings(deadline=None, derandomize=True, max_examples=20)
@given(st.integers(0, 999))
def test_a_turned_cloud_is_turned_back(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    points = torch.randn(9, 3, generator=generator, dtype=torch.float64)
    turn, _ = torch.linalg.qr(torch.randn(3, 3, generator=generator, dtype=torch.float64))
    found = w.procrustes(points @ turn, points)
    torch.testing.assert_close(points @ turn @ found, points)
    torch.testing.assert_close(found @ found.T, torch.eye(3, dtype=torch.float64))
