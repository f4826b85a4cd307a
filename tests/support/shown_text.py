"""Which text can reach Streamlit's Markdown: read off the sources, without running them.

An expression is *ours* where it is made of constants, texts by `t(…)` and `label(…)`, numbers, and what went
through `foreign…`. A function that shows its parameter makes each of its callers answer for it, and one that
returns it hands it on. What cannot be told (an attribute, a session's value) is not ours.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# Calls of Streamlit whose first argument, and whose named ones below, are read as Markdown.
SINKS = frozenset((
    "markdown", "caption", "write", "title", "header", "subheader", "info", "warning", "error",
    "success", "toast", "metric", "expander", "tabs", "button", "checkbox", "toggle", "radio",
    "selectbox", "multiselect", "pills", "segmented_control", "text_input", "text_area",
    "number_input", "file_uploader", "download_button", "link_button", "page_link", "popover",
    "status", "spinner", "progress", "badge", "dialog", "slider", "select_slider",
    "form_submit_button", "chat_input", "table", "TextColumn", "NumberColumn", "Column",
))  # fmt: skip
NAMED = frozenset({"help", "label", "text", "body", "title"})
# The labels of their options are Markdown, as `format_func` (in our own functions `names`) writes them.
WITH_OPTIONS = frozenset({"radio", "pills", "segmented_control", "option_buttons", "option_pills"})
PAGES = ("core.app.", "core.topics.", "pages.")
TEXTS = frozenset({"t", "told", "label", "_t"})  # ours but for what fills them
SAFE = frozenset((
    "foreign", "foreign_code", "foreign_parameters", "numeral", "number_text",
    "percent_text", "duration", "article", "labels", "term_link", "signature", "called",
    "shapes_in_words", "in_words",
))  # fmt: skip  # foreign text as it is; numbers; our articles, glossary and code
LINKING = frozenset({"explained"})  # they add links to our glossary to a text
NUMBERS = frozenset((
    "len", "round", "int", "float", "sum", "abs", "bool", "index", "argmax", "item", "count",
    "mean", "std", "sqrt", "log", "exp", "perf_counter", "norm", "argmin", "ceil", "floor", "hypot",
    "range", "fmean",
))  # fmt: skip
# They hand on what they are given.
HANDING_ON = frozenset((
    "str", "min", "max", "sorted", "list", "tuple", "zip", "enumerate", "reversed", "dict", "map",
    "next", "join", "items", "keys", "values", "replace", "strip", "lstrip", "rstrip", "capitalize",
    "removesuffix", "removeprefix", "format", "get", "setdefault", "lower", "upper", "split",
    "partition", "rpartition", "rsplit", "fromkeys", "copy", "pop", "Texts", "DataFrame",
))  # fmt: skip
NUMBER_FORMAT = re.compile(r"[^{}]*?,?(?:\.\d+)?[efgdn%x,]")  # a string raises ValueError
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
KIND_OF_NUMBER = r"(?:int|float|bool|None|Estimate)"
NUMERIC = re.compile(rf"{KIND_OF_NUMBER}(?: \| {KIND_OF_NUMBER})*")
ARITHMETIC = ast.Sub | ast.Div | ast.FloorDiv | ast.Pow | ast.MatMult | ast.BitAnd
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.Lambda | ast.Module


@dataclass(frozen=True)
class Parameter:
    """What a function is given by its callers."""

    function: Function
    name: str


Leaf = Parameter | ast.AST  # what an expression is made of and that is not ours by itself


@dataclass
class Sources:
    """Modules by their dotted names, and what their names stand for."""

    trees: Mapping[str, ast.Module]
    module_of: dict[ast.AST, str] = field(default_factory=dict)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    methods: dict[str, list[Function]] = field(default_factory=lambda: defaultdict(list))
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[str, Function] = field(default_factory=dict)  # by `module.name`
    imports: dict[tuple[str, str], str] = field(default_factory=dict)  # (module, name) to its dotted origin
    calls: dict[Function, list[ast.Call]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for module, tree in self.trees.items():
            nodes: list[ast.AST] = [tree]
            for node in nodes:  # as they are found, level by level
                self.module_of[node] = module
                self._note(module, node)
                children = list(ast.iter_child_nodes(node))
                self.parents.update(dict.fromkeys(children, node))
                nodes += children
        for node in list(self.module_of):
            if isinstance(node, ast.Call):
                for function in self.called(node):
                    self.calls[function].append(node)

    def _note(self, module: str, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                self.imports[module, alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, Function):
                    self.methods[line.name].append(line)
                    if line.returns:
                        self.fields[line.name].append(ast.unparse(line.returns))
                elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                    self.fields[line.target.id].append(ast.unparse(line.annotation))
        elif isinstance(node, Function) and not isinstance(self.parents.get(node), ast.ClassDef):
            self.functions[f"{module}.{node.name}"] = node

    def is_module(self, call: ast.Call) -> bool:
        """True for a call of what lies in another module than Streamlit's, such as `jobs.status(…)`."""
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        module = self.module_of.get(call, "")
        return isinstance(owner, ast.Name) and (module, owner.id) in self.imports

    def called(self, call: ast.Call) -> list[Function]:
        """The functions of ours that a call may mean."""
        module = self.module_of.get(call, "")
        match call.func:
            case ast.Name(id=name):
                origin = self.imports.get((module, name), f"{module}.{name}")
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if (module, owner) in self.imports:
                origin = f"{self.imports[module, owner]}.{name}"
            case ast.Attribute(value=ast.Name(id="st" | "container")):
                return []
            case ast.Attribute(attr=name) if name not in HANDING_ON | NUMBERS | SINKS:
                return self.methods.get(name, [])
            case _:
                return []
        return [self.functions[origin]] if origin in self.functions else []

    def scopes(self, node: ast.AST) -> Iterator[Scope]:
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, Scope):
                yield node


