"""Turning next-token probabilities into text: greedy, beam, exhaustive search and sampling, from scratch.

Each works over a function `next_log_probs(prefixes)` that maps a batch of prefixes, (W, T) token
ids counted from the end of the prompt, to (W, V) log-probabilities of the next token; whether a
Transformer or a table answers makes no difference. Each writes what it looked at into one tree.

Sources: Graves 2012, "Sequence transduction with recurrent neural networks" (beam search); Wu et al.
2016, section 7 (length penalty); Holtzman et al. 2020 (sampling).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.topics.decoding.concepts.tree import ROOT, Node, Tree

NextLogProbs = Callable[[Int[Tensor, "W T"]], Float[Tensor, "W V"]]


@dataclass(frozen=True)
class Hypothesis:
    """A candidate for the answer: its last node, its tokens' count and log-probability, and its score."""

    node: int
    length: int
    log_prob: float
    score: float


@dataclass(frozen=True)
class Search:
    """What a strategy found: the tree it walked, and the n best sequences, the best first."""

    tree: Tree
    best: list[Hypothesis]


def score(log_prob: float, length: int, length_penalty: float = 1.0) -> float:
    """Σ log p / length^α: with α = 1 the mean for a token, with α = 0 the plain sum."""
    return float(log_prob / length**length_penalty)


def greedy(
    next_log_probs: NextLogProbs,
    steps: int,
    *,
    ends: Collection[int] = (),
    tree: Tree | None = None,
    start: int = ROOT,
) -> Search:
    """Take the most probable token each time; stop at an end token or after `steps`."""
    tree = Tree() if tree is None else tree
    node = tree.nodes[start]
    for _ in range(steps):
        log_probs = next_log_probs(tree.prefixes([node.number]))[0]  # (V,)
        token = int(log_probs.argmax())
        node = tree.add(node.number, token, log_probs[token].item())
        node.strategies.add("greedy")
        if token in ends:
            break
    return Search(tree, [_hypothesis(node, 1.0)])


def beam(
    next_log_probs: NextLogProbs,
    width: int,
    steps: int,
    *,
    ends: Collection[int] = (),
    length_penalty: float = 1.0,
    early_stopping: bool | str = False,
    tree: Tree | None = None,
    start: int = ROOT,
) -> Search:
    """Keep the `width` most probable prefixes of each step; all of them are asked as one batch.

    The shortlist holds more than `width` candidates, so that enough go on where some have ended.
    `early_stopping`: True stops once `width` sequences ended; False, once no running one could beat
    them if it ended now; "never", once none could even at the full length.
    """
    tree = Tree() if tree is None else tree
    running, finished = [tree.nodes[start]], list[Hypothesis]()
    first, last = tree.nodes[start].depth + 1, tree.nodes[start].depth + steps
    shortlist = max(2, 1 + len(ends)) * width
    for depth in range(first, last + 1):
        candidates = _candidates(tree, running, next_log_probs, shortlist)
        done = [node for node in candidates[:width] if node.token in ends or depth == last]
        finished += [_hypothesis(node, length_penalty) for node in done]
        finished = sorted(finished, key=lambda hypothesis: -hypothesis.score)[:width]
        running = [node for node in candidates if node.token not in ends][:width]
        _decide(candidates, done if depth == last else running, done, ends)
        if not running or _is_over(finished, running[0], width, last, length_penalty, early_stopping):
            break
    _mark_falls(tree, start)
    for node in tree.way(finished[0].node) if finished else []:
        node.strategies.add("beam")
    return Search(tree, finished)


