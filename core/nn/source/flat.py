"""Functions of ours from several modules as the text of one: flat names, plain types, shapes as comments.

The text is taken as it stands in the repository and changed only where it must be, so its comments stay.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.nn.docstrings import Docstrings, replacements
from core.nn.source.listing import Definition, Module, bound, definition, first_line, needed, references

IGNORE = re.compile(r"[ \t]+# (?:type: ignore|noqa).*$", re.MULTILINE)
SHAPED = ("Float", "Int", "Bool")

Edit = tuple[int, int, str]  # from, to (in bytes of a module's text), and what stands there instead


@dataclass(frozen=True)
class Inner:
    """A lambda or a function that is made inside another, and the values that it closes over."""

    module: str
    node: ast.FunctionDef | ast.Lambda
    closed: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Program:
    """The text of several functions and of all that they need, and its imports."""

    functions: Mapping[str, Callable[..., Any]]  # ours, by the name that each is to have
    classes: Sequence[type] = ()
    reserved: Iterable[str] = ()
    docstrings: Docstrings = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)

    def text(self) -> str:
        """What is needed first, then each function under its name."""
        outer = {name: found for name, one in self.functions.items() if (found := definition(one))}
        inner = {name: inner_of(one) for name, one in self.functions.items() if name not in outer}
        roots = [found for one in self.classes if (found := definition(one))]
        for name in self.functions:
            roots += [outer[name]] if name in outer else _named_in(inner[name])
        order = needed(dict.fromkeys(roots))
        users: list[tuple[str, ast.AST]] = [(one.module, one.node) for one in order]
        users += [(one.module, one.node) for one in inner.values()]
        self._names = _flat_names(order, users, {*self.reserved, *self.functions})
        texts = {id(one.node): self._definition(one) for one in order}  # `A, B = 1, 2` defines two at once
        called = [f"{name} = {self._names[one]}" for name, one in outer.items()]
        made = [self._inner(name, one) for name, one in inner.items()]
        return "\n\n\n".join([*texts.values(), *made, "\n".join(called)]).strip() + "\n"

    def _definition(self, one: Definition) -> str:
        known, node = Module.of(one.module), one.node
        edits = self._edits(one.module, node, {})
        if self._names[one] != one.name:
            edits.append(_own_name(known, node, one.name, self._names[one]))
        start, after = _offset(known, first_line(node), 0), _offset(known, (node.end_lineno or 0) + 1, 0)
        return _applied(known, edits, start, after - 1)  # with the comment behind its last line

    def _inner(self, name: str, one: Inner) -> str:
        known = Module.of(one.module)
        closed = {key: self._value(value) for key, value in one.closed.items()}
        edits = self._edits(one.module, one.node, closed)
        start = _offset(known, one.node.lineno, one.node.col_offset)
        if isinstance(one.node, ast.Lambda):
            return f"{name} = (\n    {_applied(known, edits, start, _end(known, one.node))}\n)"
        edits.append(_own_name(known, one.node, one.node.name, name))
        text = _applied(known, edits, start - one.node.col_offset, _end(known, one.node))
        return textwrap.dedent(text)

    def _value(self, value: Any) -> str:
        one = definition(value) if callable(value) else None
        return self._names[one] if one else repr(value)

    def _edits(self, module: str, node: ast.AST, closed: Mapping[str, str]) -> list[Edit]:
        known = Module.of(module)
        shaped = list(_shaped(node))
        inside = {id(part) for one in shaped for part in ast.walk(one)}
        edits = [_edit(known, one, "Tensor") for one in shaped]
        if shaped:
            self.imports.add("from torch import Tensor")
        for reference in references(module, node):
            if isinstance(reference.target, Definition):
                edits.append(_edit(known, reference.node, self._names[reference.target]))
            elif id(reference.node) not in inside:
                self.imports.add(reference.target)
        names = (one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in closed)
        edits += [_edit(known, one, closed[one.id]) for one in names]
        told = replacements(module, node, self.docstrings)
        edits += [(*_span(known, docstring), text) for docstring, text in told]
        return edits + list(_shape_comments(known, node))


def inner_of(function: Callable[..., Any]) -> Inner:
    """Where a lambda or an inner function stands in one of our modules."""
    function = inspect.unwrap(function)  # tests put a check of shapes around each
    code, module = function.__code__, function.__module__
    nodes = [
        node
        for node in ast.walk(Module.of(module).tree)
        if isinstance(node, ast.FunctionDef | ast.Lambda)
        and node.lineno == code.co_firstlineno
        and getattr(node, "name", "<lambda>") == function.__name__
    ]
    cells = (cell.cell_contents for cell in function.__closure__ or ())
    return Inner(module, nodes[0], dict(zip(code.co_freevars, cells, strict=True)))


def is_ours(function: Callable[..., Any]) -> bool:
    """Whether a function is Python of ours, wherever it was made."""
    return inspect.isfunction(function) and function.__module__.startswith("core.")


def _named_in(inner: Inner) -> list[Definition]:
    targets = [reference.target for reference in references(inner.module, inner.node)]
    closed = [definition(value) for value in inner.closed.values() if callable(value)]
    return [one for one in (*targets, *closed) if isinstance(one, Definition)]


def _flat_names(
    order: Sequence[Definition], users: Sequence[tuple[str, ast.AST]], taken: set[str]
) -> dict[Definition, str]:
    """A name of its own for each definition: its module's stands before it where two would be the same.

    A name that a function gives to a parameter or variable of its own is not given to what it calls.
    """
    names: dict[Definition, str] = {}
    for one in order:
        hidden = any(
            one.name in bound(node) and any(found.target == one for found in references(module, node))
            for module, node in users
        )
        tail = one.module.rsplit(".", 1)[-1]
        names[one] = f"{tail}_{one.name}" if hidden or one.name in taken else one.name
        taken.add(names[one])
    return names


def _shaped(node: ast.AST) -> Iterator[ast.Subscript]:
    """Types with a shape, such as `Float[Tensor, "B T"]`."""
    for one in ast.walk(node):
        if isinstance(one, ast.Subscript) and isinstance(one.value, ast.Name) and one.value.id in SHAPED:
            yield one


def _shape_comments(known: Module, node: ast.AST) -> Iterator[Edit]:
    """Below each function's head a comment with the shapes that its types had."""
    for function in ast.walk(node):
        if not isinstance(function, ast.FunctionDef):
            continue
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        typed = [(one.arg, one.annotation) for one in arguments]
        shapes = [f"{name} {found}" for name, annotation in typed if (found := _shapes(annotation))]
        result = _shapes(function.returns)
        if shapes or result:
            first = function.body[0]
            start = _offset(known, first.lineno, 0)
            comment = " ".join(["#", ", ".join(shapes), f"→ {result}" if result else ""]).strip()
            yield start, start, f"{' ' * first.col_offset}{re.sub(' +', ' ', comment)}\n"


