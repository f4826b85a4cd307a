"""What a language model answered, kept for whoever asks the same next, be it another strategy or visitor.

Of a distribution the most probable tokens are kept, which is all that beam and greedy search look at; of
samples, what was drawn. Another setting then asks the network only what it was not asked before.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from core.base.kept import Kept
from core.topics.decoding.concepts.search import Hypothesis, NextLogProbs, score
from core.topics.decoding.concepts.tree import Tree

if TYPE_CHECKING:
    import torch

MOST_TOKENS = 64  # of a distribution
MOST_ROWS = 30_000  # distributions of a network, half a kilobyte each
MOST_DRAWN = 500  # samples of a network

Paths = list[list[tuple[int, float]]]  # tokens with their log-probabilities, of each sample
_rows: "WeakKeyDictionary[Any, Kept[Any]]" = WeakKeyDictionary()
_drawn: "WeakKeyDictionary[Any, Kept[Paths]]" = WeakKeyDictionary()


def remembered(
    ask: NextLogProbs, network: Any, prompt: tuple[int, ...], vocabulary: int, most: int
) -> NextLogProbs:
    """`ask`, for a strategy that looks at the `most` best continuations only.

    Where all rows are known, what is not among their best has probability 0 in the answer.
    """
    if most > MOST_TOKENS:
        return ask
    kept: Kept[Any] = _rows.setdefault(network, Kept(MOST_ROWS))

    def next_log_probs(prefixes: Any) -> Any:
        keys = [(prompt, tuple(row)) for row in prefixes.tolist()]
        known = [kept.get(key) for key in keys]
        if all(row is not None for row in known):
            return _spread(known, vocabulary)
        answered = ask(prefixes)  # (W, V)
        values, tokens = answered.topk(min(MOST_TOKENS, answered.shape[-1]))
        for key, *best in zip(keys, tokens.numpy().astype(np.int32), values.numpy(), strict=True):
            kept.put(key, (best[0].copy(), best[1].copy()))
        return answered

    return next_log_probs


def with_greedy(ask: NextLogProbs, ends: Collection[int]) -> NextLogProbs:
    """`ask`, by batches that also follow the most probable path, which greedy search takes afterwards.

    Reading weights is what a step costs: a row more in the batch is all but free, a step of its own is not.
    """
    path: list[int] | None = None

    def next_log_probs(prefixes: Any) -> Any:
        nonlocal path
        rows = prefixes.tolist()
        if len(rows) == 1 and path is None:
            path = rows[0]
        if path is None or len(path) != len(rows[0]):
            return ask(prefixes)
        batch = rows if path in rows else [*rows, path]
        answered = ask(prefixes.new_tensor(batch).reshape(len(batch), len(path)))  # (W or W + 1, V)
        token = int(answered[batch.index(path)].argmax())
        path = None if token in ends else [*path, token]
        return answered[: len(rows)]

    return next_log_probs


def _spread(rows: list[Any], vocabulary: int) -> "torch.Tensor":
    """The rows as log-probabilities of the whole vocabulary, (W, V)."""
    import torch

    spread = torch.full((len(rows), vocabulary), float("-inf"))
    for row, (tokens, values) in zip(spread, rows, strict=True):
        row[torch.from_numpy(tokens).long()] = torch.from_numpy(values)
    return spread


def sampled(draw: Callable[[], list[Hypothesis]], network: Any, key: Any, tree: Tree, start: int) -> Any:
    """What `draw` adds to the tree, a sample each; drawn once for a `key`, which is all it depends on."""
    kept = _drawn.setdefault(network, Kept(MOST_DRAWN))
    paths = kept.get(key)
    if paths is not None:
        return _replay(paths, tree, start)
    found = draw()
    below = tree.nodes[start].depth
    nodes = [tree.path(hypothesis.node)[below:] for hypothesis in found]
    kept.put(key, [[(node.token or 0, node.log_prob) for node in path] for path in nodes])
    return found


def _replay(paths: Paths, tree: Tree, start: int) -> list[Hypothesis]:
    """Add the paths in the order in which they were drawn: all samples' first tokens, then the second."""
    nodes = [tree.nodes[start]] * len(paths)
    for step in range(max(map(len, paths), default=0)):
        for number, path in enumerate(paths):
            if step < len(path):
                nodes[number] = tree.add(nodes[number].number, *path[step])
                nodes[number].strategies.add("sample")
    return [
        Hypothesis(node.number, node.depth, node.cumulative, score(node.cumulative, node.depth))
        for node in nodes
    ]