def _candidates(tree: Tree, running: Sequence[Node], next_log_probs: NextLogProbs, most: int) -> list[Node]:
    """The `most` best continuations of all running prefixes together, as nodes, the best first."""
    log_probs = next_log_probs(tree.prefixes([node.number for node in running]))  # (W, V)
    W, V = log_probs.shape
    before = torch.tensor([node.cumulative for node in running], dtype=log_probs.dtype)  # (W,)
    totals = (before[:, None] + log_probs).flatten()  # (W·V,)
    best, places = totals.topk(min(most, W * V))
    own = log_probs.flatten()[places].tolist()
    found = []
    for total, place, log_prob in zip(best.tolist(), places.tolist(), own, strict=True):
        if total == float("-inf"):
            break  # what cannot follow is no candidate
        parent, token = running[place // V].number, place % V
        found.append(tree.add(parent, token, log_prob, total))
        found[-1].rank = len(found)
    return found


def _is_over(
    finished: Sequence[Hypothesis],
    running: Node,
    width: int,
    last: int,
    length_penalty: float,
    early_stopping: bool | str,
) -> bool:
    """True once the best running prefix cannot, or need not, join the finished ones any more."""
    if len(finished) < width:
        return False
    if early_stopping is True:
        return True
    longest = early_stopping == "never" and length_penalty > 0
    hope = score(running.cumulative, last if longest else running.depth, length_penalty)
    return hope <= finished[-1].score


def _decide(
    candidates: Sequence[Node], kept: Sequence[Node], done: Sequence[Node], ends: Collection[int]
) -> None:
    """Write down what becomes of this step's candidates."""
    staying, closed = {node.number for node in kept}, {node.number for node in done}
    for node in candidates:
        if node.number in closed and node.token in ends:
            node.fate = "finished"
        else:
            node.fate = "kept" if node.number in staying else "pruned"


def _mark_falls(tree: Tree, start: int) -> None:
    """The step at which each node's last descendant fell out of the beam; None for those that did not."""
    nodes = [node for node in tree.nodes if node.rank is not None]
    deepest = max((node.depth for node in nodes if node.fate in ("kept", "finished")), default=0)
    reaches: dict[int, int] = {}  # deepest kept descendant; a finished one counts as for ever
    for node in reversed(nodes):
        own = {"kept": node.depth, "finished": deepest}.get(node.fate, 0)
        reach = max(own, reaches.get(node.number, 0))
        reaches[node.number] = reach
        if node.parent is not None and node.parent != start:
            reaches[node.parent] = max(reach, reaches.get(node.parent, 0))
        node.fell = None if reach == deepest else max(reach + 1, node.depth)


def exhaustive(
    next_log_probs: NextLogProbs,
    steps: int,
    *,
    ends: Collection[int] = (),
    length_penalty: float = 1.0,
    most: int = 1,
) -> Search:
    """Look at every sequence there is: V^T of them, so only for a small vocabulary."""
    tree = Tree()
    open_nodes, complete = [tree.nodes[ROOT]], list[Node]()
    for step in range(1, steps + 1):
        log_probs = next_log_probs(tree.prefixes([node.number for node in open_nodes]))  # (W, V)
        rows = zip(open_nodes, log_probs.tolist(), strict=True)
        level = [tree.add(node.number, token, p) for node, row in rows for token, p in enumerate(row)]
        complete += [node for node in level if node.token in ends or step == steps]
        open_nodes = [node for node in level if node.token not in ends]
        if not open_nodes:
            break
    best = sorted(
        (_hypothesis(node, length_penalty) for node in complete), key=lambda hypothesis: -hypothesis.score
    )
    return Search(tree, best[:most])


def sample(
    next_logits: NextLogProbs,
    steps: int,
    count: int,
    generator: torch.Generator,
    *,
    filtered: Callable[[Float[Tensor, "W V"], Int[Tensor, "W T"]], Float[Tensor, "W V"]] = lambda z, _: z,
    ends: Collection[int] = (),
    tree: Tree | None = None,
    start: int = ROOT,
) -> Search:
    """Draw `count` sequences token by token from the filtered distribution, all as one batch.

    The tree keeps the probabilities before the filters. Sequences come in the order they were drawn.
    """
    tree = Tree() if tree is None else tree
    nodes = [tree.nodes[start]] * count
    going = list(range(count))
    for _ in range(steps):
        prefixes = tree.prefixes([nodes[n].number for n in going])  # (W, T)
        logits = next_logits(prefixes)  # (W, V)
        log_probs = logits.log_softmax(-1)
        tokens = draw(filtered(logits, prefixes).softmax(-1), generator)  # (W,)
        own = log_probs.gather(1, tokens[:, None])[:, 0]  # (W,)
        for n, token, log_prob in zip(going, tokens.tolist(), own.tolist(), strict=True):
            nodes[n] = tree.add(nodes[n].number, token, log_prob)
            nodes[n].strategies.add("sample")
        going = [n for n in going if nodes[n].token not in ends]
        if not going:
            break
    return Search(tree, [_hypothesis(node, 1.0) for node in nodes])


def draw(probabilities: Float[Tensor, "W V"], generator: torch.Generator) -> Int[Tensor, "W"]:
    """One token a row: a point between 0 and 1, and the token in whose stretch it falls."""
    heights = probabilities.double().cumsum(-1)  # (W, V)
    points = torch.rand(len(heights), 1, dtype=torch.double, generator=generator)  # (W, 1)
    # Times the last height, which rounding may leave short of 1: the point must fall on a real token.
    return torch.searchsorted(heights, points * heights[:, -1:], right=True)[:, 0]


def draw_many(probabilities: Float[Tensor, "V"], count: int, generator: torch.Generator) -> Int[Tensor, "N"]:
    """As `draw`, `count` times from the same distribution."""
    heights = probabilities.double().cumsum(-1)  # (V,)
    points = torch.rand(count, dtype=torch.double, generator=generator)  # (N,)
    return torch.searchsorted(heights, points * heights[-1], right=True)


def force(next_log_probs: NextLogProbs, tokens: Sequence[int], tree: Tree) -> int:
    """Walk the given tokens from the root, whatever their probability; the node reached."""
    node = tree.nodes[ROOT]
    for token in tokens:
        log_probs = next_log_probs(tree.prefixes([node.number]))[0]  # (V,)
        node = tree.add(node.number, token, log_probs[token].item())
        node.fate = "forced"
    return node.number


def looked_at(strategy: str, vocabulary: int, steps: int, width: int = 1) -> int:
    """How many continuations a strategy weighs; `exhaustive` counts all whole sequences, V^T."""
    if strategy == "exhaustive":
        return vocabulary**steps
    widths = [1 if strategy == "greedy" else min(width, vocabulary**step) for step in range(steps)]
    return sum(vocabulary * rows for rows in widths)


def _hypothesis(node: Node, length_penalty: float) -> Hypothesis:
    total = score(node.cumulative, node.depth, length_penalty)
    return Hypothesis(node.number, node.depth, node.cumulative, total)
