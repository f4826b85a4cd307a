"""The operators of mutation: what may be done to a node of a program's tree, each a small fault.

The usual ones (DeMillo, Lipton & Sayward 1978; Offutt et al. 1996): relational, arithmetic and logical
operators, signs, conditions, constants, names that have an opposite, arguments, returned values, statements.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

OPPOSITES: dict[type[ast.AST], tuple[str, str]] = {
    **{ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")},
    **{ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in")},
    **{ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.And: ("and", "or"), ast.Or: ("or", "and")},
    **{ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*")},
    **{ast.FloorDiv: ("//", "/"), ast.Mod: ("%", "//"), ast.Pow: ("**", "*"), ast.MatMult: ("@", "*")},
    **{ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"), ast.BitXor: ("^", "&")},
    **{ast.LShift: ("<<", ">>"), ast.RShift: (">>", "<<")},
}
PAIRS = (
    "min max",
    "any all",
    "sum mean",
    "zeros ones",
    "argmin argmax",
    "floor ceil",
    "lower upper",
    "sin cos",
)
OTHER_NAME = {a: b for pair in PAIRS for a, b in (pair.split(), reversed(pair.split()))}
SYMMETRIC = {"min", "max", "isinstance", "transpose"}  # functions whose first two arguments may be swapped
ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
Span = tuple[int, int]  # from byte, to byte
Change = tuple[str, Span, str]  # the operator's name, what is replaced, and by what


class Source:
    """A file, where in its bytes each node of its tree stands, and the keywords that stay unchanged."""

    def __init__(self, text: str, unchanged: Collection[str]) -> None:
        self.tree, self.bytes, self.unchanged = ast.parse(text), text.encode(), unchanged
        self.starts = [0]
        for line in self.bytes.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node: Any) -> Span:
        """The bytes of a node."""
        start, end = self.starts[node.lineno - 1], self.starts[node.end_lineno - 1]
        return start + node.col_offset, end + node.end_col_offset

    def text(self, start: int, end: int) -> str:
        """The source between two bytes."""
        return self.bytes[start:end].decode()

    def of(self, node: ast.AST) -> str:
        """The source of a node."""
        return self.text(*self.span(node))


def infix(node: Any, source: Source) -> Iterator[Change]:
    """Each operator between two operands, turned into its opposite."""
    name, operators, operands = _infix_parts(node)
    for operator, left, right in zip(operators, operands, operands[1:], strict=False):
        between = source.span(left)[1], source.span(right)[0]
        yield name, between, source.text(*between).replace(*OPPOSITES[type(operator)], 1)


def _infix_parts(node: Any) -> tuple[str, Sequence[ast.AST], Sequence[ast.AST]]:
    match node:
        case ast.Compare():
            return "comparison", node.ops, [node.left, *node.comparators]
        case ast.BoolOp():
            return "logic", [node.op] * len(node.values), node.values
        case ast.BinOp():
            return "arithmetic", [node.op], [node.left, node.right]
        case _:
            return "arithmetic", [node.op], [node.target, node.value]


def sign(node: ast.UnaryOp, source: Source) -> Iterator[Change]:
    """Without its minus, its `not` or its `~`."""
    yield "sign", source.span(node), f"({source.of(node.operand)})"


def condition(node: Any, source: Source) -> Iterator[Change]:
    """Negated, unless another operator does just that."""
    for test in node.ifs if isinstance(node, ast.comprehension) else [node.test]:
        compared = isinstance(test, ast.Compare) and not isinstance(test.ops[0], ORDERED)
        if isinstance(node, ast.comprehension) or not (compared or isinstance(test, ast.UnaryOp)):
            yield "condition", source.span(test), f"(not ({source.of(test)}))"


def constant(node: ast.Constant, source: Source) -> Iterator[Change]:
    """The opposite truth value, the number plus one, or the characters between two "XX"."""
    match node.value:
        case bool(value):
            yield "boolean", source.span(node), repr(not value)
        case int(value) | float(value):
            yield "number", source.span(node), repr(value + 1)
        case str(value):
            yield "string", source.span(node), repr(f"XX{value}XX")
        case bytes(value):
            yield "string", source.span(node), repr(b"XX" + value + b"XX")


def other_name(node: ast.Call, source: Source) -> Iterator[Change]:
    """A function's opposite."""
    name, end = _name(node.func), source.span(node.func)[1]
    if name in OTHER_NAME:
        yield "name", (end - len(name), end), OTHER_NAME[name]


def swapped(node: ast.Call, source: Source) -> Iterator[Change]:
    """The first two arguments swapped."""
    first, second, *_ = (*node.args, None, None)
    starred = isinstance(first, ast.Starred) or isinstance(second, ast.Starred)
    if first and second and not starred and _name(node.func) not in SYMMETRIC:
        (start, middle), (again, end) = source.span(first), source.span(second)
        texts = source.of(second), source.text(middle, again), source.of(first)
        yield "swapped arguments", (start, end), "".join(texts)


def dropped(node: ast.Call, source: Source) -> Iterator[Change]:
    """The call without one of its keywords, which then has its default."""
    for keyword in node.keywords:
        if keyword.arg and keyword.arg not in source.unchanged:
            rest = [other for other in node.keywords if other is not keyword]
            yield "dropped keyword", source.span(node), ast.unparse(ast.Call(node.func, node.args, rest))


def returned(node: ast.Return, source: Source) -> Iterator[Change]:
    """None instead of a value."""
    if node.value is not None:
        yield "return", source.span(node), "return None"


def statement(node: ast.stmt, source: Source) -> Iterator[Change]:
    """Nothing instead of a statement whose absence makes no unknown name; or the other way out of a loop."""
    match node:
        case ast.Expr(ast.Call()) | ast.Assign([ast.Subscript() | ast.Attribute(), *_]) | ast.AugAssign():
            yield "statement", source.span(node), "pass"
        case ast.Raise() | ast.Delete() | ast.Assert():
            yield "statement", source.span(node), "pass"
        case ast.Break() | ast.Continue():
            yield "statement", source.span(node), "break" if isinstance(node, ast.Continue) else "continue"


def _name(function: ast.AST) -> str:
    """`mean` of `x.mean`, `max` of `max`."""
    return str(getattr(function, "attr", getattr(function, "id", "")))


OPERATORS: tuple[tuple[Any, Callable[[Any, Source], Iterator[Change]]], ...] = (
    (ast.Compare | ast.BinOp | ast.AugAssign | ast.BoolOp, infix),
    (ast.UnaryOp, sign),
    (ast.If | ast.While | ast.IfExp | ast.comprehension, condition),
    (ast.Constant, constant),
    (ast.Call, other_name),
    (ast.Call, swapped),
    (ast.Call, dropped),
    (ast.Return, returned),
    (ast.stmt, statement),
)
