"""The decoding tree as an ECharts option: every candidate under its true parent.

Token texts travel as the nodes' names and values, never inside a template, and tooltips are drawn
on the canvas, so that no text can become HTML or a placeholder.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from core.app.figures.palette import Palette
from core.app.figures.template import FONT
from core.topics.decoding.concepts.tree import Node, Tree

Words = Callable[..., str]
ROW = 25  # pixels for a leaf
NARROW, WIDE = 96, 150  # pixels for a step: narrower would hide labels, wider would only stretch
LEAST_HEIGHT, MOST_HEIGHT = 300, 860
EDGE = 34  # pixels around the tree
LEFT, RIGHT = 40, 24  # pixels beside the tree
LONGEST_LABEL = 14  # characters of a token
BLANK = "␣"  # shows where a token begins with a space
STRATEGIES = {"beam": "by_beam", "greedy": "by_greedy", "sample": "by_sample"}  # and their texts
SYMBOLS = {"finished": "diamond", "forced": "rect", "root": "roundRect"}


@dataclass(frozen=True)
class Picture:
    """The option, the chart's height in pixels, and the node that each data index stands for."""

    spec: dict[str, Any]
    height: int
    order: list[int]  # order[i] is the number of the node with data index i + 1


def shown_token(text: str) -> str:
    """A token as a label: its leading space and line breaks made visible, cut where it is long."""
    seen = text.replace("\n", "↵").replace("\t", "⇥")
    seen = BLANK + seen[1:] if seen.startswith(" ") else seen
    return seen if len(seen) <= LONGEST_LABEL else f"{seen[: LONGEST_LABEL - 1]}…"


def tree_picture(
    tree: Tree,
    piece: Callable[[int], str],
    words: Words,
    colours: Palette,
    *,
    chosen: int | None = None,
    folded: Collection[int] = (),
    pruned: bool = True,
) -> Picture:
    """The whole tree, left to right. `piece` gives a token's text; folded nodes hide what is below."""
    order: list[int] = []

    def build(node: Node) -> dict[str, Any]:
        order.append(node.number)
        below = [tree.nodes[child] for child in tree.children.get(node.number, {}).values()]
        below = [child for child in below if pruned or child.fate != "pruned" or child.strategies]
        hidden = bool(below) and node.number in folded
        below = [] if hidden else sorted(below, key=lambda child: -child.cumulative)
        look = _look(node, piece, words, colours, node.number == chosen, hidden)
        return {**look, "children": [build(child) for child in below]}

    data = build(tree.nodes[0])
    depth, leaves = _extent(data)
    height = min(MOST_HEIGHT, max(LEAST_HEIGHT, leaves * ROW + 2 * EDGE))
    series = {
        "type": "tree",
        "data": [data],
        "orient": "LR",
        "left": LEFT,
        "top": EDGE,
        "width": max(1, depth) * NARROW,
        "height": height - 2 * EDGE,
        "roam": True,
        "scaleLimit": {"min": 0.2, "max": 8},
        "expandAndCollapse": False,
        "initialTreeDepth": -1,
        "selectedMode": "single",
        "select": {"itemStyle": {"borderWidth": 3}},
        "edgeShape": "curve",
        "animation": False,
        "emphasis": {"focus": "ancestor", "label": {"fontWeight": "bold"}},
        "labelLayout": {"hideOverlap": True},
        "label": {"formatter": "{b}", "fontFamily": FONT, "fontSize": 11, "lineHeight": 15},
    }
    spec = {"tooltip": _tooltip(colours), "series": [series], "media": _fit(max(1, depth))}
    return Picture(spec, height, order)


def _fit(depth: int) -> list[dict[str, Any]]:
    """Fill the chart's width where it holds the tree; a narrower one shows its start and can be dragged."""
    beside = LEFT + RIGHT
    return [
        {
            "query": {"minWidth": beside + depth * NARROW},
            "option": {"series": [{"left": LEFT, "right": RIGHT, "width": None}]},
        },
        {
            "query": {"minWidth": beside + depth * WIDE},
            "option": {"series": [{"left": LEFT, "right": None, "width": depth * WIDE}]},
        },
    ]


def _tooltip(colours: Palette) -> dict[str, Any]:
    return {
        "formatter": "{c}",
        "renderMode": "richText",
        "backgroundColor": colours.surface,
        "borderColor": colours.border,
        "textStyle": {"color": colours.text, "fontFamily": FONT, "fontSize": 12},
        "confine": True,
    }


