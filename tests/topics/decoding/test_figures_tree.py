"""The tree's picture: every candidate under its parent, folding, what boxes say, texts as data."""

import math

import pytest

from core.base.i18n import label
from core.topics.decoding.concepts.search import beam, greedy
from core.topics.decoding.concepts.toys import four_steps, from_table
from core.topics.decoding.concepts.tree import ROOT, Tree
from core.topics.decoding.figures_tree import (
    LONGEST_LABEL,
    minus,
    percent,
    shown_text,
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


def drawn(tree: Tree, **options) -> tuple[list[dict], list[int]]:
    picture = tree_picture(tree, "ABCD".__getitem__, words, **options)
    return picture.data["nodes"], picture.order


def test_the_order_is_depth_first_and_holds_every_node(tree: Tree) -> None:
    nodes, order = drawn(tree)
    assert order[:2] == [ROOT, tree.children[ROOT][0]]  # the more probable child first
    parents = [tree.nodes[number].parent for number in order[1:]]
    assert all(parent in order[:place] for place, parent in enumerate(parents, start=1))
    assert sorted(order) == list(range(len(tree.nodes)))
    for data, number in zip(nodes, order, strict=True):
        node = tree.nodes[number]
        assert (data["number"], data["parent"]) == (number, node.parent)
        if node.token is not None:
            assert data["lines"] == [f"{'ABCD'[node.token]} {percent(node.log_prob, words)}"]


def test_strategies_have_their_colours_and_pruned_nodes_are_told_apart(tree: Tree) -> None:
    nodes, order = drawn(tree, sums=True)
    looks = {tuple(tree.tokens(number)): data for number, data in zip(order, nodes, strict=True)}
    assert looks[(0, 2, 1, 3)]["colour"] == "accent"
    assert looks[(0, 1, 2, 3)]["colour"] == "greedy"
    pruned = [node for node in tree.nodes if node.fate == "pruned" and not node.strategies]
    assert pruned
    for node in pruned:
        look = looks[tuple(tree.tokens(node.number))]
        assert look["kinds"] == ["pruned", "fallen"]
        assert f"×{node.depth}" in look["lines"][1]
        assert f"pruned at step {node.depth}" in look["hover"]


def test_folding_and_leaving_out_the_pruned(tree: Tree) -> None:
    first = tree.find([0])
    assert first is not None
    nodes, order = drawn(tree, folded=[first], chosen=first)
    assert not [node for node in nodes if node["parent"] == first]
    assert {"hidden", "chosen"} <= set(nodes[order.index(first)]["kinds"])
    kept, order = drawn(tree, pruned=False)
    assert 1 < len(kept) < len(tree.nodes)
    assert all(tree.nodes[number].fate != "pruned" or tree.nodes[number].strategies for number in order)


def test_tokens_and_percentages() -> None:
    assert shown_token(" film") == "␣film"
    assert shown_token("\n") == "↵"
    assert len(shown_token("x" * 99)) == LONGEST_LABEL
    assert shown_token("a\tb ") == "a⇥b "
    assert shown_text(" one\ntwo, three or four") == " one↵two, three or four"
    assert (shown_token("x" * LONGEST_LABEL), shown_token("x" * 15)) == ("x" * 14, "x" * 13 + "…")
    shares = (1, 0.5, 0.0996, 0.0994, 0.0651, 0.0096, 0.00096, 0.00094, 0.00004)
    found = [percent(math.log(share), lambda part, number: f"{number} {part}").split()[0] for share in shares]
    assert found == ["100", "50", "10", "9.9", "6.5", "1.0", "0.1", "0.09", "0.004"]
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
    root, *nodes = tree_picture(grown(), "abcdefg".__getitem__, keys, **options).data["nodes"]
    return root, {node["number"] - 1: node for node in nodes if node["parent"] == ROOT}


def test_boxes_tell_the_probability_and_if_asked_sum_rank_and_where_a_line_fell() -> None:
    root, below = seen()
    assert root["lines"] == ["root"]
    first = [
        "a percent number=40",
        "b percent number=15",
        "c percent number=5.4",
        "d percent number=2.0",
        "e percent number=0.7",
        "f percent number=0.3",
        "g percent number=0.1",
    ]
    assert [below[token]["lines"] for token in range(7)] == [[line] for line in first]
    _, below = seen(sums=True)
    second = [
        "Σ −0.92 #1",
        "Σ −1.92 #2 ×2",
        "Σ −2.92 #3 ×1",
        "Σ −3.92",
        "Σ −4.92 #4",
        "Σ −5.92",
        "Σ −6.92 #5",
    ]
    assert [below[token]["lines"] for token in range(7)] == [
        list(pair) for pair in zip(first, second, strict=True)
    ]


def test_hovers_tell_everything() -> None:
    root, below = seen()
    assert root["hover"] == "root_hover"
    assert below[0]["hover"].splitlines() == [
        "hover token=a id=0",
        "hover_edge percent=percent number=40 log_prob=−0.916",
        "hover_node cumulative=−0.916",
        "hover_rank rank=1 step=1",
        "fate_kept step=1",
        "by_beam",
        "by_greedy",
    ]
    assert below[1]["hover"].splitlines()[4:] == ["fate_kept step=1", "hover_fell step=2"]
    assert below[2]["hover"].splitlines()[4:] == ["fate_pruned step=1"]
    assert below[3]["hover"].splitlines()[3:] == ["fate_path step=1", "by_sample"]


def test_kinds_and_colours_of_every_node() -> None:
    _, below = seen(folded=[1, 2], chosen=2)
    colours = ["accent", "muted", "muted", "sampled", "muted", "muted", "greedy"]
    assert [below[token]["colour"] for token in range(7)] == colours
    assert [below[token]["kinds"] for token in range(7)] == [
        ["hidden", "taken"],
        ["chosen", "fallen"],  # folded as well, but there is nothing below it
        ["pruned", "fallen"],
        ["taken"],
        ["finished"],
        ["forced"],
        ["taken"],
    ]


def test_a_folded_node_says_that_something_is_hidden() -> None:
    _, below = seen(folded=[1])
    assert below[0]["lines"] == ["a percent number=40 hidden"]
    picture = tree_picture(grown(), "abcdefg".__getitem__, keys)
    assert [node["lines"] for node in picture.data["nodes"] if node["parent"] == 1] == [
        ["a percent number=37"]
    ]


def test_without_the_pruned_those_that_a_strategy_took_stay() -> None:
    _, below = seen(pruned=False)
    assert list(below) == [0, 1, 3, 4, 5, 6]


def test_the_character_that_bytes_complete_stands_behind_them() -> None:
    tree = Tree()
    first = tree.add(0, 0, -0.1)
    tree.add(first.number, 1, -0.2)
    tree.add(first.number, 2, -0.3)
    nodes = tree_picture(tree, ["<E5><89>", "<A7>", " film"].__getitem__, words).data["nodes"]
    begun, whole, other = (node for node in nodes if node["parent"] is not None)
    assert begun["lines"][0].startswith("<E5><89> ")
    assert whole["lines"][0].startswith("<A7>→剧 ")
    assert words("hover_completed", character="剧") in whole["hover"].splitlines()
    assert words("hover_bytes") in begun["hover"].splitlines()
    assert other["lines"][0].startswith("␣film ")


def test_the_hover_of_a_part_of_a_character_says_so(tree: Tree) -> None:
    nodes = tree_picture(tree, ["<E5><89>", " film", "A", "B"].__getitem__, words).data["nodes"]
    told = words("hover_bytes")
    named = {data["number"]: data["hover"].splitlines() for data in nodes}
    for node in tree.nodes:
        assert (told in named[node.number]) == (node.token == 0)
    assert any(node.token == 0 for node in tree.nodes)
