"""The tree's picture: every candidate under its parent, the clicked index, folding, texts as data."""

import math

import pytest
import torch

from core.app.figures.palette import DARK, LIGHT
from core.base.i18n import label
from core.topics.decoding.concepts.search import beam, greedy
from core.topics.decoding.concepts.toys import four_steps, from_table
from core.topics.decoding.concepts.tree import ROOT, Tree
from core.topics.decoding.figures_tree import (
    EDGE,
    LEFT,
    LONGEST_LABEL,
    NARROW,
    RIGHT,
    ROW,
    WIDE,
    minus,
    percent,
    shown_token,
    tree_picture,
)
from tests.support.figures import words as keys


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
    assert series["selectedMode"] == "single"
    assert series["select"]["itemStyle"]["borderWidth"] > 1  # else nobody sees which node is open
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
    assert shown_token("a\tb ") == "a⇥b "
    assert (shown_token("x" * LONGEST_LABEL), shown_token("x" * 15)) == ("x" * 14, "x" * 13 + "…")
    found = [
        percent(math.log(p)) for p in (1, 0.5, 0.0996, 0.0994, 0.0651, 0.0096, 0.00096, 0.00094, 0.00004)
    ]
    assert found == ["100 %", "50 %", "10 %", "9.9 %", "6.5 %", "1.0 %", "0.1 %", "0.09 %", "0.004 %"]
    assert [minus(-1.25), minus(2.0), minus(-0.12345, 3)] == ["−1.25", "2.00", "−0.123"]


def grown() -> Tree:
    """One node of each kind below the root: kept, fallen, pruned, sampled, finished, forced, greedy's."""
    tree = Tree()
    looks = (
        {"fate": "kept", "rank": 1, "strategies": {"beam", "greedy"}},
        {"fate": "kept", "rank": 2, "fell": 2},
        {"fate": "pruned", "rank": 3, "fell": 1},
        {"fate": "path", "strategies": {"sample"}},
        {"fate": "finished", "rank": 4},
        {"fate": "forced"},
        {"fate": "pruned", "rank": 5, "fell": 1, "strategies": {"greedy"}},
    )
    for token, look in enumerate(looks):
        node = tree.add(ROOT, token, math.log(0.4) - token)
        for name, value in look.items():
            setattr(node, name, value)
    tree.add(1, 0, -1.0).fate = "pruned"
    return tree


def seen(**options) -> tuple[dict, dict[int, dict]]:
    """The root, and what each of its children looks like, by token."""
    picture = tree_picture(grown(), "abcdefg".__getitem__, keys, LIGHT, **options)
    root = picture.spec["series"][0]["data"][0]
    below = dict(zip((n for n in picture.order if n in range(1, 8)), root["children"], strict=True))
    return root, {number - 1: look for number, look in below.items()}


def test_names_tell_probability_sum_rank_and_where_a_beam_lost_it() -> None:
    root, below = seen()
    assert root["name"] == "root"
    assert [below[token]["name"] for token in range(7)] == [
        "a 40 %\nΣ −0.92 #1",
        "b 15 %\nΣ −1.92 #2 ✕2",
        "c 5.4 % ✕1",
        "d 2.0 %\nΣ −3.92",
        "e 0.7 %\nΣ −4.92 #4",
        "f 0.3 %\nΣ −5.92",
        "g 0.1 %\nΣ −6.92 #5",
    ]


def test_hovers_tell_everything() -> None:
    root, below = seen()
    assert root["value"] == "root_hover"
    assert below[0]["value"].splitlines() == [
        "hover token=a id=0",
        "hover_edge percent=40 % log_prob=−0.916",
        "hover_node cumulative=−0.916",
        "hover_rank rank=1 step=1",
        "fate_kept step=1",
        "by_beam",
        "by_greedy",
    ]
    assert below[1]["value"].splitlines()[4:] == ["fate_kept step=1", "hover_fell step=2"]
    assert below[2]["value"].splitlines()[4:] == ["fate_pruned step=1"]
    assert below[3]["value"].splitlines()[3:] == ["fate_path step=1", "by_sample"]