def called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def inside(scope: ast.AST) -> Iterator[ast.AST]:
    """All nodes of a scope that belong to no scope within it."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, Scope):
            todo += ast.iter_child_nodes(node)


def shown(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments that a call shows as Markdown."""
    name = called_name(call)
    is_streamlit = isinstance(call.func, ast.Attribute) and name in SINKS
    if not is_streamlit and name not in WITH_OPTIONS:
        return
    yield from call.args[:1]
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    yield from (value for key, value in named.items() if key in NAMED)
    if name in WITH_OPTIONS:
        options = named.get("options") or (call.args[1] if len(call.args) > 1 else None)
        naming = named.get("format_func") or named.get("names")
        as_they_are = naming is None or (isinstance(naming, ast.Name) and naming.id == "str")
        yield from (each for each in (options if as_they_are else naming,) if each)


class Analysis:
    """Follows each shown expression back to what it is made of."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: dict[ast.AST, frozenset[Leaf]] = {}
        self._before: dict[ast.AST, frozenset[Leaf]] = {}  # what was known a round earlier
        self._open: set[ast.AST] = set()
        self._asked: set[ast.AST] = set()  # whether they are numbers

    def not_ours(self) -> dict[ast.AST, list[ast.Call]]:
        """Each expression that may be foreign, with the calls that lead to its being shown.

        What is defined in a circle (a loop's variable, functions that call each other) takes several rounds.
        """
        found = self._round()
        while self._known != self._before:
            self._before, self._known = self._known, {}
            found = self._round()
        return found

    def _round(self) -> dict[ast.AST, list[ast.Call]]:
        found: dict[ast.AST, list[ast.Call]] = defaultdict(list)
        calls = [
            node
            for node, module in self._sources.module_of.items()
            if isinstance(node, ast.Call) and module.startswith(PAGES) and self._may_show(node)
        ]
        todo = [(leaf, call) for call in calls for argument in shown(call) for leaf in self.leaves(argument)]
        seen: set[Leaf] = set()
        while todo:
            leaf, call = todo.pop()
            if not isinstance(leaf, Parameter):
                found[leaf].append(call)
            elif leaf not in seen:
                seen.add(leaf)
                for caller in self._sources.calls[leaf.function]:
                    todo += [(inner, caller) for inner in self._given(caller, leaf)]
        return found

    def _may_show(self, call: ast.Call) -> bool:
        """False for a function of another module that only has such a name; `write` is also a file's."""
        is_file = called_name(call) in ("write", "table", "title") and not ast.unparse(call.func).startswith(
            "st."
        )
        return called_name(call) in WITH_OPTIONS or not (is_file or self._sources.is_module(call))

    def leaves(self, expression: ast.AST) -> frozenset[Leaf]:
        """What an expression is made of and that is not ours."""
        if expression in self._known:
            return self._known[expression]
        if expression in self._open:
            return self._before.get(expression, frozenset())
        self._open.add(expression)
        found = frozenset(() if self.is_number(expression) else self._leaves(expression))
        self._open.discard(expression)
        self._known[expression] = found
        return found

    def _all(self, expressions: Iterable[ast.AST | None]) -> set[Leaf]:
        return {leaf for each in expressions if each is not None for leaf in self.leaves(each)}

    def _leaves(self, expression: ast.AST) -> Iterable[Leaf]:
        match expression:
            case ast.Constant():
                return ()
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value=str(form))])) if (
                NUMBER_FORMAT.fullmatch(form)
            ):
                return ()
            case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
                return self._all(parts)
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return self._all(parts)
            case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
                return self._all((one, other))
            case ast.Dict(keys=keys, values=values):
                return self._all((*keys, *values))
            case ast.DictComp(key=one, value=other):
                return self._all((one, other))
            case ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner) | ast.SetComp(elt=inner):
                return self.leaves(inner)
            case ast.FormattedValue(value=inner) | ast.Starred(value=inner) | ast.NamedExpr(value=inner):
                return self.leaves(inner)
            case ast.Subscript(value=inner) | ast.Lambda(body=inner):
                return self.leaves(inner)
            case ast.Attribute(value=inner, attr="__getitem__"):
                return self.leaves(inner)
            case ast.Attribute(attr=name) if CONSTANT.fullmatch(name):
                return ()
            case ast.Name():
                return self._leaves_of_name(expression)
            case ast.Call():
                return self._leaves_of_call(expression)
        return (expression,)

    def _leaves_of_name(self, name: ast.Name) -> Iterable[Leaf]:
        if CONSTANT.fullmatch(name.id) or name.id in {"t", "told", "str"}:
            return ()
        meaning = self._meaning(name)
        match meaning:
            case None:
                return (name,)
            case ast.arg(annotation=annotation), scope:
                if annotation is not None and ast.unparse(annotation).startswith(("Literal", "Translator")):
                    return ()
                if isinstance(scope, ast.Lambda):
                    return self._options_of(scope, name)
                return (Parameter(scope, name.id),)
            case ast.FunctionDef() as function:
                return (name if isinstance(leaf, Parameter) else leaf for leaf in self._returned(function))
        return self._all(meaning)

    def _leaves_of_call(self, call: ast.Call) -> Iterable[Leaf]:
        name = called_name(call)
        if name == "_t" or (name in TEXTS and isinstance(call.func, ast.Name)):
            return self._all(keyword.value for keyword in call.keywords)
        if name in SAFE | NUMBERS or ast.unparse(call.func) in ("t.plain", "translator()", "time.strftime"):
            return self._all(keyword.value for keyword in call.keywords) if name == "plain" else ()
        functions = self._sources.called(call)
        if functions and name not in LINKING:
            return {leaf for function in functions for leaf in self._through(call, function)}
        if name in HANDING_ON | LINKING:
            own = (call.func.value,) if isinstance(call.func, ast.Attribute) else ()
            return self._all((*own, *call.args, *(keyword.value for keyword in call.keywords)))
        return (call,)

    def _through(self, call: ast.Call, function: Function) -> Iterator[Leaf]:
        """What a call of ours returns: its parameters are what this call gives it."""
        for leaf in self._returned(function):
            if isinstance(leaf, Parameter) and leaf.function is function:
                yield from self._given(call, leaf)
            else:
                yield leaf

    def _returned(self, function: Function) -> frozenset[Leaf]:
        if function in self._known:
            return self._known[function]
        if function in self._open:
            return self._before.get(function, frozenset())
        self._open.add(function)
        returns = (node.value for node in inside(function) if isinstance(node, ast.Return | ast.Yield))
        self._known[function] = frozenset(self._all(returns))
        self._open.discard(function)
        return self._known[function]

    def _given(self, call: ast.Call, parameter: Parameter) -> set[Leaf]:
        """What a call gives to a parameter; nothing where it keeps its default."""
        arguments = parameter.function.args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        names = names[1:] if names[:1] in (["self"], ["cls"]) else names
        if arguments.vararg and arguments.vararg.arg == parameter.name:
            return self._all(call.args[len(names) :])
        by_name = {keyword.arg: keyword.value for keyword in call.keywords}
        if arguments.kwarg and arguments.kwarg.arg == parameter.name:
            taken = {*names, *(each.arg for each in arguments.kwonlyargs)}
            return self._all(value for key, value in by_name.items() if key not in taken)
        for place, argument in enumerate(call.args):
            if isinstance(argument, ast.Starred) or names[place : place + 1] == [parameter.name]:
                return set(self.leaves(argument))
        return self._all((by_name.get(parameter.name) or by_name.get(None),))

    def _options_of(self, function: ast.Lambda, name: ast.Name) -> Iterable[Leaf]:
        """The parameter of `format_func=lambda option: …` is one of the options beside it."""
        keyword = self._sources.parents.get(function)
        call = self._sources.parents.get(keyword) if isinstance(keyword, ast.keyword) else None
        if not isinstance(call, ast.Call) or len(call.args) < 2:
            return (name,)
        return self.leaves(call.args[1])

    def is_number(self, expression: ast.AST) -> bool:
        """True for what cannot be a string."""
        match expression:
            case ast.Constant(value=value):
                return isinstance(value, int | float)
            case ast.BinOp(op=op) if isinstance(op, ARITHMETIC):
                return True
            case ast.UnaryOp() | ast.Compare():
                return True
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.is_number(left) or self.is_number(right)
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self.is_number(left) and self.is_number(right)
            case ast.IfExp(body=one, orelse=other):
                return self.is_number(one) and self.is_number(other)
            case ast.Attribute(attr=name):
                return name == "shape" or self._are_numeric(self._sources.fields.get(name, []))
            case ast.Subscript(value=ast.Attribute(attr="shape")):
                return True
            case ast.Call():
                functions = self._sources.called(expression)
                returned = [ast.unparse(each.returns) if each.returns else "" for each in functions]
                return called_name(expression) in NUMBERS or self._are_numeric(returned)
            case ast.Name():
                return self._is_numeric_name(expression)
        return False

    def _is_numeric_name(self, name: ast.Name) -> bool:
        meaning = self._meaning(name)
        match meaning:
            case ast.arg(annotation=annotation), _:
                return annotation is not None and self._are_numeric([ast.unparse(annotation)])
            case [_, *_] if not isinstance(meaning, tuple):
                return self._are_numbers(name, meaning)
        return False

    def _are_numbers(self, name: ast.Name, bound: list[ast.expr]) -> bool:
        """A name within its own definition (`n = n + 1`) is taken for the number that it would then be."""
        if name in self._asked:
            return True
        self._asked.add(name)
        try:
            return all(self.is_number(each) for each in bound)
        finally:
            self._asked.discard(name)

    @staticmethod
    def _are_numeric(annotations: list[str]) -> bool:
        return bool(annotations) and all(NUMERIC.fullmatch(each) for each in annotations)

    def _meaning(self, name: ast.Name) -> tuple[ast.arg, Scope] | Function | list[ast.expr] | None:
        """A parameter with its function, a function, or all expressions that a name is bound to."""
        for scope in self._sources.scopes(name):
            if not isinstance(scope, ast.Module):
                given = scope.args
                every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
                for argument in every:
                    if argument is not None and argument.arg == name.id:
                        return argument, scope
            bound = [value for node in inside(scope) for value in _bound_by(node, name.id)]
            if bound:
                return bound
        module = self._sources.module_of.get(name, "")
        origin = self._sources.imports.get((module, name.id), f"{module}.{name.id}")
        return self._sources.functions.get(origin)