def _shapes(annotation: ast.expr | None) -> str:
    shaped = list(_shaped(annotation)) if annotation else []
    texts = [one.slice.elts[-1] for one in shaped if isinstance(one.slice, ast.Tuple)]
    values = [text.value for text in texts if isinstance(text, ast.Constant)]
    return ", ".join(f"({', '.join(str(value).split())})" for value in values)


def _own_name(known: Module, node: ast.AST, name: str, flat: str) -> Edit:
    """Where a definition says its own name."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        start = _offset(known, node.lineno, node.col_offset)
        start += len("def " if isinstance(node, ast.FunctionDef) else "class ")
        return start, start + len(name.encode()), flat
    targets = (one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id == name)
    return _edit(known, next(one for one in targets if isinstance(one.ctx, ast.Store)), flat)


def _edit(known: Module, node: ast.expr, text: str) -> Edit:
    return *_span(known, node), text


def _span(known: Module, node: ast.expr | ast.stmt) -> tuple[int, int]:
    return _offset(known, node.lineno, node.col_offset), _end(known, node)


def _offset(known: Module, line: int, column: int) -> int:
    """A place in a module's text, in bytes, as the tree counts its columns."""
    return sum(len(one.encode()) + 1 for one in known.source.split("\n")[: line - 1]) + column


def _end(known: Module, node: ast.AST) -> int:
    return _offset(known, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]


def _applied(known: Module, edits: Iterable[Edit], start: int, end: int) -> str:
    """A piece of a module's text with its edits, of which one inside another counts no more."""
    text, last, every = known.source.encode(), end, set(edits)
    parts: list[bytes] = []
    for first, until, new in sorted(every, reverse=True):
        if any(other[0] <= first and until <= other[1] and other[:2] != (first, until) for other in every):
            continue
        parts += [text[until:last], new.encode()]
        last = first
    parts.append(text[start:last])
    return IGNORE.sub("", b"".join(reversed(parts)).decode())
