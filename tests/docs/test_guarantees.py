"""The list of guarantees: sentences that stand where it says, tests that exist, faults that can be put in."""

import ast
import re
from functools import cache

import pytest

from benchmarks.mutation.guarantees import DOCUMENT, RESULT, Fault, promises, table
from core.base.settings import REPOSITORY

PROMISES = promises()
FAULTS = [fault for promise in PROMISES for fault in promise.faults]


@cache
def functions_of(file: str) -> set[str]:
    """The names of the test functions of a file; nothing is imported."""
    tree = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def words_of(document: str) -> str:
    return re.sub(r"\s+", " ", (REPOSITORY / document).read_text(encoding="utf-8"))


def test_every_sentence_stands_where_the_list_says() -> None:
    assert [promise.says for promise in PROMISES if promise.says not in words_of(promise.where)] == []


def test_every_test_exists() -> None:
    named = {test for promise in PROMISES for test in promise.tests} | {fault.test for fault in FAULTS}
    assert len(named) > 60
    assert [
        test for test in sorted(named) if test.split("::")[1] not in functions_of(test.split("::")[0])
    ] == []


def test_every_fault_is_noticed_by_a_test_of_its_promise() -> None:
    strangers = [f.name for promise in PROMISES for f in promise.faults if f.test not in promise.tests]
    assert strangers == []
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 24


def test_every_fault_can_still_be_put_in() -> None:
    for fault in FAULTS:
        source = (REPOSITORY / fault.file).read_text(encoding="utf-8")
        changed = fault.applied(source)
        assert changed != source, fault.name
        if fault.file.endswith(".py"):
            ast.parse(changed)


def test_a_fault_whose_line_is_gone_or_stands_twice_is_told() -> None:
    fault = Fault("name", "a.py", "x = 1", "x = 2", "test")
    assert fault.applied("x = 1\n") == "x = 2\n"
    for source in ("y = 1\n", "x = 1\nx = 1\n"):
        with pytest.raises(ValueError, match="stands"):
            fault.applied(source)


def test_the_document_shows_the_list_and_its_result() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.endswith(f"{table(PROMISES)}\n")
    result = RESULT.search(text)
    assert result is not None
    assert result[0].split(" at ")[0] == f"**{len(FAULTS)} of {len(FAULTS)} faults were killed**"
