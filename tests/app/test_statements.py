"""A sentence about what a pinned library does names the test that runs it; `statements.toml` holds which."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from core.base.i18n import LANGUAGES, article, labels
from core.base.settings import REPOSITORY, TOPICS

TABLE = tomllib.loads((Path(__file__).parent / "statements.toml").read_text(encoding="utf-8"))
LIBRARY = (
    r"\b(?:torch|PyTorch|transformers|gensim|sklearn|scikit-learn|Trainer|[Tt]he library)\b(?!\.nn|\w*://)"
)
# What a library is said to do; names of its functions and of its files are no statements.
DOES = (
    r"\b(?:takes?|took|gives?|hands?|adds?|refuses?|refused|saves?|averages|drops?|counts|makes?|keeps?|uses|"
    r"stacks|calls|draws?|writes|divides|moves|normalises|checks?|lists|says|notes|forgets|ignores|resets|warned|"
    r"shuffles|steps|leaves|brings|reads|loads|switches|stores|chooses)\b"
)
NO_PROSE = r"```.*?```|\]\([^)]*\)|^\|.*\|$"


def states(text: str) -> bool:
    """Whether one of the sentences says what a library does."""
    prose = re.sub(NO_PROSE, "]", text, flags=re.DOTALL | re.MULTILINE)
    sentences = re.split(r"(?<=[.!?])\s+|\n", prose)
    return any(re.search(LIBRARY, sentence) and re.search(DOES, sentence) for sentence in sentences)


@cache
def texts(language: str) -> dict[str, str]:
    pages = [file.parents[1].name for file in TOPICS.glob(f"[!_]*/text/{language}.md")]
    return {**labels(language), **{f"{page}.md": article(page, language) for page in pages}}


def names_in(file: Path) -> set[str]:
    """The functions that a file of tests defines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_statement_is_tested_or_mere_naming() -> None:
    known = TABLE["tested"].keys() | TABLE["naming"].keys()
    assert [key for key, text in texts("en").items() if states(text) and key not in known] == []


def test_what_is_listed_states_something_in_both_languages() -> None:
    listed = [*TABLE["tested"], *TABLE["naming"]]
    assert len(listed) == len(set(listed))
    assert [key for key in listed for language in LANGUAGES if key not in texts(language)] == []
    assert [key for key in TABLE["naming"] if not states(texts("en")[key])] == []


@pytest.mark.parametrize("key", TABLE["tested"])
def test_the_tests_of_a_statement_exist(key: str) -> None:
    for place in TABLE["tested"][key]:
        path, _, name = place.partition("::")
        assert name.startswith("test_")
        assert name in names_in(REPOSITORY / path), place


def test_statements_are_told_from_names() -> None:
    assert states("Fine. torch keeps the running variance with 1/(N-1).")
    assert not states("| encoder | `transformers.BertModel` | takes |")
    assert not states("Both by torch; one keeps less.".replace("torch", "hand"))
