"""The search tree of decoding: a prefix tree of all continuations that a strategy evaluated.

All strategies add to one tree, which stores a common prefix once. `T` counts the tokens after the
prompt; log-probabilities are natural.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Int
from torch import Tensor

ROOT = 0


@dataclass
class Node:
    """A token after the tokens of its ancestors.

    `log_prob` is log p(token | prefix), `cumulative` its sum from the root. `fate` is what beam search
    did with the node: `root`, `forced` by the user, `kept`, `pruned`, `finished` (an end token), or `path`
    where only another strategy added it. `fell` is the step at which its last descendant left the beam,
    None while one is in it. `rank` counts from 1 among all candidates of the step.
    """

    number: int
    parent: int | None
    token: int | None
    log_prob: float
    cumulative: float
    depth: int
    fate: str = "path"
    rank: int | None = None
    fell: int | None = None
    strategies: set[str] = field(default_factory=set)


@dataclass
class Tree:
    """Nodes by number; a parent comes before its children."""

    nodes: list[Node] = field(default_factory=lambda: [Node(ROOT, None, None, 0.0, 0.0, 0, "root")])
    children: dict[int, dict[int, int]] = field(default_factory=dict)  # parent → token → node

    def add(self, parent: int, token: int, log_prob: float, cumulative: float | None = None) -> Node:
        """The child of `parent` with this token, added if it is missing."""
        siblings = self.children.setdefault(parent, {})
        if token not in siblings:
            above = self.nodes[parent]
            total = above.cumulative + log_prob if cumulative is None else cumulative
            siblings[token] = len(self.nodes)
            self.nodes.append(Node(siblings[token], parent, token, log_prob, total, above.depth + 1))
        return self.nodes[siblings[token]]

    def path(self, number: int) -> list[Node]:
        """The nodes on the path from the root, excluded, to this one."""
        path: list[Node] = []
        node = self.nodes[number]
        while node.parent is not None:
            path.append(node)
            node = self.nodes[node.parent]
        return path[::-1]

    def tokens(self, number: int) -> list[int]:
        """The token ids on the path from the root to this node."""
        return [node.token for node in self.path(number) if node.token is not None]

    def prefixes(self, numbers: Sequence[int]) -> Int[Tensor, "W T"]:
        """The tokens on the paths to W nodes of equal depth T, as a batch."""
        depth = self.nodes[numbers[0]].depth
        rows = [self.tokens(number) for number in numbers]
        return torch.tensor(rows, dtype=torch.long).reshape(len(numbers), depth)  # (W, T)

    def find(self, tokens: Sequence[int]) -> int | None:
        """The node at the end of a path of tokens, or None if the tree has no such path."""
        number = ROOT
        for token in tokens:
            child = self.children.get(number, {}).get(token)
            if child is None:
                return None
            number = child
        return number
