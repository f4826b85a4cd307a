"""The decoding tree as a picture: every candidate in a box of its own under its true parent.

Token texts travel as data and reach the page as text, so that none can become HTML.
"""

import math
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from core.base.numbers import number_text
from core.models.byte_tokens import completed, has_bytes
from core.topics.decoding.concepts.tree import Node, Tree
from core.topics.decoding.tree_layout import Edge, lay_out

Words = Callable[..., str]
LETTER = 7.3  # pixels of a letter of the code font at 12 pixels; twice that is enough for a Chinese one
LINE, PADDING = 16, 7  # pixels: height of a line in a box, and what stands free at its sides
LONGEST_LABEL = 14  # characters of a token
BLANK = "␣"  # shows where a token begins with a space
STRATEGIES = {"beam": "by_beam", "greedy": "by_greedy", "sample": "by_sample"}  # and their texts
COLOURS = {"beam": "accent", "greedy": "greedy", "sample": "sampled"}  # the first that a node has is its own


@dataclass(frozen=True)
class Picture:
    """What the component draws, and the node's numbers in it from the top down."""

    data: dict[str, Any]
    order: list[int]


def shown_token(text: str) -> str:
    """A token as a label: its leading space and line breaks made visible, cut where it is long."""
    seen = shown_text(text)
    seen = BLANK + seen[1:] if seen.startswith(" ") else seen
    return seen if len(seen) <= LONGEST_LABEL else f"{seen[: LONGEST_LABEL - 1]}…"


def shown_last(pieces: Sequence[str]) -> str:
    """The last of some tokens as a label; where its bytes complete a character, that stands behind them."""
    whole = completed(pieces)
    return shown_token(pieces[-1]) + (f"→{shown_token(whole)}" if whole else "")


def shown_text(text: str) -> str:
    """A text on one line: its line breaks and tabs made visible."""
    return text.replace("\n", "↵").replace("\t", "⇥")


def tree_picture(
    tree: Tree,
    piece: Callable[[int], str],
    words: Words,
    *,
    chosen: int | None = None,
    folded: Collection[int] = (),
    pruned: bool = True,
    sums: bool = False,
) -> Picture:
    """The whole tree, left to right. `piece` gives a token's text; folded nodes hide what is below.

    A box holds token and probability; with `sums` also the sum of log-probabilities, the rank, and the step
    at which a line fell.
    """
    below = _below(tree, folded, pruned)
    order = _order(below, tree.nodes[0].number)
    hidden = {number for number in order if number in folded and tree.children.get(number)}
    pieces = {number: [piece(token) for token in tree.tokens(number)] for number in order}
    names = {
        number: _name(tree.nodes[number], pieces[number], words, number in hidden, sums) for number in order
    }
    layout = lay_out({number: _size(name) for number, name in names.items()}, below, order[0])
    nodes = [
        {
            **{"number": number, "parent": tree.nodes[number].parent, "lines": names[number]},
            "box": [round(side, 1) for side in vars(layout.boxes[number]).values()],
            "edge": _edge(layout.edges.get(number)),
            **_look(tree.nodes[number], number == chosen, number in hidden),
            "hover": _hover(tree.nodes[number], pieces[number], words),
        }
        for number in order
    ]
    size = {"width": math.ceil(layout.width), "height": math.ceil(layout.height)}
    return Picture({"nodes": nodes, **size, "line": LINE}, order)


def _below(tree: Tree, folded: Collection[int], pruned: bool) -> dict[int, list[int]]:
    """The children that are drawn of each node, the most probable line first."""
    shown: dict[int, list[int]] = {}
    for number, children in tree.children.items():
        nodes = [tree.nodes[child] for child in children.values()]
        nodes = [node for node in nodes if pruned or not _is_faint(node)]
        nodes = [] if number in folded else sorted(nodes, key=lambda node: -node.cumulative)
        shown[number] = [node.number for node in nodes]
    return shown


def _order(below: dict[int, list[int]], root: int) -> list[int]:
    """The nodes that are drawn, depth first."""
    order, waiting = [], [root]
    while waiting:
        order.append(waiting.pop())
        waiting.extend(reversed(below.get(order[-1], [])))
    return order


def _size(lines: list[str]) -> tuple[float, float]:
    """Width and height of a box around some lines, in pixels; letters may be wide."""
    widths = [sum(2 * LETTER if _is_wide(letter) else LETTER for letter in line) for line in lines]
    return math.ceil(max(widths)) + 2 * PADDING, LINE * len(lines) + 6


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WFA" or letter in "↵⇥␣…"


def _edge(edge: Edge | None) -> list[float] | None:
    """x and y of the start, x of the bend, x and y of the end."""
    return [round(number, 1) for number in (*edge.start, edge.bend, *edge.end)] if edge else None


def _is_faint(node: Node) -> bool:
    return node.fate == "pruned" and not node.strategies


def _look(node: Node, chosen: bool, hidden: bool) -> dict[str, Any]:
    """The names of a node's colour and of all else that its box and its edge are to show."""
    colour = next((tone for name, tone in COLOURS.items() if name in node.strategies), "muted")
    kinds = {
        "chosen": chosen,
        "hidden": hidden,
        "taken": bool(node.strategies),
        "pruned": _is_faint(node),
        "fallen": node.fell is not None and not node.strategies,
        "finished": node.fate == "finished",
        "forced": node.fate == "forced",
    }
    return {"colour": colour, "kinds": [kind for kind, is_so in kinds.items() if is_so]}


def _name(node: Node, pieces: Sequence[str], words: Words, hidden: bool, sums: bool) -> list[str]:
    """The last of `pieces` and its conditional probability; below it sum, rank and step of its fall."""
    if node.token is None:
        return [words("root")]
    mark = f" {words('hidden')}" if hidden else ""
    first = f"{shown_last(pieces)} {percent(node.log_prob, words)}{mark}"
    if not sums:
        return [first]
    fell = [f"×{node.fell}"] if node.fell is not None and not node.strategies else []
    rank = [f"#{node.rank}"] if node.rank else []
    return [first, " ".join([f"Σ {minus(node.cumulative)}", *rank, *fell])]


def _hover(node: Node, pieces: Sequence[str], words: Words) -> str:
    if node.token is None:
        return words("root_hover")
    lines = [
        words("hover", token=shown_token(pieces[-1]), id=node.token),
        words("hover_edge", percent=percent(node.log_prob, words), log_prob=minus(node.log_prob, 3)),
        words("hover_node", cumulative=minus(node.cumulative, 3)),
        words(f"fate_{node.fate}", step=node.depth),
    ]
    if whole := completed(pieces):
        lines.insert(1, words("hover_completed", character=whole))
    elif has_bytes(pieces[-1]):
        lines.insert(1, words("hover_bytes"))
    if node.rank:
        lines.insert(-1, words("hover_rank", rank=node.rank, step=node.depth))
    if node.fell is not None and node.fate != "pruned":
        lines.append(words("hover_fell", step=node.fell))
    lines += [words(STRATEGIES[strategy]) for strategy in sorted(node.strategies)]
    return "\n".join(lines)


def minus(number: float, digits: int = 2) -> str:
    """A number with a real minus sign."""
    return number_text(number, f".{digits}f")


def percent(log_prob: float, words: Words) -> str:
    """A log-probability as a percentage with two significant digits."""
    share = 100 * math.exp(log_prob)
    form = ".0f" if share >= 9.95 else ".1f" if share >= 0.095 else ".1g"
    return words("percent", number=number_text(share, form))
