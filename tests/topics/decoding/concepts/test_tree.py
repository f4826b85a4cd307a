"""The tree itself: true parents, shared paths, order."""

import torch

from core.topics.decoding.concepts.tree import ROOT, Tree


def small() -> Tree:
    tree = Tree()
    first = tree.add(ROOT, 7, -1.0)
    tree.add(first.number, 3, -0.5)
    tree.add(ROOT, 9, -0.2)
    return tree


def test_a_path_that_two_share_is_stored_once() -> None:
    tree = small()
    again = tree.add(ROOT, 7, -1.0)
    assert again.number == 1
    assert len(tree.nodes) == 4


def test_ways_prefixes_and_finding() -> None:
    tree = small()
    assert tree.tokens(2) == [7, 3]
    assert tree.nodes[2].cumulative == -1.5
    assert torch.equal(tree.prefixes([1, 3]), torch.tensor([[7], [9]]))
    assert tree.prefixes([ROOT]).shape == (1, 0)
    assert tree.find([7, 3]) == 2
    assert tree.find([]) == ROOT
    assert tree.find([7, 4]) is None
    assert tree.find([1, 2, 3]) is None