def _bound_by(node: ast.AST, name: str) -> list[ast.expr]:
    match node:
        case ast.Assign(targets=targets, value=value):
            return [each for target in targets for each in _bound(target, value, name)]
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return _bound(target, value, name)
        case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
            return _bound(target, value, name)
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            return _bound(target, value, name, is_loop=True)
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            return _bound(target, value, name)
    return []


def _bound(target: ast.expr, value: ast.expr, name: str, is_loop: bool = False) -> list[ast.expr]:
    """What a target binds a name to; a loop's target is bound to the elements of the value."""
    match target, value:
        case ast.Starred(value=inner), _:
            return _bound(inner, value, name, is_loop)
        case ast.Name(id=own), _:
            return [value] if own == name else []
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values) and not is_loop:
            pairs = zip(targets, values, strict=True)
        case ast.Tuple(elts=[place, inner]), ast.Call(func=ast.Name(id="enumerate"), args=[among, *_]):
            pairs = iter([(place, ast.Constant(0)), (inner, among)])
        case ast.Tuple(elts=targets), ast.Call(func=ast.Name(id="zip"), args=args) if len(args) == len(
            targets
        ):
            pairs = zip(targets, args, strict=True)
        case ast.Tuple(elts=targets), _:
            pairs = iter([(each, value) for each in targets])
        case _:
            return []
    return [each for one, other in pairs for each in _bound(one, other, name, is_loop)]
