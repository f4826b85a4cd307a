"""Every mutant of a file: the operators at every node of its tree that runs.

Nothing is changed in docstrings, annotations, decorators, f-strings and logging, nor in the declaration of
twins and in the private functions that only it names: those repeat a library's call.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from benchmarks.mutation.operators import OPERATORS, Source

LOGGERS = {"log", "logger", "logging", "warnings"}
DECLARED = {"__all__", "TWINS"}
TYPES = {"Literal", "Float", "Int", "Bool", "Callable", "TypeVar", "cast"}
# Keywords and keys whose values stay: words for people, and guards that nothing here can trip.
UNCHANGED = {"help", "description", "epilog", "metavar", "strict", "encoding"}


@dataclass(frozen=True)
class Mutant:
    """One fault: the bytes `start` to `end` of the file replaced, in the function or class `scope`.

    `first` and `last` are the lines of the statement it stands in; `at_import` says that this runs when the
    file is imported; `before` and `after` are the changed line, for people.
    """

    file: str
    line: int
    operator: str
    original: str
    replacement: str
    scope: str
    at_import: bool
    start: int
    end: int
    first: int
    last: int
    before: str
    after: str
    nth: int = 0

    @property
    def key(self) -> str:
        """Stays the same when the function moves, also to another file, as long as its text does."""
        named = (self.scope, self.operator, self.original, self.replacement, str(self.nth))
        return hashlib.sha256("\0".join(named).encode()).hexdigest()[:16]

    def applied(self, source: str) -> str:
        """The file with this fault in it."""
        whole = source.encode()
        return (whole[: self.start] + self.replacement.encode() + whole[self.end :]).decode()


class Location(NamedTuple):
    """A node's scope (names of classes and functions), whether it runs at import, its statement's lines."""

    scope: tuple[str, ...] = ()
    at_import: bool = True
    lines: tuple[int, int] = (1, 1)


def mutants_of(file: str, text: str, unchanged: Collection[str] = ()) -> list[Mutant]:
    """Every mutant of a file; the values of keywords and keys in `unchanged` and `UNCHANGED` stay."""
    seen: dict[tuple[int, int, str], Mutant] = {}
    times: Counter[str] = Counter()
    source = Source(text, UNCHANGED | set(unchanged))
    for node, location in _nodes(source.tree, Location(), source.unchanged, _twins_own(source.tree)):
        for kind, operator in OPERATORS:
            for change in operator(node, source) if isinstance(node, kind) else ():
                mutant = _mutant(file, source, location, *change)
                if (mutant.start, mutant.end, mutant.replacement) not in seen:
                    seen[mutant.start, mutant.end, mutant.replacement] = replace(
                        mutant, nth=times[mutant.key]
                    )
                    times[mutant.key] += 1
    return list(seen.values())


def changes_something(mutant: Mutant, source: str) -> bool:
    """False for a mutant that is no Python, or the same program as before."""
    try:
        return ast.dump(ast.parse(mutant.applied(source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


def _mutant(
    file: str, source: Source, location: Location, operator: str, span: tuple[int, int], text: str
) -> Mutant:
    start, end = span
    line = source.bytes.count(b"\n", 0, start) + 1
    last = (source.bytes + b"\n").index(b"\n", end)
    left, right = source.text(source.starts[line - 1], start), source.text(end, last)
    original, around = source.text(start, end), (".".join(location.scope), location.at_import)
    changed_line = f"{left}{original}{right}".strip(), f"{left}{text}{right}".strip()
    return Mutant(file, line, operator, original, text, *around, start, end, *location.lines, *changed_line)


def _twins_own(tree: ast.Module) -> set[str]:
    """The private functions that the declaration of twins names."""
    twins = [
        node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TWINS"
    ]
    names = {node.id for twin in twins for node in ast.walk(twin) if isinstance(node, ast.Name)}
    return {name for name in names if name.startswith("_")}


def _nodes(
    node: ast.AST, location: Location, unchanged: Collection[str], twins: set[str]
) -> Iterator[tuple[ast.AST, Location]]:
    """Every node that may change, with its location."""
    if _stays(node, unchanged) or (isinstance(node, ast.FunctionDef) and node.name in twins):
        return
    if isinstance(node, ast.stmt):
        location = location._replace(lines=_lines(node))
    yield node, location
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):  # its defaults too: who calls it has them
        location = Location(
            (*location.scope, node.name), False, (node.lineno, node.end_lineno or node.lineno)
        )
    elif isinstance(node, ast.ClassDef):
        location = location._replace(scope=(*location.scope, node.name))
    for child in _children(node, unchanged):
        yield from _nodes(child, location, unchanged, twins)


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """First and last line of a statement; of a compound one, its header."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return statement.lineno, max(statement.lineno, last)


def _children(node: ast.AST, unchanged: Collection[str]) -> Iterator[ast.AST]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield from filter(None, [key, None if getattr(key, "value", None) in unchanged else value])
        return
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns", "decorator_list"):
            parts = value if isinstance(value, list) else [value]
            yield from (part for part in parts if isinstance(part, ast.AST))


def _stays(node: ast.AST, unchanged: Collection[str]) -> bool:
    match node:
        case ast.Expr(value):
            return isinstance(value, ast.Constant) or _stays(value, unchanged)
        case ast.JoinedStr() | ast.Import() | ast.ImportFrom():
            return True
        case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Compare(left=ast.Name("__name__"))):
            return True
        case ast.keyword(arg=name):
            return name in unchanged
        case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
            return name in DECLARED
        case ast.Subscript(value=ast.Name(name)) | ast.Call(func=ast.Name(name)):
            return name in TYPES
        case ast.Call(func=ast.Attribute(value=ast.Name(name))):
            return name in LOGGERS
    return False
