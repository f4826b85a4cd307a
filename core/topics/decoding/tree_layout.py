"""Where the boxes and edges of a decoding tree lie, so that nothing covers anything.

Each depth is a column as wide as its widest box. A node and its first child, and that one's first child,
stand in one row: the likeliest line runs straight on. Each such line takes the first row that is free in
all its columns, so that two boxes of a column never share one. An edge leaves its parent's box in the
parent's row and bends only in the gap between two columns, where there are no boxes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GAP = 30  # pixels between two columns, where the edges bend
MARGIN = 6  # pixels around the tree
ROW_GAP = 5  # pixels between two boxes at the least


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; x and y are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Edge:
    """From the right of a box along its row to `bend`, where the column ends, then to the next box's left."""

    start: tuple[float, float]
    bend: float
    end: tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """A box for each node, the edge that leads to it (none to the root), and the picture's size in pixels."""

    boxes: Mapping[int, Box]
    edges: Mapping[int, Edge]
    width: float
    height: float


def lay_out(
    sizes: Mapping[int, tuple[float, float]], below: Mapping[int, Sequence[int]], root: int
) -> Layout:
    """Boxes of the given sizes (width, height), left to right; `below` are a node's children, downwards."""
    depths = _depths(below, root)
    middles = _middles(sizes, below, depths)
    widths = [0.0] * (1 + max(depths.values()))
    for node, depth in depths.items():
        widths[depth] = max(widths[depth], sizes[node][0])
    lefts = [MARGIN + sum(widths[:depth]) + GAP * depth for depth in range(len(widths))]
    boxes = {
        node: Box(lefts[depth], middles[node] - sizes[node][1] / 2, *sizes[node])
        for node, depth in depths.items()
    }
    edges = {
        child: Edge(
            (boxes[node].x + boxes[node].width, middles[node]),
            lefts[depths[node]] + widths[depths[node]],
            (boxes[child].x, middles[child]),
        )
        for node in depths
        for child in below.get(node, ())
    }
    lowest = max(box.y + box.height for box in boxes.values())
    return Layout(boxes, edges, lefts[-1] + widths[-1] + MARGIN, lowest + MARGIN)


def _depths(below: Mapping[int, Sequence[int]], root: int) -> dict[int, int]:
    """The depth of every node, in depth-first order: a parent before its children, upper branches first."""
    depths: dict[int, int] = {}
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        depths[node] = depth
        waiting.extend((child, depth + 1) for child in reversed(below.get(node, ())))
    return depths


def _middles(
    sizes: Mapping[int, tuple[float, float]], below: Mapping[int, Sequence[int]], depths: Mapping[int, int]
) -> dict[int, float]:
    """The height of every box's middle in pixels from the top; rows are as high as the highest box."""
    pitch = max(height for _, height in sizes.values()) + ROW_GAP
    rows: dict[int, int] = {}
    free = [0] * (1 + max(depths.values()))  # of each column the first row below all boxes so far
    waiting = [next(iter(depths))]
    while waiting:
        line = _first_line(waiting.pop(), below)
        columns = [depths[node] for node in line]
        row = max(free[column] for column in columns)
        rows |= dict.fromkeys(line, row)
        for column in columns:
            free[column] = row + 1
        for node in line:  # the deepest is taken from the end first
            waiting.extend(reversed(below.get(node, ())[1:]))
    return {node: MARGIN + pitch * (row + 0.5) for node, row in rows.items()}


def _first_line(node: int, below: Mapping[int, Sequence[int]]) -> list[int]:
    """A node, its first child, that one's first child and so on."""
    line = [node]
    while below.get(line[-1]):
        line.append(below[line[-1]][0])
    return line
