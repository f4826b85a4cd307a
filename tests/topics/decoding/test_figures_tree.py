"""The tree's picture: every candidate under its parent, the clicked index, folding, texts as data."""

import math

import pytest
import torch

from core.app.figures.palette import DARK, LIGHT
from core.base.i18n import label
from core.topics.decoding.concepts.search import beam, greedy
from core.topics.decoding.concepts.toys import four_steps, from_table
from core.topics.decoding.concepts.tree import ROOT, Tree
from core.topics.decoding.figures_tree import LONGEST_LABEL, percent, shown_token, tree_picture


def words(part: str, **parameters: object) -> str:
    return label(f"decoding.tree_{part}", "en", **parameters)


@pytest.fixture
def tree() -> Tree:
    case = four_steps()
    found = beam(from_table(case.levels), 2, 4, length_penalty=0.0)
    greedy(from_table(case.levels), 4, tree=found.tree)
    return found.tree


def flat(data: dict) -> list[dict]:
    return [data, *(node for child in data["children"] for node in flat(child))]


def drawn(tree: Tree, **options) -> tuple[list[dict], list[int], dict]:
    picture = tree_picture(tree, "ABCD".__getitem__, words, LIGHT, **options)
    return flat(picture.spec["series"][0]["data"][0]), picture.order, picture.spec


def test_the_order_is_depth_first_and_holds_every_node(tree: Tree) -> None:
    nodes, order, _ = drawn(tree)
    assert order[:2] == [ROOT, tree.children[ROOT][0]]  # the more probable child first
    parents = [tree.nodes[number].parent for number in order[1:]]
    assert all(parent in order[:place] for place, parent in enumerate(parents, start=1))
    assert sorted(order) == list(range(len(tree.nodes)))
    assert len(nodes) == len(order)
    for data, number in zip(nodes[1:], order[1:], strict=True):
        node = tree.nodes[number]
        assert data["name"].startswith(f"{'ABCD'[node.token or 0]} {percent(node.log_prob)}")


def test_strategies_have_their_colours_and_pruned_nodes_are_faint(tree: Tree) -> None:
    nodes, order, _ = drawn(tree)
    looks = {tuple(tree.tokens(number)): data for number, data in zip(order, nodes, strict=True)}
    assert looks[(0, 2, 1, 3)]["lineStyle"]["color"] == LIGHT.accent
    assert looks[(0, 1, 2, 3)]["lineStyle"]["color"] == LIGHT.greedy
    pruned = [node for node in tree.nodes if node.fate == "pruned" and not node.strategies]
    assert pruned
    for node in pruned:
        look = looks[tuple(tree.tokens(node.number))]
        assert look["lineStyle"]["opacity"] < 0.5
        assert f"✕{node.depth}" in look["name"]
        assert f"pruned at step {node.depth}" in look["value"]


def test_folding_and_leaving_out_the_pruned(tree: Tree) -> None:
    first = tree.find([0])
    assert first is not None
    nodes, order, _ = drawn(tree, folded=[first], chosen=first)
    assert nodes[order.index(first)]["children"] == []
    assert nodes[order.index(first)]["symbol"] == "triangle"
    assert nodes[order.index(first)]["itemStyle"]["borderColor"] == LIGHT.text
    kept, order, _ = drawn(tree, pruned=False)
    assert 1 < len(kept) < len(tree.nodes)
    assert all(tree.nodes[number].fate != "pruned" or tree.nodes[number].strategies for number in order)


def test_texts_are_data_and_tooltips_no_html(tree: Tree) -> None:
    token = "<img src=x onerror=alert(1)> {b} {a|x}"
    picture = tree_picture(tree, lambda _: token, words, DARK)
    assert picture.spec["tooltip"]["renderMode"] == "richText"
    assert picture.spec["tooltip"]["formatter"] == "{c}"
    series = picture.spec["series"][0]
    assert series["label"]["formatter"] == "{b}"
    assert "rich" not in series["label"]
    assert all("formatter" not in node["label"] for node in flat(series["data"][0]))


def test_a_tree_of_two_thousand_nodes_keeps_its_height() -> None:
    levels = [torch.full((1, 12), 1 / 12).log(), torch.full((12, 12), 1 / 12).log()]
    levels.append(torch.full((144, 12), 1 / 12).log())
    tree = beam(from_table(levels), 144, 3).tree
    picture = tree_picture(tree, str, words, LIGHT)
    assert len(picture.order) == len(tree.nodes) > 400
    assert picture.height <= 860


def test_a_lone_root_is_drawn() -> None:
    nodes, order, spec = drawn(Tree())
    assert (len(nodes), order) == (1, [ROOT])
    assert spec["series"][0]["width"] > 0


def test_tokens_and_percentages() -> None:
    assert shown_token(" film") == "␣film"
    assert shown_token("\n") == "↵"
    assert len(shown_token("x" * 99)) == LONGEST_LABEL
    assert [percent(math.log(p)) for p in (0.5, 0.0651, 0.00004)] == ["50 %", "6.5 %", "0.004 %"]
