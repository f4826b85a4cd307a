"""The tree's boxes and edges, in trees of every shape: nothing covers anything."""

from itertools import combinations

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.language_model import Continuation, load_language_model
from core.models.locate import locate
from core.topics.decoding.concepts.search import beam, greedy, sample
from core.topics.decoding.concepts.toys import four_steps, from_table, two_steps
from core.topics.decoding.concepts.tree import Tree
from core.topics.decoding.figures_tree import LETTER, PADDING, tree_picture
from core.topics.decoding.tree_layout import GAP, lay_out
from tests.support.figures import words

WORDS = ["a", " film", "\n", " extraordinarily", "剧情", ",", "ing", " of"]
PROMPTS = ("the film was", "a gorgeous , witty , seductive movie .", "剧情拖沓", "I")


def chance_tree(seed: int, width: int, steps: int) -> Tree:
    """Beam, greedy and two drawn paths over a random table of eight tokens."""
    generator = torch.Generator().manual_seed(seed)
    V = len(WORDS)
    levels = [torch.randn(V**step, V, generator=generator).log_softmax(-1) for step in range(steps)]
    answer = from_table(levels)
    tree = beam(answer, width, steps).tree
    greedy(answer, steps, tree=tree)
    sample(answer, steps, 2, generator, tree=tree)
    return tree


def toy_tree(levels: list[torch.Tensor]) -> Tree:
    return beam(from_table(levels), 2, len(levels), length_penalty=0.0).tree


TREES = [
    *[
        (f"chance{seed}", chance_tree(seed, width, steps), WORDS.__getitem__)
        for seed, (width, steps) in enumerate(((1, 1), (2, 3), (3, 5), (8, 4), (16, 5)))
    ],
    *[
        (case.__name__, toy_tree(case().levels), case().tokens.__getitem__)
        for case in (two_steps, four_steps)
    ],
    ("root", Tree(), str),
]


@pytest.mark.parametrize("sums", [False, True])
@pytest.mark.parametrize(("tree", "piece"), [row[1:] for row in TREES], ids=[row[0] for row in TREES])
def test_no_box_lies_on_another_or_on_an_edge(tree: Tree, piece, sums: bool) -> None:
    assert_clear(tree, piece, sums)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_nor_in_the_trees_of_the_real_model(prompt: str) -> None:
    try:
        locate("smollm2")
    except SentiscopeError:
        pytest.skip("SmolLM2 is not here")
    model = load_language_model()
    answer = Continuation(model.network, model.prompt(prompt, 5))
    tree = beam(answer, 3, 5, ends=model.ends).tree
    greedy(answer, 5, ends=model.ends, tree=tree)
    assert_clear(tree, model.piece, sums=True)


def assert_clear(tree: Tree, piece, sums: bool) -> None:
    """Boxes apart from each other, inside the picture, wide enough for their lines, and off every edge."""
    data = tree_picture(tree, piece, words, sums=sums).data
    nodes = data["nodes"]
    assert all("".join(node["lines"]) for node in nodes)
    boxes = [node["box"] for node in nodes]
    for (x, y, width, height), (left, top, wide, high) in combinations(boxes, 2):
        assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y
    for node, (x, y, width, height) in zip(nodes, boxes, strict=True):
        assert min(x, y) >= 0
        assert max(x + width - data["width"], y + height - data["height"]) <= 0
        assert width >= max(map(len, node["lines"])) * LETTER + 2 * PADDING
    for edge in [node["edge"] for node in nodes if node["edge"]]:
        for px, py in points(edge):
            assert not any(x < px < x + width and y < py < y + height for x, y, width, height in boxes)


def points(edge: list[float]) -> list[tuple[float, float]]:
    """Points along an edge as the component draws it: straight to the bend, then a cubic Bézier curve."""
    x, y, bend, to_x, to_y = edge
    straight = [(x + part * (bend - x) / 8, y) for part in range(9)]
    middle = (bend + to_x) / 2
    curve = []
    for part in range(33):
        s = part / 32
        weights = ((1 - s) ** 3, 3 * s * (1 - s) ** 2, 3 * s**2 * (1 - s), s**3)
        across = sum(w * c for w, c in zip(weights, (bend, middle, middle, to_x), strict=True))
        curve.append((across, (weights[0] + weights[1]) * y + (weights[2] + weights[3]) * to_y))
    return straight + curve


def test_columns_are_as_wide_as_their_widest_box_and_a_parent_stands_in_its_first_child_s_row() -> None:
    layout = lay_out({0: (10, 20), 1: (50, 20), 2: (30, 20), 3: (5, 20)}, {0: [1, 2], 2: [3]}, 0)
    assert layout.boxes[1].x == layout.boxes[2].x == layout.boxes[0].x + 10 + GAP
    assert layout.boxes[3].x == layout.boxes[1].x + 50 + GAP
    assert layout.boxes[0].middle == layout.boxes[1].middle < layout.boxes[2].middle
    assert layout.boxes[3].middle == layout.boxes[2].middle
    edge = layout.edges[3]
    assert (edge.start, edge.bend) == (
        (layout.boxes[2].x + 30, layout.boxes[2].middle),
        layout.boxes[1].x + 50,
    )
    assert edge.end == (layout.boxes[3].x, layout.boxes[3].middle)
