"""Decoding strategies: the tree's invariants, exhaustive search as the judge, the library as the peer."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.topics.decoding.concepts.search import (
    beam,
    draw,
    draw_many,
    evaluated,
    exhaustive,
    force,
    greedy,
    sample,
    score,
)
from core.topics.decoding.concepts.toys import from_table, random_table
from core.topics.decoding.concepts.tree import ROOT, Tree
from core.topics.decoding.concepts.twins import _library_greedy as library_greedy
from core.topics.decoding.concepts.twins import library_beam, run_beam, run_greedy, tiny_network

PROMPTS, STEPS = 50, 4
SETTINGS = ((0.0, False, []), (1.0, True, [7]), (1.5, "never", [7, 21]), (1.0, False, [7, 21]))


def levels(seed: int, vocabulary: int = 3, steps: int = 3) -> list[torch.Tensor]:
    return random_table(vocabulary, steps, torch.Generator().manual_seed(seed), spread=2.0)


def table(seed: int, vocabulary: int = 3, steps: int = 3):
    return from_table(levels(seed, vocabulary, steps))


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.integers(0, 999), st.integers(1, 6), st.integers(2, 5), st.sampled_from([(), (0,)]))
def test_every_tree_keeps_its_sums(seed: int, width: int, vocabulary: int, ends: tuple[int, ...]) -> None:
    answer = table(seed, vocabulary)
    found = beam(answer, width, 3, ends=ends)
    sample(answer, 3, 4, torch.Generator().manual_seed(seed), ends=ends, tree=found.tree)
    greedy(answer, 3, ends=ends, tree=found.tree)
    for node in found.tree.nodes:
        below = [found.tree.nodes[child] for child in found.tree.children.get(node.number, {}).values()]
        assert sum(math.exp(child.log_prob) for child in below) <= 1 + 1e-9
        for child in below:
            assert child.parent == node.number
            assert child.depth == node.depth + 1
            assert child.cumulative == pytest.approx(node.cumulative + child.log_prob, abs=1e-9)
        if node.token in ends:
            assert below == []
    scores = [one.score for one in found.best]
    assert scores == sorted(scores, reverse=True)
    assert len(found.best) <= width


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.integers(0, 999), st.integers(1, 6))
def test_a_node_holds_the_probability_of_its_own_path(seed: int, width: int) -> None:
    rows = levels(seed)
    tree = beam(from_table(rows), width, 3).tree
    for node in tree.nodes[1:]:
        way = tree.tokens(node.number)
        place = sum(token * 3 ** (len(way) - 2 - t) for t, token in enumerate(way[:-1]))
        assert node.log_prob == pytest.approx(rows[len(way) - 1][place, way[-1]].item(), abs=1e-12)


def test_a_beam_of_all_prefixes_is_exhaustive_search(subtests: pytest.Subtests) -> None:
    for seed in range(5):
        for ends in ((), (1,)):
            for penalty in (0.0, 1.0, 2.0):
                with subtests.test(penalty=penalty, ends=ends, seed=seed):
                    answer = table(seed)
                    whole = exhaustive(answer, 3, ends=ends, length_penalty=penalty, most=5)
                    wide = beam(answer, 27, 3, ends=ends, length_penalty=penalty, early_stopping="never")
                    ours = [wide.tree.tokens(one.node) for one in wide.best[:5]]
                    assert ours == [whole.tree.tokens(one.node) for one in whole.best]
                    assert [one.score for one in wide.best[:5]] == pytest.approx(
                        [one.score for one in whole.best]
                    )


def test_a_beam_of_one_is_greedy(subtests: pytest.Subtests) -> None:
    for seed in range(5):
        with subtests.test(seed=seed):
            one, first = beam(table(seed), 1, 3), greedy(table(seed), 3)
            assert one.tree.tokens(one.best[0].node) == first.tree.tokens(first.best[0].node)


def test_without_a_penalty_of_one_s_own_a_score_is_the_mean_log_probability() -> None:
    for found in (greedy(table(0), 3), beam(table(0), 2, 3), sample(table(0), 3, 2, torch.Generator())):
        assert [one.score for one in found.best] == pytest.approx(
            [one.log_prob / one.length for one in found.best]
        )


def test_exhaustive_search_looks_at_everything() -> None:
    found = exhaustive(table(0, 4), 3, most=64)
    assert len(found.tree.nodes) == 1 + 4 + 16 + 64
    assert sum(math.exp(one.log_prob) for one in found.best) == pytest.approx(1)
    assert evaluated("exhaustive", 4, 3) == 64
    assert evaluated("greedy", 4, 3) == 12
    assert evaluated("beam", 4, 3, width=3) == 4 + 3 * 4 + 3 * 4


@pytest.mark.parametrize("width", [2, 4, 8])
def test_fifty_prompts_give_the_library_s_sequences_and_scores(width: int) -> None:
    network, generator = tiny_network(), torch.Generator().manual_seed(width)
    for number in range(PROMPTS):
        prompt = torch.randint(0, 40, (1, 1 + number % 5), generator=generator)
        early, penalty, ends = (
            (False, True, "never")[number % 3],
            (0.0, 1.0, 1.5)[number % 3],
            [[], [7], [7, 21]][number % 3],
        )
        ours = run_beam(network, prompt, width, 5, penalty, early, ends)
        library = library_beam(network, prompt, width, 5, penalty, early, ends)
        assert torch.equal(ours[:, :-1], library[:, :-1]), number
        assert (ours[:, -1] - library[:, -1]).abs().max() <= 1e-4
        if width == 2:
            first = run_greedy(network, prompt, STEPS, ends)
            assert torch.equal(first, library_greedy(network, prompt, STEPS, ends))


def test_fates_and_falls_by_hand() -> None:
    """Two steps over A, B, C, D with a beam of 2: the tree of the first hand-made case."""
    from core.topics.decoding.concepts.toys import two_steps

    tree = beam(from_table(two_steps().levels), 2, 2, length_penalty=0.0).tree
    fates = {
        tuple(tree.tokens(node.number)): (node.fate, node.fell)
        for node in tree.nodes
        if node.token is not None
    }
    assert fates[(2,)] == fates[(0,)] == ("kept", None)
    assert fates[(1,)] == fates[(3,)] == ("pruned", 1)
    assert fates[(0, 1)] == fates[(2, 3)] == ("kept", None)
    assert fates[(2, 0)] == ("pruned", 2)


def test_a_kept_prefix_falls_when_its_last_child_does() -> None:
    first = torch.tensor([[0.5, 0.4, 0.1]])
    second = torch.tensor([[0.5, 0.5, 0.0], [0.4, 0.3, 0.3], [0.4, 0.3, 0.3]])
    tree = beam(from_table([first.log(), second.log()]), 2, 2).tree
    assert [tree.nodes[n].fell for n in tree.children[ROOT].values()] == [None, 2, 1][
        : len(tree.children[ROOT])
    ]


def test_finished_sequences_are_marked_and_go_no_further() -> None:
    levels = [torch.tensor([[0.6, 0.4]]).log(), torch.tensor([[0.5, 0.5], [0.9, 0.1]]).log()]
    found = beam(from_table(levels), 2, 2, ends=(0,), length_penalty=0.0)
    ended = found.tree.nodes[found.best[0].node]
    assert (ended.fate, ended.depth, ended.fell) == ("finished", 1, None)
    assert ended.number not in found.tree.children


def test_what_has_grown_stays_when_the_model_answers_no_more() -> None:
    class Enough(Exception):
        pass

    ask, tree, asked = table(0, steps=6), Tree(), []

    def two_answers(prefixes: Tensor) -> Tensor:
        if len(asked) == 2:
            raise Enough
        asked.append(len(prefixes))
        return ask(prefixes)

    with pytest.raises(Enough):
        beam(two_answers, 2, 6, tree=tree)
    assert asked == [1, 2]  # once a step, all prefixes together
    assert max(node.depth for node in tree.nodes) == 2


def test_a_width_above_the_vocabulary_keeps_what_there_is() -> None:
    found = beam(table(3, vocabulary=2, steps=4), 16, 4, length_penalty=0.0)
    assert len(found.best) == 16
    assert len(beam(table(3, vocabulary=2, steps=2), 16, 2).best) == 4


def test_an_impossible_token_is_no_candidate() -> None:
    row = torch.tensor([[0.5, 0.5, 0.0]]).log()
    found = beam(from_table([row, row.expand(3, 3)]), 4, 2)
    assert all(2 not in found.tree.tokens(one.node) for one in found.best)


def test_forced_tokens_keep_their_true_probability() -> None:
    rows = levels(1)
    from core.topics.decoding.concepts.tree import Tree

    tree = Tree()
    start = force(from_table(rows), [2, 0], tree)
    assert tree.nodes[start].cumulative == pytest.approx((rows[0][0, 2] + rows[1][2, 0]).item())
    assert [node.fate for node in tree.path(start)] == ["forced", "forced"]
    found = beam(from_table(rows), 2, 1, tree=tree, start=start)
    assert all(found.tree.tokens(one.node)[:2] == [2, 0] for one in found.best)
    assert found.best[0].length == 3


def test_samples_follow_the_filtered_distribution() -> None:
    from scipy.stats import chisquare

    rows, count = levels(5), 4000

    def without_the_first(logits, prefixes):
        return logits.index_fill(-1, torch.tensor([0]), float("-inf"))

    found = sample(from_table(rows), 1, count, torch.Generator().manual_seed(42), filtered=without_the_first)
    counts = torch.bincount(
        torch.tensor([found.tree.tokens(one.node)[0] for one in found.best]), minlength=3
    ).double()
    wanted = without_the_first(rows[0], None).softmax(-1)[0]
    assert counts[0] == 0
    assert chisquare(counts[1:].numpy(), (wanted[1:] * count).numpy()).pvalue > 0.01
    assert chisquare(counts[1:].numpy(), [count / 2, count / 2]).pvalue < 0.01


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.integers(0, 999))
def test_drawing_never_takes_what_has_no_probability(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    rows = torch.rand(8, 5, generator=generator)
    rows[:, [0, 2, 4]] = 0
    rows = rows / rows.sum(-1, keepdim=True)
    assert set(draw(rows, generator).tolist()) <= {1, 3}
    assert set(draw_many(rows[0], 50, generator).tolist()) <= {1, 3}


def test_the_same_seed_draws_the_same() -> None:
    ways = [
        [found.tree.tokens(one.node) for one in found.best]
        for found in (sample(table(0), 3, 5, torch.Generator().manual_seed(7)) for _ in range(2))
    ]
    assert ways[0] == ways[1]


def test_score_by_hand() -> None:
    assert score(-6.0, 3) == -2.0
    assert score(-6.0, 3, 0.0) == -6.0
    assert score(-8.0, 2, 2.0) == -2.0
