"""The tree of continuations: every sequence a decoding strategy looked at, under its true parent.

One tree serves all strategies: a path that two of them share is stored once. `T` counts the
tokens from the end of the prompt; probabilities are natural logarithms.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Int
from torch import Tensor

ROOT = 0


@dataclass
class Node:
    """One token after all tokens above it.

    `log_prob` is log p(token | everything before), `cumulative` the sum from the root. `fate` says
    what a beam did with it: `root`, `forced` by the user, `kept`, `pruned`, `finished` (an end token),
    or `path` where only another strategy came by. `fell` is the step at which a beam lost its last
    descendant, None while it lives. `rank` counts from 1 among all candidates of the step.
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
        """The child of `parent` with this token, made if it is not there yet."""
        known = self.children.setdefault(parent, {})
        if token not in known:
            above = self.nodes[parent]
            total = above.cumulative + log_prob if cumulative is None else cumulative
            known[token] = len(self.nodes)
            self.nodes.append(Node(known[token], parent, token, log_prob, total, above.depth + 1))
        return self.nodes[known[token]]

    def way(self, number: int) -> list[Node]:
        """The nodes from just below the root down to this one."""
        found: list[Node] = []
        node = self.nodes[number]
        while node.parent is not None:
            found.append(node)
            node = self.nodes[node.parent]
        return found[::-1]

    def tokens(self, number: int) -> list[int]:
        """The token ids from just below the root down to this node."""
        return [node.token for node in self.way(number) if node.token is not None]

    def prefixes(self, numbers: Sequence[int]) -> Int[Tensor, "W T"]:
        """The paths to several nodes of one depth as a batch."""
        depth = self.nodes[numbers[0]].depth
        rows = [self.tokens(number) for number in numbers]
        return torch.tensor(rows, dtype=torch.long).reshape(len(numbers), depth)  # (W, T)

    def find(self, tokens: Sequence[int]) -> int | None:
        """The node that this path of tokens leads to, or None where the tree does not go there."""
        number = ROOT
        for token in tokens:
            following = self.children.get(number, {}).get(token)
            if following is None:
                return None
            number = following
        return number
