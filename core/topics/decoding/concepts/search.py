"""Decoding strategies from scratch: greedy, beam and exhaustive search, and sampling.

Each takes a function `next_log_probs(prefixes)` from a batch of prefixes, (W, T) token ids after the
prompt, to (W, V) natural log-probabilities of the next token; a Transformer or a table may implement it.
Each adds the nodes that it expands to a tree.

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
    """A finished sequence: its last node, its length in tokens, its log-probability and its score."""

    node: int
    length: int
    log_prob: float
    score: float


@dataclass(frozen=True)
class Search:
    """A strategy's result: the tree of expanded nodes, and the best sequences, the best first."""

    tree: Tree
    best: list[Hypothesis]


def score(log_prob: float, length: int, length_penalty: float = 1.0) -> float:
    """Length-normalised score Σ log p / length^α; α = `length_penalty`, 1 gives the mean, 0 the sum.

    Source: the library's form of Wu et al. 2016, equation 14.
    """
    return float(log_prob / length**length_penalty)


def greedy(
    next_log_probs: NextLogProbs,
    steps: int,
    *,
    ends: Collection[int] = (),
    tree: Tree | None = None,
    start: int = ROOT,
) -> Search:
    """Greedy search: the most probable token at every step, until a token of `ends` or `steps` tokens."""
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
    """Beam search: keep the `width` most probable prefixes of each step, expanded as one batch.

    The shortlist has more than `width` candidates, so that `width` remain where some have ended.
    `early_stopping` as in the library: True stops once `width` sequences have ended; False, once no running
    prefix could score higher if it ended now; "never", once none could at the full length.
    Source: Graves 2012; Wu et al. 2016, section 7.
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
    for node in tree.path(finished[0].node) if finished else []:
        node.strategies.add("beam")
    return Search(tree, finished)


def _candidates(tree: Tree, running: Sequence[Node], next_log_probs: NextLogProbs, most: int) -> list[Node]:
    """The `most` best continuations of all W running prefixes, as nodes, the best first."""
    log_probs = next_log_probs(tree.prefixes([node.number for node in running]))  # (W, V)
    W, V = log_probs.shape
    before = torch.tensor([node.cumulative for node in running], dtype=log_probs.dtype)  # (W,)
    totals = (before[:, None] + log_probs).flatten()  # (W·V,)
    best, indices = totals.topk(min(most, W * V))
    chosen = log_probs.flatten()[indices].tolist()
    nodes = []
    for total, index, log_prob in zip(best.tolist(), indices.tolist(), chosen, strict=True):
        if total == float("-inf"):
            break  # a token of probability 0 is no candidate
        parent, token = running[index // V].number, index % V
        nodes.append(tree.add(parent, token, log_prob, total))
        nodes[-1].rank = len(nodes)
    return nodes


def _is_over(
    finished: Sequence[Hypothesis],
    running: Node,
    width: int,
    last: int,
    length_penalty: float,
    early_stopping: bool | str,
) -> bool:
    """Whether beam search can stop: no running prefix can (or, with True, may) displace a finished one."""
    if len(finished) < width:
        return False
    if early_stopping is True:
        return True
    longest = early_stopping == "never" and length_penalty > 0
    bound = score(running.cumulative, last if longest else running.depth, length_penalty)
    return bound <= finished[-1].score


def _decide(
    candidates: Sequence[Node], survivors: Sequence[Node], done: Sequence[Node], ends: Collection[int]
) -> None:
    """Set the fate of this step's candidates: finished, kept or pruned."""
    staying, closed = {node.number for node in survivors}, {node.number for node in done}
    for node in candidates:
        if node.number in closed and node.token in ends:
            node.fate = "finished"
        else:
            node.fate = "kept" if node.number in staying else "pruned"


