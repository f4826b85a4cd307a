"""All definitions of ours whose text a page shows or a file takes along, and their docstrings."""

import ast
from collections.abc import Iterator
from functools import cache

from core.exercises.capstone import program
from core.exercises.registry import find, listed
from core.nn.docstrings import documented
from core.nn.source import export, portable
from core.nn.source.flat import Inner, inner_of, is_ours
from core.nn.source.listing import Definition, definition, helpers, needed, references
from tests.nn.test_twin import declared

Name = tuple[str, str]  # a module's, and a function's, class's or method's in it


def in_twins() -> Iterator[Definition]:
    """What stands in the part Code and in its files."""
    for twin in declared():
        sides = (twin.ours, twin.library, twin.minimal)
        for function in (*twin.read, *twin.read_minimal, *(side for side in sides if side)):
            if found := definition(function):
                yield found
            elif is_ours(function):
                yield from named_in(inner_of(function))
        yield from helpers(twin.read)


def named_in(inner: Inner) -> Iterator[Definition]:
    """What a lambda, which has no docstring of its own, calls."""
    targets = (reference.target for reference in references(inner.module, inner.node))
    closed = (definition(value) for value in inner.closed.values() if callable(value))
    yield from (one for one in (*targets, *closed) if isinstance(one, Definition))


def in_exercises() -> Iterator[Definition]:
    """What stands in skeletons, beside them, and in solutions."""
    for exercise in (find(one.name) for one in listed() if one.rung != "choose"):
        for function in (exercise.function, *exercise.given):
            found = definition(function)
            assert found, exercise.name
            yield found


@cache
def definitions() -> tuple[Definition, ...]:
    """Each once, with all that they need."""
    return tuple(
        one
        for one in needed(dict.fromkeys((*in_twins(), *in_exercises())))
        if not one.is_constant  # a name of a type, say
    )


@cache
def docstrings() -> dict[Name, str]:
    """All their docstrings, and those of functions that are written into files."""
    trees: list[tuple[str, ast.AST]] = [(one.module, one.node) for one in definitions()]
    trees += [
        (module.__name__, ast.parse(text))
        for module, texts in (
            (export, (export.MAIN,)),
            (program, (program.REST.read_text(encoding="utf-8"),)),
            (portable, (portable.STORED, portable.PLAIN, portable.FILES)),
        )
        for text in texts
    ]
    return {
        (module, name): ast.literal_eval(statement.value)
        for module, tree in trees
        for name, statement in documented(tree)
    }


class Bare(ast.NodeTransformer):
    """Takes docstrings out of a tree."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        return node


def bare(source: str) -> str:
    """What a text computes: its tree without docstrings."""
    return ast.dump(Bare().visit(ast.parse(source)))
