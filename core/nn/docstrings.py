"""Docstrings found in code, and replaced by those of another language; nothing else of the code changes."""

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

QUOTES = '"""'
Docstrings = Mapping[tuple[str, str], str]  # by module and name, such as `Confusion.matrix`
AS_WRITTEN: Docstrings = MappingProxyType({})
Named = ast.FunctionDef | ast.ClassDef


def documented(tree: ast.AST, parents: str = "") -> Iterator[tuple[str, ast.Expr]]:
    """Each name in a tree that has a docstring, the tree's own first, and the statement that holds it."""
    name = ".".join(filter(None, (parents, getattr(tree, "name", ""))))
    if isinstance(tree, Named) and ast.get_docstring(tree) is not None:
        assert isinstance(tree.body[0], ast.Expr)
        yield name, tree.body[0]
    for part in ast.iter_child_nodes(tree):
        if isinstance(part, Named):
            yield from documented(part, name)


def replacements(module: str, tree: ast.AST, docstrings: Docstrings) -> Iterator[tuple[ast.Expr, str]]:
    """The statements of a module's tree that are docstrings, each with the literal to stand in its place."""
    for name, statement in documented(tree):
        if text := docstrings.get((module, name)):
            yield statement, _literal(text, " " * statement.col_offset)


def with_docstrings(source: str, module: str, docstrings: Docstrings) -> str:
    """The text of definitions at the top of a module, with the docstrings that are given."""
    if not docstrings:  # as in English, at each drawing of the page: nothing is parsed
        return source
    lines = source.split("\n")
    for statement, literal in reversed([*replacements(module, ast.parse(source), docstrings)]):
        last = statement.end_lineno or statement.lineno
        lines[statement.lineno - 1 : last] = [" " * statement.col_offset + literal]
    return "\n".join(lines)


def _literal(text: str, indent: str) -> str:
    """A docstring as code, its first line unindented; quotes that end several lines stand alone."""
    first, *rest = text.split("\n")
    if not rest:
        return f"{QUOTES}{first}{QUOTES}"
    return "\n".join([f"{QUOTES}{first}", *((indent + line).rstrip() for line in rest), f"{indent}{QUOTES}"])