def _mark_falls(tree: Tree, start: int) -> None:
    """Set `fell`: the step at which a node's last descendant left the beam; None where one never did."""
    nodes = [node for node in tree.nodes if node.rank is not None]
    deepest = max((node.depth for node in nodes if node.fate in ("kept", "finished")), default=0)
    survival_depth: dict[
        int, int
    ] = {}  # depth of the deepest kept descendant; a finished one counts as deepest
    for node in reversed(nodes):
        own = {"kept": node.depth, "finished": deepest}.get(node.fate, 0)
        depth = max(own, survival_depth.get(node.number, 0))
        survival_depth[node.number] = depth
        if node.parent is not None and node.parent != start:
            survival_depth[node.parent] = max(depth, survival_depth.get(node.parent, 0))
        node.fell = None if depth == deepest else max(depth + 1, node.depth)


def exhaustive(
    next_log_probs: NextLogProbs,
    steps: int,
    *,
    ends: Collection[int] = (),
    length_penalty: float = 1.0,
    most: int = 1,
) -> Search:
    """Exhaustive search over all sequences: V^T for T = `steps`, so for small vocabularies only."""
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
    """Ancestral sampling: `count` sequences drawn token by token from the filtered distribution, batched.

    `filtered` maps logits (W, V) and prefixes (W, T) to logits. The tree holds the log-probabilities before
    the filters; sequences are in the order of their drawing.
    """
    tree = Tree() if tree is None else tree
    nodes = [tree.nodes[start]] * count
    running = list(range(count))
    for _ in range(steps):
        prefixes = tree.prefixes([nodes[n].number for n in running])  # (W, T)
        logits = next_logits(prefixes)  # (W, V)
        log_probs = logits.log_softmax(-1)
        tokens = draw(filtered(logits, prefixes).softmax(-1), generator)  # (W,)
        drawn = log_probs.gather(1, tokens[:, None])[:, 0]  # (W,)
        for n, token, log_prob in zip(running, tokens.tolist(), drawn.tolist(), strict=True):
            nodes[n] = tree.add(nodes[n].number, token, log_prob)
            nodes[n].strategies.add("sample")
        running = [n for n in running if nodes[n].token not in ends]
        if not running:
            break
    return Search(tree, [_hypothesis(node, 1.0) for node in nodes])


def draw(probabilities: Float[Tensor, "W V"], generator: torch.Generator) -> Int[Tensor, "W"]:
    """A token for each row, by inverse transform sampling: u uniform on [0, 1), looked up in the CDF."""
    cdf = probabilities.double().cumsum(-1)  # (W, V)
    u = torch.rand(len(cdf), 1, dtype=torch.double, generator=generator)  # (W, 1)
    # Times the last value, which rounding may leave short of 1, so that u is below it.
    return torch.searchsorted(cdf, u * cdf[:, -1:], right=True)[:, 0]


def draw_many(probabilities: Float[Tensor, "V"], count: int, generator: torch.Generator) -> Int[Tensor, "N"]:
    """As `draw`, N = `count` tokens from the same distribution."""
    cdf = probabilities.double().cumsum(-1)  # (V,)
    u = torch.rand(count, dtype=torch.double, generator=generator)  # (N,)
    return torch.searchsorted(cdf, u * cdf[-1], right=True)


def force(next_log_probs: NextLogProbs, tokens: Sequence[int], tree: Tree) -> int:
    """Add `tokens` from the root, whatever their probability, and return the last node's number."""
    node = tree.nodes[ROOT]
    for token in tokens:
        log_probs = next_log_probs(tree.prefixes([node.number]))[0]  # (V,)
        node = tree.add(node.number, token, log_probs[token].item())
        node.fate = "forced"
    return node.number


def evaluated(strategy: str, vocabulary: int, steps: int, width: int = 1) -> int:
    """Number of continuations that a strategy evaluates; for `exhaustive` the complete sequences, V^T."""
    if strategy == "exhaustive":
        return vocabulary**steps
    widths = [1 if strategy == "greedy" else min(width, vocabulary**step) for step in range(steps)]
    return sum(vocabulary * rows for rows in widths)


def _hypothesis(node: Node, length_penalty: float) -> Hypothesis:
    total = score(node.cumulative, node.depth, length_penalty)
    return Hypothesis(node.number, node.depth, node.cumulative, total)
