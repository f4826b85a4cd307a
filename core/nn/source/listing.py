"""What a function of ours needs to be read, or to run by itself: its own helpers and constants, and imports.

Everything is read from the modules' own text: names that stand at the top of a module of `core` are followed,
wherever they come from, and names of other packages become imports.
"""

import ast
import copy
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from core.nn.docstrings import Docstrings, with_docstrings

OURS = "core"
SHAPES = "jaxtyping"
Named = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


@dataclass(frozen=True)
class Definition:
    """A function, class or constant at the top of one of our modules."""

    module: str
    name: str

    @property
    def node(self) -> Named:
        return Module.of(self.module).defined[self.name]

    @property
    def source(self) -> str:
        """Its text as it stands in the repository."""
        return Module.of(self.module).text(self.node)

    def told(self, docstrings: Docstrings) -> str:
        """Its text with the docstrings that are given."""
        return with_docstrings(self.source, self.module, docstrings)

    @property
    def is_constant(self) -> bool:
        return isinstance(self.node, ast.Assign | ast.AnnAssign)


@dataclass(frozen=True)
class Reference:
    """A global name in a text: the node that spells it, and what it is: ours, or an import's line."""

    node: ast.Name | ast.Attribute
    target: Definition | str


@dataclass(frozen=True)
class Module:
    """A module's text and tree, and what its top level defines and imports."""

    source: str
    tree: ast.Module
    defined: dict[str, Named]
    imported: dict[str, tuple[str, str]]  # name → module, attribute ("" for the module itself)

    @staticmethod
    @cache
    def of(name: str) -> "Module":
        source = inspect.getsource(importlib.import_module(name))
        tree = ast.parse(source)
        defined: dict[str, Named] = {}
        imported: dict[str, tuple[str, str]] = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                defined[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                defined |= {target.id: node for target in targets if isinstance(target, ast.Name)}
                defined |= {
                    part.id: node
                    for target in targets
                    if isinstance(target, ast.Tuple)
                    for part in target.elts
                    if isinstance(part, ast.Name)
                }
            elif isinstance(node, ast.Import | ast.ImportFrom):
                imported |= dict(_imports(node))
        return Module(source, tree, defined, imported)

    def text(self, node: ast.stmt) -> str:
        return "\n".join(self.source.split("\n")[first_line(node) - 1 : node.end_lineno])


def first_line(node: ast.AST) -> int:
    """The line on which a definition begins, decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])  # type: ignore[attr-defined]


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, tuple[str, str]]]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            yield alias.asname or alias.name.split(".")[0], (alias.name, "")
        elif node.module:
            yield alias.asname or alias.name, (node.module, alias.name)


def definition(item: Callable[..., Any] | type) -> Definition | None:
    """Where a function or class of ours stands; None for others, and for what is made inside a function."""
    module, name = getattr(item, "__module__", "") or "", getattr(item, "__qualname__", "")
    is_ours = module.split(".")[0] == OURS and name in Module.of(module).defined
    return Definition(module, name) if is_ours else None


def references(module: str, tree: ast.AST) -> list[Reference]:
    """Every global name of `module` that a text uses, wherever it stands in it."""
    known, local = Module.of(module), bound(tree)
    found: list[Reference] = []
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = node.value.id
            target = _module_behind(known, name) if name not in local else None
            if target and node.attr in Module.of(target).defined:
                found.append(Reference(node, Definition(target, node.attr)))
                inside.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and id(node) not in inside and node.id not in local:
            target_of_name = _target(module, node.id)
            if target_of_name:
                found.append(Reference(node, target_of_name))
    return found


def needed(roots: Iterable[Definition]) -> list[Definition]:
    """The roots and all of ours that they need, each once, what is needed before what needs it."""
    order: dict[Definition, None] = {}
    entered: set[Definition] = set()

    def enter(one: Definition) -> None:
        if one in entered:
            return
        entered.add(one)
        for reference in references(one.module, one.node):
            if isinstance(reference.target, Definition):
                enter(reference.target)
        order[one] = None

    for root in roots:
        enter(root)
    return list(order)


def helpers(shown: Iterable[Callable[..., Any]]) -> list[Definition]:
    """What the shown functions name of ours, in the order in which a reader meets it, without themselves.

    Types in annotations count in the shown functions only: a reader need not unfold them all.
    """
    roots = [found for function in shown if (found := definition(function))]
    order = dict.fromkeys(roots)
    queue = list(roots)
    while queue:
        one = queue.pop(0)
        read = one.node if one in roots else _body(one.node)
        targets = [reference.target for reference in _in_order(references(one.module, read))]
        fresh = [target for target in targets if isinstance(target, Definition) and target not in order]
        order |= dict.fromkeys(fresh)
        queue += dict.fromkeys(fresh)
    return [one for one in order if one not in roots]


def imports(shown: Iterable[Callable[..., Any]]) -> str:
    """The lines that functions need before them, and a blank one; nothing where they need none."""
    roots = [found for function in shown if (found := definition(function))]
    targets = [reference.target for one in roots for reference in references(one.module, _body(one.node))]
    lines = sorted({target for target in targets if isinstance(target, str)})
    return "\n".join([*lines, "", ""]) if lines else ""


def import_line(module: str, attribute: str, name: str) -> str:
    """The line that brings a name of another package."""
    if not attribute:
        return f"import {module}" if module == name else f"import {module} as {name}"
    return f"from {module} import {attribute}" + ("" if attribute == name else f" as {name}")


def _body(node: Named) -> ast.AST:
    """A definition without a function's annotations."""
    bare = copy.deepcopy(node)
    for part in ast.walk(bare):
        if isinstance(part, ast.arg):
            part.annotation = None
        elif isinstance(part, ast.FunctionDef):
            part.returns = None
    return bare


def _in_order(found: list[Reference]) -> list[Reference]:
    return sorted(found, key=lambda reference: (reference.node.lineno, reference.node.col_offset))


def _target(module: str, name: str) -> Definition | str | None:
    """What a global name of a module is: ours, an import's line, or None (a built-in, a module of ours)."""
    known = Module.of(module)
    if name in known.defined:
        return Definition(module, name)
    if name not in known.imported or _module_behind(known, name):
        return None
    source, attribute = known.imported[name]
    if source.split(".")[0] == OURS:
        return _target(source, attribute)
    return import_line(source, attribute, name)


def _module_behind(known: Module, name: str) -> str | None:
    """The module of ours that a name stands for, as in `from core.nn import masks`."""
    source, attribute = known.imported.get(name, ("", ""))
    if source.split(".")[0] != OURS or not attribute:
        return None
    found = getattr(importlib.import_module(source), attribute, None)
    return found.__name__ if isinstance(found, ModuleType) else None


def bound(tree: ast.AST) -> set[str]:
    """Names that a function binds itself, which are not its module's."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {name for name, _ in _imports(node)}
        elif isinstance(node, ast.FunctionDef) and node is not tree:
            names.add(node.name)
    return names if isinstance(tree, ast.FunctionDef | ast.Lambda | ast.Module) else set()
