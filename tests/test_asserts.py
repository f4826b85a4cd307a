"""No test asserts what is always true."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
ALWAYS_TRUE = (
    "assert [a in b for a in c]",
    "assert (a, 'message')",
    "assert [1]",
    "assert {'a': b}",
    "assert f'{a}'",
    "assert (a == b for a in c)",
    "assert lambda: a",
    "assert a == a",
    "assert a.b <= a.b",
    "assert True",
    "assert 'text'",
    "assert x or [1]",
    "assert x and (1, 2)",
)
SOMETIMES = (
    "assert all(a in b for a in c)",
    "assert [a for a in b if a] == c",
    "assert {a for a in b} <= c",
    "assert a == b",
    "assert f(a) == f(a)",  # what draws or counts may differ
    "assert []",
    "assert False",
    "assert x or y",
)
Pure = ast.Name | ast.Attribute | ast.Constant | ast.Subscript


def is_always_true(test: ast.expr) -> bool:
    """A display or comprehension that is no comparison, a constant, or a value compared with itself.

    A comprehension may be empty, but whoever asserts one meant `all(…)`.
    """
    if isinstance(test, ast.BoolOp):
        return any(is_always_true(value) for value in test.values)
    if isinstance(test, ast.List | ast.Tuple | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.Compare):
        return _compares_itself(test)
    if isinstance(test, ast.Constant):
        return bool(test.value)
    kinds = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    return isinstance(test, kinds | ast.Dict | ast.JoinedStr | ast.Lambda)


def _compares_itself(test: ast.Compare) -> bool:
    own = isinstance(test.left, Pure) and ast.dump(test.left) == ast.dump(test.comparators[0])
    return own and isinstance(test.ops[0], ast.Eq | ast.LtE | ast.GtE | ast.Is)


def lines_always_true(source: str) -> list[int]:
    asserts = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert))
    return [node.lineno for node in asserts if is_always_true(node.test)]


def test_rule_that_finds_them_itself() -> None:
    assert [source for source in (*ALWAYS_TRUE, *SOMETIMES) if lines_always_true(source)] == list(ALWAYS_TRUE)


def test_no_assertion_is_always_true() -> None:
    files = sorted(TESTS.rglob("*.py"))
    assert len(files) > 100
    sources = {str(file.relative_to(TESTS)): file.read_text(encoding="utf-8") for file in files}
    found = {file: lines_always_true(source) for file, source in sources.items()}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_no_assertion_stands_under_a_condition_of_the_page() -> None:
    """`if app.dataframe: assert …` holds nothing where the page is empty."""
    found = []
    for file in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.If) and not node.orelse and _looks_at_the_page(node.test):
                inner = (child for statement in node.body for child in ast.walk(statement))
                if any(isinstance(child, ast.Assert) for child in inner):
                    found.append(f"{file.relative_to(TESTS)}:{node.lineno}")
    assert found == []


def _looks_at_the_page(test: ast.expr) -> bool:
    """`app.dataframe`, `page.metric`, `app.get("…")`: truth that depends on what was drawn."""
    inner = test.func if isinstance(test, ast.Call) else test
    names = ("app", "page")
    return isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id in names
