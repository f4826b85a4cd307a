"""Kept answers of a language model: the same trees, without asking it again."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.decoding.concepts.search import Hypothesis, beam, greedy, sample
from core.topics.decoding.concepts.tree import ROOT, Tree
from core.topics.decoding.views.remembered import MOST_TOKENS, remembered, sampled, with_greedy

VOCABULARY = 200
PROMPT = (1, 2)


class Table(torch.nn.Module):
    """A network of random scores, which counts what it is asked."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed, self.asked = seed, 0

    def scores(self, prefixes: torch.Tensor) -> torch.Tensor:
        self.asked += 1
        rows = []
        for row in prefixes.tolist():
            generator = torch.Generator().manual_seed(hash((self.seed, *row)) % 2**31)
            rows.append(torch.randn(VOCABULARY, generator=generator) * 3)
        return torch.stack(rows)

    def log_probs(self, prefixes: torch.Tensor) -> torch.Tensor:
        return self.scores(prefixes).log_softmax(-1)


def searched(ask, width: int, ends: tuple[int, ...]) -> tuple[Tree, list[Hypothesis], list[Hypothesis]]:
    tree = Tree()
    best = beam(ask, width, 5, ends=ends, tree=tree).best
    return tree, best, greedy(ask, 5, ends=ends, tree=tree).best


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 6), st.sampled_from([(), (7,)]))
def test_the_tree_is_that_of_the_network_and_the_second_asks_nothing(
    seed: int, width: int, ends: tuple[int, ...]
) -> None:
    network = Table(seed)
    expected = searched(network.log_probs, width, ends)
    ask = remembered(network.log_probs, network, PROMPT, VOCABULARY, 2 * width)
    assert searched(ask, width, ends) == expected
    before = network.asked
    assert searched(ask, width, ends) == expected
    assert network.asked == before


def test_greedy_search_asks_nothing_where_the_beam_went() -> None:
    network = Table(0)
    ask = remembered(network.log_probs, network, PROMPT, VOCABULARY, 2)
    beam(ask, 1, 5)
    before = network.asked
    greedy(ask, 5)
    assert network.asked == before == 5


def test_another_prompt_or_network_is_asked_itself() -> None:
    network, other = Table(0), Table(1)
    for one, prompt in ((network, PROMPT), (network, (1,)), (other, PROMPT)):
        before = one.asked
        greedy(remembered(one.log_probs, one, prompt, VOCABULARY, 2), 3)
        assert one.asked == before + 3


def test_who_looks_at_more_than_is_kept_asks_each_time() -> None:
    network = Table(0)
    ask = remembered(network.log_probs, network, PROMPT, VOCABULARY, MOST_TOKENS + 1)
    for _ in range(2):
        greedy(ask, 3)
    assert network.asked == 6


def test_samples_are_drawn_once_and_added_to_the_next_tree_in_the_same_order() -> None:
    network = Table(0)

    def grown(key: str) -> tuple[Tree, list[Hypothesis]]:
        tree = Tree()

        def draw() -> list[Hypothesis]:
            generator = torch.Generator().manual_seed(3)
            return sample(network.scores, 6, 4, generator, ends=(5,), tree=tree).best

        return tree, sampled(draw, network, key, tree, ROOT)

    first = grown("one")
    before = network.asked
    assert grown("one") == first
    assert network.asked == before
    grown("two")
    assert network.asked > before


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 4), st.sampled_from([(), tuple(range(40))]))
def test_beside_the_beam_the_greedy_path_is_read_in_the_same_batches(
    seed: int, width: int, ends: tuple[int, ...]
) -> None:
    network = Table(seed)
    tree = Tree()
    best = beam(network.log_probs, width, 5, early_stopping="never", ends=ends, tree=tree).best
    path = greedy(network.log_probs, 5, ends=ends, tree=tree).best
    steps = network.asked - path[0].length

    own = Table(seed)
    ask = remembered(own.log_probs, own, PROMPT, VOCABULARY, 2)
    other = Tree()
    assert beam(with_greedy(ask, ends), width, 5, early_stopping="never", ends=ends, tree=other).best == best
    assert own.asked == steps
    assert greedy(ask, 5, ends=ends, tree=other).best == path
    assert other == tree
    assert own.asked - steps <= max(0, path[0].length - steps)