def test_symbols_and_colours_of_every_kind() -> None:
    root, below = seen(folded=[1], chosen=2)
    symbols = ["triangle", "circle", "circle", "circle", "diamond", "rect", "circle"]
    assert [below[token]["symbol"] for token in range(7)] == symbols
    assert root["symbol"] == "roundRect"
    tones = [LIGHT.accent, *[LIGHT.muted] * 2, LIGHT.sampled, *[LIGHT.muted] * 2, LIGHT.greedy]
    assert [below[token]["lineStyle"]["color"] for token in range(7)] == tones
    assert [below[token]["itemStyle"]["color"] for token in range(7)] == [
        LIGHT.background if token == 2 else tone for token, tone in enumerate(tones)
    ]
    assert [below[token]["itemStyle"]["borderColor"] for token in range(7)] == [
        LIGHT.text if token == 1 else tone for token, tone in enumerate(tones)
    ]
    labels = [tones[0], LIGHT.text, LIGHT.muted, tones[3], *[LIGHT.text] * 2, tones[6]]
    assert [below[token]["label"]["color"] for token in range(7)] == labels
    assert [below[token]["lineStyle"]["type"] for token in range(7)] == [
        "dashed" if token == 2 else "solid" for token in range(7)
    ]
    weights = ["bold" if token in (0, 1, 3, 6) else "normal" for token in range(7)]  # taken, or chosen
    assert [below[token]["label"]["fontWeight"] for token in range(7)] == weights
    assert [token for token in range(7) if "backgroundColor" in below[token]["label"]] == [2]
    assert below[2]["label"]["backgroundColor"] == below[2]["label"]["textBorderColor"] == LIGHT.background
    assert {below[token]["label"]["position"] for token in range(7)} == {"left"}
    assert {below[token]["label"]["align"] for token in range(7)} == {"right"}
    assert (root["label"]["position"], root["label"]["align"]) == ("top", "center")


def test_a_fallen_line_is_thinner_than_one_alive_and_a_strategy_s_the_thickest() -> None:
    _, below = seen()
    widths = [below[token]["lineStyle"]["width"] for token in range(7)]
    assert widths[0] == widths[3] == widths[6] > widths[4] == widths[5] > widths[1] == widths[2]


def test_a_folded_node_says_that_something_is_hidden_and_one_with_nothing_below_does_not() -> None:
    _, below = seen(folded=[1, 2])
    assert below[0]["name"] == "a 40 %\nΣ −0.92 #1 hidden"
    assert below[0]["children"] == []
    assert below[1]["symbol"] == "circle"
    assert "hidden" not in below[1]["name"]
    _, open_ones = seen()
    assert [child["name"] for child in open_ones[0]["children"]] == ["a 37 %"]


def test_without_the_pruned_those_that_a_strategy_took_stay() -> None:
    _, below = seen(pruned=False)
    assert list(below) == [0, 1, 3, 4, 5, 6]
    assert below[0]["children"] == []


def test_the_tree_fills_its_chart() -> None:
    picture = tree_picture(grown(), "abcdefg".__getitem__, keys, LIGHT)
    (series,) = picture.spec["series"]
    assert picture.height == 300  # few leaves: the least
    sizes = {"left": LEFT, "top": EDGE, "width": 2 * NARROW, "height": 300 - 2 * EDGE}
    plain = {"type": "tree", "orient": "LR", "roam": True, "expandAndCollapse": False, "initialTreeDepth": -1}
    more = {"selectedMode": "single", "edgeShape": "curve", "animation": False}
    assert series.items() >= (sizes | plain | more).items()
    assert series["scaleLimit"] == {"min": 0.2, "max": 8}
    assert series["emphasis"] == {"focus": "ancestor", "label": {"fontWeight": "bold"}}
    assert series["labelLayout"] == {"hideOverlap": True}
    narrow, wide = picture.spec["media"]
    assert narrow["query"] == {"minWidth": LEFT + RIGHT + 2 * NARROW}
    assert narrow["option"] == {"series": [{"left": LEFT, "right": RIGHT, "width": None}]}
    assert wide["query"] == {"minWidth": LEFT + RIGHT + 2 * WIDE}
    assert wide["option"] == {"series": [{"left": LEFT, "right": None, "width": 2 * WIDE}]}
    tooltip = picture.spec["tooltip"]
    assert (tooltip["backgroundColor"], tooltip["borderColor"]) == (LIGHT.surface, LIGHT.border)
    assert tooltip["textStyle"]["color"] == LIGHT.text
    assert tooltip["confine"] is True


def test_a_leaf_has_a_row_until_the_chart_is_full() -> None:
    for leaves, height in ((20, 20 * ROW + 2 * EDGE), (100, 860)):
        tree = Tree()
        for token in range(leaves):
            tree.add(ROOT, token, -1.0)
        assert tree_picture(tree, str, keys, LIGHT).height == height