def _look(
    node: Node, piece: Callable[[int], str], words: Words, colours: Palette, chosen: bool, hidden: bool
) -> dict[str, Any]:
    """Name, tooltip, symbol and colours of a node and of the edge that leads to it."""
    colour, faint = _colour(node, colours), node.fate == "pruned" and not node.strategies
    strong = bool(node.strategies)
    item = {
        "color": colour if strong or hidden or node.fate != "pruned" else colours.background,
        "borderColor": colours.text if chosen else colour,
        "borderWidth": 3 if chosen else 1.5,
        "opacity": 0.65 if faint else 1,
    }
    label: dict[str, Any] = {
        "position": "left" if node.parent is not None else "top",
        "align": "right" if node.parent is not None else "center",
        "distance": 5,
        "color": colours.muted if faint else colour if strong else colours.text,
        "fontWeight": "bold" if strong or chosen else "normal",
        "textBorderColor": colours.background,
        "textBorderWidth": 4,
    }
    if faint:  # a single line of text would be struck through by the edge
        label |= {"backgroundColor": colours.background, "padding": [0, 3]}
    width = 3 if strong else 2 if node.fell is None else 1.2
    line = {"color": colour, "width": width, "opacity": 0.4 if faint else 0.9, "curveness": 0.75}
    return {
        "name": _name(node, piece, words, hidden),
        "value": _hover(node, piece, words),
        "symbol": "triangle" if hidden else SYMBOLS.get(node.fate, "circle"),
        "symbolSize": 14 if chosen or hidden else 11 if strong else 9 if not faint else 6,
        "itemStyle": item,
        "label": label,
        "lineStyle": line | {"type": "dashed" if faint else "solid"},
    }


def _colour(node: Node, colours: Palette) -> str:
    """The beam's winner before greedy's path before the sampled ones, where they share a node."""
    own = {"beam": colours.accent, "greedy": colours.greedy, "sample": colours.sampled}
    matching = [colour for strategy, colour in own.items() if strategy in node.strategies]
    return matching[0] if matching else colours.muted


def _name(node: Node, piece: Callable[[int], str], words: Words, hidden: bool) -> str:
    """Token and conditional probability on the edge; below it the sum and the rank, where it was kept."""
    if node.token is None:
        return words("root")
    first = f"{shown_token(piece(node.token))} {percent(node.log_prob)}"
    marks = [f"✕{node.fell}"] if node.fell is not None and not node.strategies else []
    marks += [words("hidden")] if hidden else []
    if node.fate == "pruned" and not node.strategies:
        return " ".join([first, *marks])
    rank = [f"#{node.rank}"] if node.rank else []
    return f"{first}\n{' '.join([f'Σ {minus(node.cumulative)}', *rank, *marks])}"


def _hover(node: Node, piece: Callable[[int], str], words: Words) -> str:
    if node.token is None:
        return words("root_hover")
    lines = [
        words("hover", token=shown_token(piece(node.token)), id=node.token),
        words("hover_edge", percent=percent(node.log_prob), log_prob=minus(node.log_prob, 3)),
        words("hover_node", cumulative=minus(node.cumulative, 3)),
        words(f"fate_{node.fate}", step=node.depth),
    ]
    if node.rank:
        lines.insert(3, words("hover_rank", rank=node.rank, step=node.depth))
    if node.fell is not None and node.fate != "pruned":
        lines.append(words("hover_fell", step=node.fell))
    lines += [words(STRATEGIES[strategy]) for strategy in sorted(node.strategies)]
    return "\n".join(lines)


def minus(number: float, digits: int = 2) -> str:
    """A number with a real minus sign."""
    return f"{number:.{digits}f}".replace("-", "−")


def percent(log_prob: float) -> str:
    """A log-probability as a percentage with two significant digits."""
    percent = 100 * math.exp(log_prob)
    return (
        f"{percent:.0f} %"
        if percent >= 9.95
        else f"{percent:.1f} %"
        if percent >= 0.095
        else f"{percent:.1g} %"
    )


def _extent(data: dict[str, Any]) -> tuple[int, int]:
    """Depth and number of leaves."""
    below = [_extent(child) for child in data["children"]]
    return (1 + max(d for d, _ in below), sum(n for _, n in below)) if below else (0, 1)
